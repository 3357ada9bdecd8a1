from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Whatever a test configures, the next one starts afresh."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
