"""One teammate's sheet of the mirror: what they are asked, in which order, and what they said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

NEEDED: Final = ("own", "predicted")
"""Without these an item says nothing about projection; how sure somebody is may be left open."""

STATES: Final = ("open", "locked", "declined")
"""``declined``: locked without a single answer, by somebody who wanted to look and not to answer."""

CELLS: Final = 4
"""Two orders of the items by two orders of the questions about each."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one teammate was asked in one round, and what they said.

    Parameters
    ----------
    round, teammate : str
        Which one.
    seed : int
        Of the order of its items.
    shared : bool
        True when the team may see this person's own figure.
    locked_at : str or None
        The moment (UTC) after which nothing in it changes; None while it is open.
    answers : mapping of str to mapping
        By item: own, certainty, predicted, each 0 to 100 or None.

    Examples
    --------
    >>> one, other = Sheet("first", "Maya", 8, False, None, {}), Sheet("first", "Tom", 9, False, None, {})
    >>> one.order(["ease", "price", "speed"]) == other.order(["ease", "price", "speed"])[::-1]
    True
    """

    round: str
    teammate: str
    seed: int
    shared: bool
    locked_at: str | None
    answers: Mapping[str, Mapping[str, float | None]]

    @property
    def state(self) -> str:
        """One of `STATES`."""
        if self.locked_at is None:
            return STATES[0]
        return STATES[1] if self.given() else STATES[2]

    @property
    def own_first(self) -> bool:
        """True when their own answer is asked before what they expect of customers."""
        return self.seed // 2 % 2 == 0

    def order(self, items: Iterable[str]) -> tuple[str, ...]:
        """Give items in the order in which this teammate is asked; every second one gets the reverse."""
        base = self.seed // CELLS
        found = sorted(
            set(items), key=lambda item: (hashlib.sha256(f"{base} {item}".encode()).digest(), item)
        )
        return tuple(reversed(found) if self.seed % 2 else found)

    def given(self) -> tuple[str, ...]:
        """Give the items of which anything was said."""
        return tuple(
            item for item, said in self.answers.items() if any(one is not None for one in said.values())
        )

    def missing(self, items: Iterable[str]) -> tuple[str, ...]:
        """Give the items of which their own answer or their prediction is missing."""
        return tuple(
            item for item in items if any(self.answers.get(item, {}).get(name) is None for name in NEEDED)
        )
