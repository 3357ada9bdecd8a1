"""Set how long Hypothesis looks: `short` in every test run, `long` where HYPOTHESIS_PROFILE says so."""

from __future__ import annotations

import os

import hypothesis

# What texts mean is worked out in every run, and not taken from an earlier one.
os.environ.setdefault("MEETGATE_CACHE", "off")

# No deadline: a slow machine is no fault of the code. Derandomised: the same commit gives the same answer.
hypothesis.settings.register_profile("short", deadline=None, derandomize=True, max_examples=60, database=None)
hypothesis.settings.register_profile("long", deadline=None, max_examples=500, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))
