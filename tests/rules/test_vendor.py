from __future__ import annotations

from tests.rules.texts import found, permit


def test_a_vendor_that_nobody_knows_is_reported() -> None:
    """A misspelt vendor would pick nothing; the nearest known one is offered."""
    (reported, *_) = found(permit("{public: no}", effect="forbid: {vendor: Microsof}"))
    assert (reported.code, "Microsoft" in reported.help) == ("E101", True)
