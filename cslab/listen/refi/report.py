"""What could not be brought over from one tool to another, in words."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass

import pandas as pd

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing that was left out.

    Parameters
    ----------
    what : str
        Such as ``"picture"``.
    where : str
        Which one.
    why : str
        And what to do, where something can be done.
    """

    what: str
    where: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a project of another tool.

    Parameters
    ----------
    highlights : int
        How many are new or changed.
    known : int
        How many were here already, and stay as they are.
    codes : tuple of str
        Names of the codes that are new.
    coders : tuple of str
        Those who made the highlights.
    left_out : tuple of LeftOut
        What could not be brought over.
    """

    highlights: int
    known: int
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        said = f"{_count(self.highlights, 'highlight')} brought over, {_count(len(self.codes), 'new code')}"
        said += f", {self.known} here already" if self.known else ""
        if not self.left_out:
            return f"{said}; nothing was left out."
        kinds = Counter(left.what for left in self.left_out)
        named = ", ".join(_count(number, kind) for kind, number in kinds.most_common())
        return f"{said}; left out: {named}."

    def summary(self) -> pd.DataFrame:
        """One row a thing that was left out: what, where, why."""
        return _table(self.left_out)

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.sentence)}</p>{_rows(self.left_out)}"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What stands in a project that was written for another tool.

    Parameters
    ----------
    path : str
        Of the file.
    highlights : int
        How many it holds.
    interviews : int
        How many interviews.
    people : int
        How many people it names.
    recordings : int
        How many recordings are inside.
    left_out : tuple of LeftOut
        What the standard, or consent, leaves no place for.
    """

    path: str
    highlights: int
    interviews: int
    people: int
    recordings: int
    left_out: tuple[LeftOut, ...]

    @property
    def sentence(self) -> str:
        """All of it in a line, and that it is private."""
        sound = f"{_count(self.recordings, 'recording')} and " if self.recordings else ""
        named = f" and the names of {_count(self.people, 'person', 'people')}" if self.people else ""
        return (
            f"Wrote {_count(self.highlights, 'highlight')} of {_count(self.interviews, 'interview')} to "
            f"{self.path}. It holds {sound}what was said{named}: keep it as private as the recordings."
        )

    def summary(self) -> pd.DataFrame:
        """One row a thing that was left out: what, where, why."""
        return _table(self.left_out)

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.sentence)}</p>{_rows(self.left_out)}"


def _table(left_out: tuple[LeftOut, ...]) -> pd.DataFrame:
    rows = [(left.what, left.where, left.why) for left in left_out]
    return pd.DataFrame(rows, columns=["what", "where", "why"]).astype("str")


def _rows(left_out: tuple[LeftOut, ...]) -> str:
    if not left_out:
        return ""
    more = len(left_out) - _SHOWN
    rest = f"<p>… and {more} more</p>" if more > 0 else ""
    return str(_table(left_out[:_SHOWN]).to_html(index=False, escape=True)) + rest


def _count(number: int, noun: str, several: str = "") -> str:
    return f"{number} {noun if number == 1 else several or noun + 's'}"
