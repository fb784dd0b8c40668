"""What a change of the codebook does: codes that become others; the highlights and answers that follow."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from cslab.study.codebook import Codebook
from cslab.study.frames import frame_of


@dataclass(frozen=True, slots=True)
class Move:
    """A highlight that gets other codes; a removed one follows too, so that it fits when it comes back."""

    highlight: int
    interview_id: str
    coder: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    removed: bool = False


@dataclass(frozen=True, slots=True)
class AnswerMove:
    """One coder's code on an open answer that becomes another code; a removed one follows too.

    ``nonce`` names the row in every copy of the study.
    """

    nonce: str
    survey: str
    response_id: str
    question: str
    coder: str
    before: str
    after: str
    removed: bool = False

    @property
    def answer(self) -> tuple[str, str, str]:
        """Which answer: survey, response and question."""
        return self.survey, self.response_id, self.question


@dataclass(frozen=True, slots=True)
class CodebookChange:
    """What a change of the codebook does.

    Parameters
    ----------
    action : str
        ``"rename"``, ``"merge"``...
    sentence : str
        The change in words.
    before, after : Codebook
        The codebook on either side of it.
    moves : tuple of Move
        Highlights that get other codes.
    applied : bool
        False for a preview.
    renamed : mapping of str to str
        Names of codes before -> after, where the code is the same one.
    answer_moves : tuple of AnswerMove
        Codes on open answers that become others.
    """

    action: str
    sentence: str
    before: Codebook
    after: Codebook
    moves: tuple[Move, ...] = ()
    applied: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    answer_moves: tuple[AnswerMove, ...] = ()

    @property
    def highlights(self) -> tuple[int, ...]:
        """Ids of the highlights that get other codes; those that were removed are left out."""
        return tuple(move.highlight for move in self.moves if not move.removed)

    @property
    def answers(self) -> int:
        """How many open answers get other codes."""
        return len({move.answer for move in self.answer_moves if not move.removed})

    @property
    def children(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """Codes that come to stand elsewhere in the tree: name, parent before, parent after."""
        was = {self.renamed.get(code.name, code.name): code for code in self.before.codes}

        def named(parent: str | None) -> str | None:
            return None if parent is None else self.renamed.get(parent, parent)

        return tuple(
            (code.name, was[code.name].parent, code.parent)
            for code in self.after.codes
            if code.name in was and named(was[code.name].parent) != code.parent
        )

    @property
    def added(self) -> tuple[str, ...]:
        """Names of codes that are new."""
        known = {self.renamed.get(name, name) for name in self.before.names}
        return tuple(name for name in self.after.names if name not in known)

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of codes whose definition, examples or colour become others."""
        was = {self.renamed.get(code.name, code.name): code for code in self.before.codes}
        values = ("definition", "examples", "colour")
        return tuple(
            code.name
            for code in self.after.codes
            if code.name in was
            and any(getattr(code, name) != getattr(was[code.name], name) for name in values)
        )

    def counts(self, by: str) -> dict[str, int]:
        """How many highlights move, by ``"coder"`` or ``"interview_id"``; the most first."""
        counted = Counter(str(getattr(move, by)) for move in self.moves if not move.removed)
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    def summary(self) -> pd.DataFrame:
        """One row an interview and coder: interview_id, coder, highlights (how many move)."""
        pairs = Counter((move.interview_id, move.coder) for move in self.moves if not move.removed)
        rows = [(interview, coder, number) for (interview, coder), number in sorted(pairs.items())]
        return frame_of(rows, {"interview_id": "str", "coder": "str", "highlights": "int64"})

    def _repr_html_(self) -> str:
        number = len(self.highlights)
        moved = f"{number} highlight{'' if number == 1 else 's'}"
        if self.answers:
            moved += f" and {self.answers} answer{'' if self.answers == 1 else 's'}"
        verb = "moved" if self.applied else "would move"
        table = self.summary().to_html(index=False, escape=True) if number else ""
        return f"<p>{html.escape(self.sentence)} {moved} {verb}.</p>{table}"
