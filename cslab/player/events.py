"""What the player tells its host, and what it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]
"""What a person did: ``nonce``, ``kind``, and what the kind needs."""

WORDS = frozenset({"correct", "uncorrect", "speaker", "merge", "swap", "reassign"})
"""Kinds of events that change what the transcript shows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of events.

    Parameters
    ----------
    answered : tuple of str
        Nonces of what is done, now or before.
    refused : dict
        Nonce -> one sentence that says why it can't be done.
    words_changed : bool
        True when the words must be read again.
    """

    answered: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    words_changed: bool = False
