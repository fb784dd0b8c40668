"""Codes that a passage may deserve: those of the nearest coded passages and of the nearest definitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cslab.listen.sentences import Vectors
from cslab.listen.transcript import Segment

LEAST = 0.3
"""Likeness below which a code is not suggested."""

_FEWEST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Known:
    """A text of which the codes are known: a coded passage, or the definition of a code.

    Parameters
    ----------
    text : str
        What was said, or what the code means.
    codes : tuple of str
        Its codes.
    interview_id : str
        Where it was said; empty for a definition.
    start, end : float
        Seconds; 0 for a definition.
    """

    text: str
    codes: tuple[str, ...]
    interview_id: str = ""
    start: float = 0.0
    end: float = 0.0

    def overlaps(self, interview_id: str, start: float, end: float) -> bool:
        """Whether it is a passage that shares time with this one."""
        return self.interview_id == interview_id and self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Likely:
    """A code that a passage may deserve.

    Parameters
    ----------
    code : str
        The code.
    score : float
        Likeness to the nearest text with that code, from -1 to 1.
    because : int
        Which of the known texts that is.
    """

    code: str
    score: float
    because: int


def likely(
    passage: Vectors, known: Vectors, codes: Sequence[Sequence[str]], *, leave_out: Sequence[bool] = ()
) -> list[Likely]:
    """Rank the codes for one passage.

    Parameters
    ----------
    passage : ndarray, shape (384,)
        Its vector, of length 1.
    known : ndarray, shape (n, 384)
        Vectors of the texts whose codes are known.
    codes : sequence of sequence of str
        The codes of each.
    leave_out : sequence of bool
        True for each that must not count, such as the passage itself.

    Returns
    -------
    list of Likely
        Every code once, the likeliest first.

    Notes
    -----
    The score of a code is the cosine between the passage and the nearest text that has it; of codes that
    share that text, the one whose next text is nearer comes first. Nothing is learnt or tuned, and each
    suggestion can be shown with the one text that it came from.

    Examples
    --------
    >>> known = np.eye(3, 384, dtype=np.float32)
    >>> passage = np.array([0.6, 0.8] + [0.0] * 382, dtype=np.float32)
    >>> found = likely(passage, known, [["a"], ["b", "c"], ["a"]])
    >>> [(one.code, round(one.score, 1), one.because) for one in found]
    [('b', 0.8, 1), ('c', 0.8, 1), ('a', 0.6, 0)]
    """
    if not len(known):
        return []
    alike = known @ passage
    best: dict[str, Likely] = {}
    second: dict[str, float] = {}
    for at in np.argsort(-alike, kind="stable"):
        if len(leave_out) and leave_out[at]:
            continue
        for code in codes[at]:
            if code in best:
                second.setdefault(code, float(alike[at]))
            best.setdefault(code, Likely(code, float(alike[at]), int(at)))
    return sorted(best.values(), key=lambda one: (-one.score, -second.get(one.code, -1.0), one.code))


def passages(segments: Sequence[Segment], interviewers: set[str]) -> list[Segment]:
    """Return the segments worth a code: the customer's, and longer than a nod.

    Examples
    --------
    >>> from cslab.listen.transcript import Word
    >>> said = [Segment((Word("Yes.", 0, 1),), "Ana"), Segment((Word("Nine", 1, 2),) * 6, "Ana")]
    >>> [segment.start for segment in passages(said, {"Maya"})]
    [1]
    """
    return [
        segment
        for segment in segments
        if len(segment.words) >= _FEWEST_WORDS and segment.speaker not in interviewers
    ]


def definition_text(name: str, definition: str) -> str:
    """Return a code as a text: its name in plain words, and what it means.

    Examples
    --------
    >>> definition_text("hidden-fee", "A cost found too late.")
    'hidden fee. A cost found too late.'
    """
    plain = name.replace("-", " ").replace("_", " ").strip()
    return f"{plain}. {definition}".strip() if definition else plain
