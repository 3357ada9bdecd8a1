"""Run decision cases in plain terms against the shipped rule sets."""
