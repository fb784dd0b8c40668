"""Find and replace over a study: a list of places to look at first, then a correction each."""

from __future__ import annotations

import html
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from cslab.errors import InputError
from cslab.listen.replace import Place, find_places
from cslab.listen.words import Word
from cslab.study.frames import frame_of
from cslab.timecode import format_time

_AROUND = 5
"""Words of context to each side."""

_COLUMNS = {
    "interview_id": "str",
    "start": "float64",
    "end": "float64",
    "first": "int64",
    "last": "int64",
    "before": "str",
    "after": "str",
    "left": "str",
    "right": "str",
}


class Corrects(Protocol):
    """What can correct words: a study."""

    def correct(
        self,
        interview_id: str,
        first: int,
        last: int,
        text: str,
        *,
        before: str | None = None,
        nonce: str | None = None,
        author: str | None = None,
    ) -> int:
        """See `Study.correct`."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a replacement.

    Parameters
    ----------
    corrections : tuple of int
        Ids of the corrections that were made.
    missed : tuple of str
        A sentence for each place whose words changed since they were listed; nothing was done there.
    """

    corrections: tuple[int, ...]
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replacement:
    """Places that would change; nothing has changed until `apply`.

    Parameters
    ----------
    find, replace : str
        What is looked for, and what would stand there.
    table : DataFrame
        One row a place: interview_id, start, end (seconds), first, last (words of `Study.transcript`,
        half-open), before, after, left, right (the words around).
    study : Study
        Whose words they are.
    token : str
        Names this list, so that applying it again changes nothing.
    """

    find: str
    replace: str
    table: pd.DataFrame
    study: Corrects = field(repr=False)
    token: str = field(default_factory=lambda: uuid.uuid4().hex, repr=False)

    def apply(self, author: str | None = None) -> Applied:
        """Make a correction of each place; a second time changes nothing.

        Parameters
        ----------
        author : str, optional
            Who does it; who opened the study when left out.

        Raises
        ------
        StoreError
            If the store can't be written.
        """
        made, missed = [], []
        for at, row in reversed(list(enumerate(self.table.to_dict("records")))):
            try:  # from the end on, so that what is still to come stands where it was found
                number = self.study.correct(
                    row["interview_id"],
                    row["first"],
                    row["last"],
                    row["after"],
                    before=row["before"],
                    nonce=f"replace/{self.token}/{at}",
                    author=author,
                )
            except InputError as error:
                missed.append(str(error))
            else:
                made.append(number)
        return Applied(tuple(reversed(made)), tuple(reversed(missed)))

    def summary(self) -> pd.DataFrame:
        """Give for each interview how many places there are."""
        counts = self.table.groupby("interview_id", sort=False).size()
        return counts.rename("places").reset_index()

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(row['interview_id'])}</td><td>{format_time(max(0.0, row['start']))}</td>"
            f"<td>{html.escape(row['left'])} <del>{html.escape(row['before'])}</del> "
            f"<ins>{html.escape(row['after'])}</ins> {html.escape(row['right'])}</td></tr>"
            for row in self.table.to_dict("records")
        )
        return f"<table>{rows}</table>" if rows else "<p>Nothing would change.</p>"


def places_table(
    found: Iterable[tuple[str, Sequence[Word]]], find: str, replace: str, **how: bool
) -> pd.DataFrame:
    """List the places in some interviews; see `cslab.listen.replace.find_places` for how they are found."""
    rows = (
        _row(name, words, place)
        for name, words in found
        for place in find_places(words, find, replace, **how)
    )
    return frame_of(rows, _COLUMNS)


def _row(name: str, words: Sequence[Word], place: Place) -> tuple[str | float | int, ...]:
    here = words[place.first : place.last]
    left = " ".join(word.text for word in words[max(0, place.first - _AROUND) : place.first])
    right = " ".join(word.text for word in words[place.last : place.last + _AROUND])
    span = (min(word.start for word in here), max(word.end for word in here))
    return (name, *span, place.first, place.last, place.before, place.after, left, right)
