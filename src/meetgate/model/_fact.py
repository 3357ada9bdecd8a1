"""Say in which state a fact of a meeting is: a value, stated none, unknown, or deferred."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final


class State(enum.Enum):
    """Stand where a value would: a fact that is stated to have none, or that is known only at the join."""

    NONE = "none"
    DEFERRED = "deferred"


#: What a fact may hold. None is unknown: absent, null, unreadable, malformed or expired.
FactValue = str | bool | int | frozenset[str] | State | None

#: The facts that a caller may defer to the moment of joining (semantics, section 1).
KNOWABLE_AT_JOIN: Final = frozenset({"device", "access"})

#: Closed vocabularies of single facts: fact -> its values.
CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "role": frozenset({"host", "join"}),
    "device": frozenset({"managed", "private"}),
    "access": frozenset({"desktop-app", "mobile-app", "browser", "phone", "room-system"}),
    "modality": frozenset({"video", "audio", "messaging"}),
}

#: Facts of a meeting that are sets; they have no completeness flag, so they are known whole or not at all.
SET_FACTS: Final = ("information", "topics", "detrimental_to", "partners_on", "requires", "needs")
#: Facts of a meeting that are yes, no or unknown.
FLAG_FACTS: Final = ("public", "confidential", "highly_targeted")
#: Facts of a meeting that are one word.
WORD_FACTS: Final = ("purpose", "device", "access", "modality")

#: The circumstances that every rule set may test; a rule set's vocabulary may add its own.
CIRCUMSTANCES: Final = frozenset(
    {
        "must-use-foreign",
        "international-exchange",
        "domestic-alternative-available",
        "crisis",
        "unavoidable-for-task",
        "exceptional-circumstances",
        "special-situation",
        "business-need",
        "alternative-available",
    }
)
