"""Help those who write rule sets to test them."""

from __future__ import annotations

from meetgate.testing import cases

__all__ = ["cases"]
