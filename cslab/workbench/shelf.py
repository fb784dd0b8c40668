"""Transcripts at hand: what was read lately, kept until something of it changes or others need the room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

ROOM = 400_000
"""Words at hand at once: about 40 interviews of an hour, in about 200 MB."""


class Shelf(Generic[T]):
    """Holds things of some size, each with a stamp; the one that was asked for longest ago goes first.

    Safe to share between threads. What it gives is shared, so it must never be changed.

    Parameters
    ----------
    room : int
        Sizes of all things together. A thing that is bigger than that is not kept.

    Examples
    --------
    >>> shelf = Shelf[str](room=5)
    >>> shelf.put("int-01", 1, "said", size=3)
    >>> shelf.get("int-01", 1), shelf.get("int-01", 2)
    ('said', None)
    >>> shelf.put("int-02", 1, "more", size=4)
    >>> shelf.get("int-01", 1) is None
    True
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._taken = 0
        self._things: OrderedDict[str, tuple[Hashable, int, T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str, stamp: Hashable) -> T | None:
        """Give what is kept under a name, when its stamp is this one."""
        with self._lock:
            known = self._things.get(name)
            if known is None or known[0] != stamp:
                return None
            self._things.move_to_end(name)
            return known[2]

    def put(self, name: str, stamp: Hashable, thing: T, *, size: int) -> None:
        """Keep a thing under a name, in place of the one before."""
        with self._lock:
            known = self._things.pop(name, None)
            self._taken -= known[1] if known is not None else 0
            if size > self._room:
                return
            self._things[name] = (stamp, size, thing)
            self._taken += size
            while self._taken > self._room:
                _, (_, freed, _) = self._things.popitem(last=False)
                self._taken -= freed
