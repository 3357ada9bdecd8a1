"""Offer the gatekeeper as the command `meetgate`."""

from meetgate.cli._main import main

__all__ = ["main"]
