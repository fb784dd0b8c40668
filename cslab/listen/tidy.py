"""Highlights as tables for statistics: one row a highlight and code, or a 0/1 matrix of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, get_args

import pandas as pd

from cslab.errors import NotFoundError
from cslab.listen.transcript import Transcript
from cslab.study.codebook import Codebook
from cslab.study.csvfile import write_sheet
from cslab.timecode import format_time

Unit = Literal["highlight", "segment", "interview", "person"]
UNITS: tuple[Unit, ...] = get_args(Unit)

_FIRST = (
    *(
        "highlight",
        "code",
        "code_path",
        "interview_id",
        "stage",
        "sentiment",
        "juiciness",
        "juice",
        "juice_by",
    ),
    *("quote", "speaker", "start", "end", "start_clock", "end_clock", "note", "coder", "created_at"),
)

_UNIT_IDS: Mapping[str, tuple[str, ...]] = {
    "highlight": ("highlight", "interview_id", "person_id", "coder", "start", "end"),
    "segment": ("interview_id", "segment", "start", "end", "speaker"),
    "interview": ("interview_id", "person_id"),
    "person": ("person_id",),
}


def highlight_table(
    highlights: pd.DataFrame,
    interviews: pd.DataFrame,
    people: pd.DataFrame,
    accounts: pd.DataFrame,
    *,
    book: Codebook,
) -> pd.DataFrame:
    """Give one row a highlight and code, with everything that is known of who is heard.

    Parameters
    ----------
    highlights : DataFrame
        As ``study.highlights()`` gives them, with quote and speaker.
    interviews, people, accounts : DataFrame
        Of the study.
    book : Codebook
        Says where a code stands in its tree.

    Returns
    -------
    DataFrame
        A highlight with three codes is three rows, one without a code is one row whose code is missing; to
        count highlights, count different values of ``highlight``. Columns: highlight (its id), code,
        code_path (``"price / hidden fee"``), interview_id, stage, sentiment, juiciness, juice (its marks,
        parted by semicolons), juice_by, quote, speaker, start and end (seconds), start_clock and end_clock
        (``00:01:02.500``), note, coder, created_at; then recorded_on, person_id, the columns of people.csv
        with ``person_`` before their names, account_id, and those of accounts.csv with ``account_``.

    Examples
    --------
    >>> import cslab
    >>> study = cslab.open("data/samples/ledgerline", read_only=True)
    >>> study.highlight_table().columns[:4].tolist()
    ['highlight', 'code', 'code_path', 'interview_id']
    """
    paths = _paths(book)
    rows = [
        {
            **{name: row.get(name) for name in _FIRST},
            "highlight": row["id"],
            "code": code,
            "code_path": paths.get(str(code), code),
            "juice": "; ".join(row.get("juice") or ()),
            "start_clock": format_time(row["start"], style="vtt"),
            "end_clock": format_time(row["end"], style="vtt"),
        }
        for row in highlights.to_dict("records")
        for code in (row["codes"] or (None,))
    ]
    table = pd.DataFrame(rows, columns=list(_FIRST))
    for name in ("highlight", "sentiment", "juiciness"):
        table[name] = table[name].astype("Int64")
    return table.merge(_heard(interviews, people, accounts), on="interview_id", how="left")


def code_matrix(
    highlights: pd.DataFrame,
    interviews: pd.DataFrame,
    *,
    book: Codebook,
    unit: Unit = "highlight",
    transcripts: Mapping[str, Transcript] | None = None,
) -> pd.DataFrame:
    """Give a matrix with a row for each unit and a column for each code: 1 where the unit has it, else 0.

    Parameters
    ----------
    highlights, interviews : DataFrame
        Of the study.
    book : Codebook
        Its codes are the columns, in the order of the tree; codes it does not know follow by name. A code
        counts where it was given itself, not where only one below it was.
    unit : str
        ``"highlight"``; ``"segment"`` of a transcript, which has every code of a highlight that it overlaps
        in time; ``"interview"``, also one without a highlight; ``"person"`` who was interviewed.
    transcripts : mapping of str to Transcript, optional
        For segments.

    Returns
    -------
    DataFrame
        First the columns that name the unit, then the codes. A code that is called as one of the first ones
        has `` (code)`` after its name.

    Raises
    ------
    NotFoundError
        If there is no such unit.

    Examples
    --------
    >>> import cslab
    >>> study = cslab.open("data/samples/ledgerline", read_only=True)
    >>> study.code_matrix(unit="person").columns[0]
    'person_id'
    """
    if unit not in UNITS:
        raise NotFoundError.of("unit of a code matrix", unit, UNITS)
    persons = dict(zip(interviews["interview_id"], interviews["person_id"], strict=True))
    units, coded = _units(unit, highlights.to_dict("records"), persons, transcripts or {})
    used = _union(highlights["codes"])
    names = [placed.code.name for placed in book.tree()]
    names += sorted(used - set(names))
    ids = _UNIT_IDS[unit]
    headings = {name: f"{name} (code)" if name in ids else name for name in names}
    cells = {heading: [int(name in codes) for codes in coded] for name, heading in headings.items()}
    columns: dict[str, Any] = {name: [row[name] for row in units] for name in ids}
    return pd.DataFrame(columns | cells, columns=[*ids, *cells])


def sheet_of(table: pd.DataFrame) -> str:
    r"""Write a table as CSV that spreadsheets take for words and numbers alone; see `write_sheet`.

    Examples
    --------
    >>> sheet_of(pd.DataFrame({"note": ["=1+1", None], "n": [-1, 2]}))
    "note,n\r\n'=1+1,-1\r\n,2\r\n"
    """
    rows = [[_cell(value) for value in row] for row in table.astype("object").itertuples(index=False)]
    return write_sheet([str(name) for name in table.columns], rows)


# ----------------------------------------------------------------------------------------------- inside


def _paths(book: Codebook) -> dict[str, str]:
    paths: dict[str, str] = {}
    for code, _ in book.tree():
        above = paths.get(code.parent) if code.parent else None
        paths[code.name] = code.name if above is None else f"{above} / {code.name}"
    return paths


def _heard(interviews: pd.DataFrame, people: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Give one row an interview: who is heard, and what is known of them and their account."""
    table = interviews[["interview_id", "recorded_on", "person_id"]]
    known = people.rename(columns=_before("person", people, keep=("person_id", "account_id")))
    theirs = accounts.rename(columns=_before("account", accounts, keep=("account_id",)))
    table = table.merge(known.drop_duplicates("person_id"), on="person_id", how="left")
    if "account_id" not in table:
        table["account_id"] = None
    table = table.merge(theirs.drop_duplicates("account_id"), on="account_id", how="left")
    about = [name for name in table.columns if name.startswith("person_")]
    first = ["interview_id", "recorded_on", *about, "account_id"]
    return table[[*first, *(name for name in table.columns if name not in first)]]


