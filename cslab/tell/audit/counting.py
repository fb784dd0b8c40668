"""Count a reel, the interviews and the customers by the same things. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cslab.estimate import Estimate
from cslab.tell.audit.result import COLUMNS, COUNT, ESTIMATE, PERSON, PERSONA, SENTIMENT, STAGE, ReelAudit
from cslab.tell.audit.warn import warnings
from cslab.tell.choosing import SENTIMENTS, sentiment_of

FEW = 5
"""A number of customers below this is not told: it says little, and may say who somebody is."""

MOST_GROUPS = 8
"""Values of one attribute that have rows; the others are put together."""

OTHERS = "others"
UNKNOWN = "not known"
NO_STAGE = "no stage"


@dataclass(frozen=True, slots=True)
class Felt:
    """How all customers feel, where they were asked.

    Parameters
    ----------
    share : Estimate or int
        The part of them, with its interval; or how many, where everybody was counted.
    of : int
        Out of how many, for a count.
    note : str
        What was asked.
    """

    share: Estimate | int
    of: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the table, as it comes about."""

    about: str
    group: str
    rows: pd.DataFrame
    interviews: float | None = None
    interviews_of: int | None = None
    interviews_share: float | None = None
    customers: int | None = None
    customers_of: int | None = None
    estimate: Estimate | None = None
    note: str = ""


def audit_reel(
    voices: pd.DataFrame,
    marks: pd.DataFrame,
    *,
    name: str = "",
    title: str = "",
    audience: str = "team",
    stages: Mapping[str, str],
    interviewed: Collection[str],
    customers: Collection[str] = (),
    groups: Mapping[str, pd.Series] | None = None,
    personas: Mapping[str, Collection[str]] | None = None,
    felt: Mapping[int, Felt] | None = None,
    colleagues: Sequence[str] = (),
    left_out: int = 0,
    notes: Sequence[str] = (),
) -> ReelAudit:
    """Set a reel beside the interviews and the customers.

    Parameters
    ----------
    voices : DataFrame
        One row a clip of the reel: person_id, person, seconds, stage, sentiment (-1, 0, 1 or missing), and
        where known said and said_by_colleagues (seconds of words).
    marks : DataFrame
        One row a highlight of all interviews: person_id, seconds, stage, sentiment.
    name, title, audience : str
        Of the reel, and who hears it.
    stages : mapping of str to str
        Names of the journey's stages by id, in order.
    interviewed, customers : collection of str
        person_id of everybody interviewed, and of everybody in people.csv.
    groups : mapping of str to Series, optional
        Attributes of people: a Series of names by person_id each.
    personas : mapping of str to collection of str, optional
        Name of each persona, and the person_id of those it is about.
    felt : mapping of int to Felt, optional
        How all customers feel, by sentiment.
    colleagues : sequence of str
        Names of those who ask, and of teammates.
    left_out : int
        Clips that the audience may not hear.
    notes : sequence of str
        What could not be set beside each other.

    Returns
    -------
    ReelAudit

    Notes
    -----
    Of stages and sentiments, the interviews' share is the mean over people of the part of their own
    highlighted seconds, so that somebody with twenty highlights counts as much as somebody with one. Numbers
    of customers below 5 are not told, nor their share. A share of people.csv is a count of everybody and has
    no interval; that the people in it are all the customers is for the study to know.

    Examples
    --------
    >>> voices = pd.DataFrame({"person_id": ["ana", "ben"], "person": ["Ana", "Ben"], "seconds": [30.0, 10.0],
    ...                        "stage": ["start", "start"], "sentiment": [-1, -1]})
    >>> found = audit_reel(voices, voices, stages={"start": "Start"}, interviewed=["ana", "ben"])
    >>> found.of("voice")[["group", "share"]].values.tolist()
    [['Ana', 0.75], ['Ben', 0.25]]
    >>> found.warnings[1]
    'It is only negative; no listener would know of anything positive.'
    """
    voices = _clean(voices)
    marks = _clean(marks)
    people = {str(one) for one in interviewed}
    everybody = {str(one) for one in customers}
    rows = [*_voices(voices, marks)]
    for persona, whom in (personas or {}).items():
        rows.append(_of_people(PERSONA, persona, voices, people, everybody, {str(one) for one in whom}))
    for attribute, values in (groups or {}).items():
        rows += _by_attribute(attribute, values, voices, people, everybody)
    rows += _by_stage(voices, marks, stages)
    rows += _by_sentiment(voices, marks, felt or {})
    table = _table(rows, voices)
    own = {one.casefold() for one in colleagues}
    strange = sorted(set(voices["person_id"]) - everybody) if everybody else []
    return ReelAudit(
        name=name,
        title=title or name,
        audience=audience,
        clips=len(voices),
        people=int(voices["person_id"].nunique()),
        seconds=float(voices["seconds"].sum()),
        table=table,
        warnings=warnings(
            table,
            stages=stages,
            spoken_for=_speakers(marks),
            colleagues=_asked_part(voices),
            asked=[one for one in voices["person"] if str(one).casefold() in own],
            strangers=strange,
        ),
        left_out=left_out,
        interviewed=len(people),
        customers=len(everybody),
        notes=tuple(notes),
    )


