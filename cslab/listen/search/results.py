"""What a search found, as a value: a table of passages, and how many there are of how many people."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd

from cslab.listen.search.query import Query
from cslab.timecode import format_time

_SHOWN = 20


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SearchResults:
    """What was found.

    Parameters
    ----------
    query : Query
        What was asked; ``str(query)`` asks the same again.
    table : DataFrame
        The best passages, best first: interview_id, person_id, person, speaker, interviewer (whether it is
        the interviewer who says it), kind (``"said"``, ``"note"``, ``"code"``), start, end and at (seconds;
        at is where the first word that was found is said), text, matches (where in the text, as pairs of
        places), codes (of the highlights over it), stage, score.
    total : int
        How many passages, notes and codes there are in all.
    people : int
        How many people said any of it; the interviewers are not counted.
    interviews : int
        In how many interviews it lies.
    seconds : float
        How long it took.
    unread : int
        Interviews that the index has not read yet, so that there may be more.
    """

    query: Query
    table: pd.DataFrame
    total: int
    people: int
    interviews: int
    seconds: float
    unread: int = 0

    def summary(self) -> pd.DataFrame:
        """One row: the query, how many passages, people and interviews, and how long it took."""
        row = (str(self.query), self.total, self.people, self.interviews, self.seconds, self.unread)
        return pd.DataFrame([row], columns=["query", "total", "people", "interviews", "seconds", "unread"])

    @property
    def sentence(self) -> str:
        """How much there is, in words.

        Examples
        --------
        >>> from cslab.listen.search.parsing import parse
        >>> SearchResults(parse("fee"), pd.DataFrame(), 1, 1, 1, 0.01).sentence
        '1 passage, said by 1 person in 1 interview'
        """
        if not self.total:
            return "Nothing was found"
        people = f", said by {_many(self.people, 'person', 'people')}" if self.people else ""
        where = f" in {_many(self.interviews, 'interview', 'interviews')}" if self.interviews else ""
        return f"{_many(self.total, 'passage', 'passages')}{people}{where}"

    def __repr__(self) -> str:
        return f"<SearchResults of {str(self.query)!r}: {self.sentence}>"

    def _repr_html_(self) -> str:
        rows = "".join(_row_html(row) for row in self.table.head(_SHOWN).to_dict("records"))
        more = self.total - min(len(self.table), _SHOWN)
        rest = f"<p style='opacity:.6'>… and {more:,} more</p>" if more > 0 and rows else ""
        unread = (
            f"<p>{_many(self.unread, 'interview is', 'interviews are')} not read yet.</p>"
            if self.unread
            else ""
        )
        return (
            f"<div class='cslab-search'><p><code>{html.escape(str(self.query))}</code> "
            f"{html.escape(self.sentence)}</p>{rows}{rest}{unread}</div>"
        )


def marked(text: str, matches: tuple[tuple[int, int], ...]) -> str:
    """Write a text as HTML, with what was found in ``<mark>``.

    Examples
    --------
    >>> marked("a <fee>", ((3, 6),))
    'a &lt;<mark>fee</mark>&gt;'
    """
    pieces, at = [], 0
    for start, end in matches:
        pieces += [html.escape(text[at:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        at = end
    return "".join([*pieces, html.escape(text[at:])])


def _row_html(row: dict[object, object]) -> str:
    start = row["at"]
    time = format_time(max(0.0, start)) if isinstance(start, float) and start == start else ""  # noqa: PLR0124
    who = html.escape(f"{row['speaker']}{' (interviewer)' if row['interviewer'] else ''}")
    where = html.escape(str(row["interview_id"] or row["kind"]))
    codes = html.escape(", ".join(map(str, row["codes"])))  # type: ignore[call-overload]
    text = marked(str(row["text"]), row["matches"])  # type: ignore[arg-type]
    return (
        "<div style='display:flex;gap:1em;margin:.5em 0'>"
        f"<span style='opacity:.6;min-width:8em'>{where} {time}</span>"
        f"<span style='max-width:66ch' dir='auto'><b>{who}</b> {text} "
        f"<i style='opacity:.6'>{codes}</i></span></div>"
    )


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