def _before(word: str, table: pd.DataFrame, *, keep: Sequence[str]) -> dict[str, str]:
    return {name: f"{word}_{name}" for name in table.columns if name not in keep}


def _units(
    unit: Unit,
    highlights: Sequence[Mapping[Any, Any]],
    persons: Mapping[str, Any],
    transcripts: Mapping[str, Transcript],
) -> tuple[list[dict[str, Any]], list[set[str]]]:
    """Units, and the codes of each."""
    if unit == "highlight":
        named = [
            {**row, "highlight": row["id"], "person_id": persons.get(row["interview_id"])}
            for row in highlights
        ]
        return named, [set(row["codes"]) for row in highlights]
    if unit == "segment":
        return _segments(highlights, transcripts)
    by_interview: dict[str, set[str]] = {name: set() for name in persons}
    for row in highlights:
        by_interview.setdefault(row["interview_id"], set()).update(row["codes"])
    if unit == "interview":
        rows = [{"interview_id": name, "person_id": persons.get(name)} for name in by_interview]
        return rows, list(by_interview.values())
    by_person: dict[Any, set[str]] = {}
    for name, codes in by_interview.items():
        person = persons.get(name)
        if isinstance(person, str) and person:
            by_person.setdefault(person, set()).update(codes)
    return [{"person_id": person} for person in by_person], list(by_person.values())


def _segments(
    highlights: Sequence[Mapping[Any, Any]], transcripts: Mapping[str, Transcript]
) -> tuple[list[dict[str, Any]], list[set[str]]]:
    rows: list[dict[str, Any]] = []
    coded: list[set[str]] = []
    by_interview: dict[str, list[Mapping[Any, Any]]] = {}
    for row in highlights:
        by_interview.setdefault(row["interview_id"], []).append(row)
    for name, transcript in transcripts.items():
        marked = by_interview.get(name, [])
        for number, segment in enumerate(transcript.segments):
            start, end = segment.start, segment.end
            rows.append(
                {
                    **{"interview_id": name, "segment": number, "start": start, "end": end},
                    "speaker": segment.speaker,
                }
            )
            coded.append(_union(row["codes"] for row in marked if row["start"] < end and start < row["end"]))
    return rows, coded


def _union(several: Iterable[Iterable[str]]) -> set[str]:
    return {code for codes in several for code in codes}


def _cell(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return "; ".join(map(str, value))
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        is_day = value.tzinfo is None and value.time() == datetime.min.time()
        return (value.date() if is_day else value).isoformat()
    return value.isoformat() if isinstance(value, date) else value
