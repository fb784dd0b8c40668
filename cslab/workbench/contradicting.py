"""Contradicting: where what we believe, what they say and what they do disagree."""

from __future__ import annotations

from cslab.challenge.contradictions.feed import Feed
from cslab.workbench.hearing import Hearing
from cslab.workbench.judging import Judging
from cslab.workbench.mirroring import Mirroring
from cslab.workbench.promising import Promising
from cslab.workbench.relating import Relating


class Contradicting(Judging, Mirroring, Relating, Hearing, Promising):
    """The feed of contradictions, and what became of each."""

    def contradictions(self, *, blind_for: str | None = None, reader: str | None = None) -> Feed:
        """Give places where what we believe, what customers say and what they do disagree."""
        raise NotImplementedError

    def set_contradiction(
        self,
        key: str,
        status: str,
        *,
        note: str = "",
        author: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Say what became of a contradiction."""
        raise NotImplementedError