# ----------------------------------------------------------------------------------------------- inside


def _clean(rows: pd.DataFrame) -> pd.DataFrame:
    stage = rows["stage"].astype("object").where(rows["stage"].notna(), "")
    return pd.DataFrame(
        {
            "person_id": rows["person_id"].astype(str),
            "person": rows["person"].astype(str) if "person" in rows else rows["person_id"].astype(str),
            "seconds": rows["seconds"].astype("float64"),
            "stage": stage.astype(str),
            "sentiment": pd.Series([sentiment_of(one) for one in rows["sentiment"]], rows.index, "object"),
            "said": rows["said"].astype("float64") if "said" in rows else 0.0,
            "by_others": rows["said_by_colleagues"].astype("float64")
            if "said_by_colleagues" in rows
            else 0.0,
        }
    ).reset_index(drop=True)


def _voices(voices: pd.DataFrame, marks: pd.DataFrame) -> Iterator[_Row]:
    whole = float(marks["seconds"].sum())
    order = voices.groupby("person_id")["seconds"].sum().sort_values(ascending=False, kind="stable").index
    for person in order:
        rows = voices[voices["person_id"] == person]
        own = float(marks.loc[marks["person_id"] == person, "seconds"].sum())
        yield _Row(
            PERSON,
            str(rows["person"].iloc[0]),
            rows,
            interviews_share=own / whole if whole else None,
        )


def _of_people(
    about: str, group: str, voices: pd.DataFrame, people: set[str], everybody: set[str], whom: set[str]
) -> _Row:
    there = len(everybody & whom)
    return _Row(
        about,
        group,
        voices[voices["person_id"].isin(whom)],
        interviews=len(people & whom),
        interviews_of=len(people),
        interviews_share=len(people & whom) / len(people) if people else None,
        customers=there if everybody else None,
        customers_of=len(everybody) if everybody else None,
    )


def _by_attribute(
    attribute: str, values: pd.Series, voices: pd.DataFrame, people: set[str], everybody: set[str]
) -> Iterator[_Row]:
    known = {str(person): str(value) for person, value in values.items() if pd.notna(value) and str(value)}
    counted = pd.Series({person: known.get(person, UNKNOWN) for person in sorted(everybody | people)})
    sizes = counted[counted != UNKNOWN].value_counts()
    names = sorted(sizes.index) if len(sizes) <= MOST_GROUPS else [*sizes.index[: MOST_GROUPS - 1], OTHERS]
    placed = counted.where(counted.isin([*names, UNKNOWN]), OTHERS)
    for name in [*names, *([UNKNOWN] if (placed == UNKNOWN).any() else [])]:
        whom = set(placed.index[placed == name])
        yield _of_people(attribute, name, voices, people, everybody, whom)


