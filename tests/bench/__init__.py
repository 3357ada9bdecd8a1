"""Measure what the project promises in figures; nothing here is a test."""
