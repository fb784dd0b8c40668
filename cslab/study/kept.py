"""What was made of a study's files and store, kept as long as nothing of these changes."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """Keeps the last thing made under each name, with the stamp of what it was made of.

    Safe to share between threads: one makes a thing, the others wait for it, and only for it. What is kept
    is handed out as it is, so who passes it on to people hands out a copy.

    Examples
    --------
    >>> kept = Kept()
    >>> kept.get("words", 1, lambda: "made"), kept.get("words", 1, lambda: "made again")
    ('made', 'made')
    >>> kept.get("words", 2, lambda: "made anew")
    'made anew'
    """

    def __init__(self) -> None:
        self._things: dict[str, tuple[Hashable, Any]] = {}
        self._locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)

    def get(self, name: str, stamp: Hashable, make: Callable[[], T], *, keep: bool = True) -> T:
        """Give what is kept under a name; make it when its stamp is another.

        Parameters
        ----------
        name : str
            Of the thing.
        stamp : hashable
            Of everything it is made of, taken before it is made.
        make : callable
            Makes it. When it raises, nothing is kept.
        keep : bool
            False when the stamp can't be trusted yet.
        """
        return self.renew(name, stamp, lambda _: make(), keep=keep)

    def renew(self, name: str, stamp: Hashable, make: Callable[[T | None], T], *, keep: bool = True) -> T:
        """Give what is kept, as `get` does; `make` is given what was kept before, None when nothing was."""
        known = self._things.get(name)
        if known is not None and known[0] == stamp:
            return known[1]  # type: ignore[no-any-return]
        with self._locks[name]:
            known = self._things.get(name)
            if known is not None and known[0] == stamp:
                return known[1]  # type: ignore[no-any-return]
            made = make(None if known is None else known[1])
            if keep:
                self._things[name] = (stamp, made)
            return made