def _by_stage(voices: pd.DataFrame, marks: pd.DataFrame, stages: Mapping[str, str]) -> Iterator[_Row]:
    found = [*stages, *sorted({*voices["stage"], *marks["stage"]} - {*stages, ""})]
    if "" in {*voices["stage"]}:
        found.append("")
    heard = marks["person_id"].nunique()
    for stage in found:
        said = marks[marks["stage"] == stage]
        yield _Row(
            STAGE,
            stages.get(stage, stage) or NO_STAGE,
            voices[voices["stage"] == stage],
            interviews=said["person_id"].nunique(),
            interviews_of=heard,
            interviews_share=_mean_part(marks, marks["stage"] == stage),
        )


def _by_sentiment(voices: pd.DataFrame, marks: pd.DataFrame, felt: Mapping[int, Felt]) -> Iterator[_Row]:
    heard = marks["person_id"].nunique()
    for feeling, called in SENTIMENTS.items():
        here, there = _felt(voices, feeling), _felt(marks, feeling)
        if feeling is None and not (here.any() or there.any()):
            continue
        asked = felt.get(feeling) if feeling is not None else None
        share = asked.share if asked is not None else None
        yield _Row(
            SENTIMENT,
            called,
            voices[here],
            interviews=marks.loc[there, "person_id"].nunique(),
            interviews_of=heard,
            interviews_share=_mean_part(marks, there),
            customers=share if isinstance(share, int) else None,
            customers_of=asked.of if asked is not None and isinstance(share, int) else None,
            estimate=share if isinstance(share, Estimate) else None,
            note=asked.note if asked is not None else "",
        )


def _felt(rows: pd.DataFrame, feeling: int | None) -> pd.Series:
    return pd.Series([one == feeling for one in rows["sentiment"]], index=rows.index, dtype=bool)


def _mean_part(marks: pd.DataFrame, chosen: pd.Series) -> float | None:
    """The mean over people of the part of their highlighted seconds that is chosen."""
    own = marks.groupby("person_id")["seconds"].sum()
    own = own[own > 0]
    if own.empty:
        return None
    part = marks[chosen].groupby("person_id")["seconds"].sum().reindex(own.index, fill_value=0.0)
    return float((part / own).mean())


def _speakers(marks: pd.DataFrame) -> dict[str, int]:
    return {str(stage): int(rows["person_id"].nunique()) for stage, rows in marks.groupby("stage")}


def _asked_part(voices: pd.DataFrame) -> float:
    whole = float(voices["said"].sum())
    return float(voices["by_others"].sum()) / whole if whole else 0.0


def _table(rows: Sequence[_Row], voices: pd.DataFrame) -> pd.DataFrame:
    whole, clips = float(voices["seconds"].sum()), len(voices)
    people = voices["person_id"].nunique()
    made = []
    for row in rows:
        seconds, heard = float(row.rows["seconds"].sum()), int(row.rows["person_id"].nunique())
        few = row.customers is not None and 0 < row.customers < FEW
        share = row.customers / row.customers_of if row.customers is not None and row.customers_of else None
        estimate = row.estimate
        note = f"fewer than {FEW} customers, so they are not counted here" if few else row.note
        values: dict[str, Any] = {
            "about": row.about,
            "group": row.group,
            "clips": len(row.rows),
            "seconds": round(seconds, 3),
            "people": heard,
            "share": seconds / whole if whole else 0.0,
            "share_clips": len(row.rows) / clips if clips else 0.0,
            "share_people": heard / people if people else 0.0,
            "interviews": row.interviews,
            "interviews_of": row.interviews_of,
            "interviews_share": row.interviews_share,
            "customers": None if few else row.customers,
            "customers_of": estimate.n if estimate is not None else row.customers_of,
            "customers_share": estimate.value if estimate is not None else None if few else share,
            "low": estimate.low if estimate is not None else None,
            "high": estimate.high if estimate is not None else None,
            "basis": ESTIMATE if estimate is not None else COUNT if row.customers is not None else "",
            "note": note,
        }
        made.append(values)
    table = pd.DataFrame(made, columns=list(COLUMNS))
    whole_numbers = ("clips", "people", "interviews", "interviews_of", "customers", "customers_of")
    parts = ("interviews_share", "customers_share", "low", "high")
    return table.astype(dict.fromkeys(whole_numbers, "Int64") | dict.fromkeys(parts, "Float64"))
