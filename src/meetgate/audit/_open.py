"""Turn what a caller names as the audit log into a store."""

from __future__ import annotations

import os

from meetgate.audit._sqlite import SQLiteStore
from meetgate.audit._store import Store


def open_store(audit: str | os.PathLike[str] | Store) -> Store:
    """Return the store that `audit` names: a path or `file:` URI becomes SQLite, a store stays what it is.

    Nothing is opened or created before the first use.

    Raises:
        AuditError: The name is one that SQLite could not keep a durable log under, such as `:memory:`.
    """
    if isinstance(audit, str | os.PathLike):
        return SQLiteStore(audit)
    return audit
