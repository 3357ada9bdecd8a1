"""Run the command: `python -m meetgate`."""

from __future__ import annotations

import sys

from meetgate.cli import main

if __name__ == "__main__":
    sys.exit(main())
