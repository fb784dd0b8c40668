"""Relationships: how strong each tie is, how the person feels, and what that makes of the whole account.

Both are what one of us judged at some moment: a judgement is an opinion with a date, not a measurement.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from cslab.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

STRENGTHS: Final[Mapping[int, str]] = {1: "a name", 2: "in touch", 3: "close", 4: "would call us first"}
"""The four levels of how strong a tie is."""

SENTIMENTS: Final[Mapping[int, str]] = {-1: "negative", 0: "neutral", 1: "positive"}
"""The three levels of how the person feels about us."""

STARTING: Final = "people.csv"
"""Author of the judgement that a study starts with."""

STALE_AFTER: Final = 90
"""Days after which a judgement is called stale."""

_JUDGED = ["person_id", "strength", "sentiment", "note", "author", "at"]


@dataclass(frozen=True, slots=True, eq=False)
class Relationships:
    """Where each person stands with us, and how that was judged over time.

    Parameters
    ----------
    table : DataFrame
        One row a person: person_id, account_id, name, strength (1 to 4), sentiment (-1, 0, 1), note, author,
        judged_on (missing where nobody knows when), age (whole days; of the older of the two judgements in
        use), judgements (how many there are), stale (bool; True also where the day is unknown).
    history : DataFrame
        One row a judgement, the newest first: person_id, strength, sentiment, note, author, at.
    on : date
        The day that ages are counted to.
    stale_after : int
        Days after which a judgement is stale.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    history: pd.DataFrame
    on: date
    stale_after: int
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def of(self, person_id: str) -> pd.DataFrame:
        """Return the judgements on one person, the newest first."""
        return self.history[self.history["person_id"] == person_id].reset_index(drop=True)

    def _repr_html_(self) -> str:
        shown = self.table.assign(
            strength=self.table["strength"].map(STRENGTHS), sentiment=self.table["sentiment"].map(SENTIMENTS)
        )
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{shown.head(50).to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def relationships(
    people: pd.DataFrame,
    judgements: pd.DataFrame | None = None,
    *,
    on: date | datetime | str | None = None,
    stale_after: int = STALE_AFTER,
) -> Relationships:
    """Find where each person stands with us on one day.

    Parameters
    ----------
    people : DataFrame
        person_id, account_id, and where known name, strength, sentiment; these two are the judgement that a
        study starts with. A column ``judged_on`` says of which day it is.
    judgements : DataFrame, optional
        person_id, strength, sentiment (either may be missing), note, author, at (a moment). Later ones take
        the place of earlier ones; what a judgement leaves open stays as it was.
    on : date or str, optional
        The day: later judgements are not looked at. Today when not given.
    stale_after : int
        Days after which a judgement is stale.

    Returns
    -------
    Relationships

    Raises
    ------
    InputError
        If a column is missing or the number of days is below 0.

    Notes
    -----
    Estimand: none; this lists what was judged. The age is that of the older of the two judgements in use, so
    that renewing one of them does not make the other look fresh. A judgement of which nobody knows the day
    counts as stale. Four and three levels follow the usual relationship map of customer success teams; the
    levels are ordered, their distances are not known.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["p-1"], "account_id": "a-1", "strength": 3, "sentiment": 1})
    >>> made = pd.DataFrame({"person_id": ["p-1"], "strength": None, "sentiment": -1, "note": "Furious.",
    ...                      "author": "Maya", "at": "2026-03-01"})
    >>> found = relationships(people, made, on="2026-03-11")
    >>> found.table[["strength", "sentiment", "author", "judgements"]]
       strength  sentiment author  judgements
    0         3         -1   Maya           2
    """
    if stale_after < 0:
        raise InputError(f"Judgements can't be stale after {stale_after} days; give 0 or more.")
    for column in ("person_id", "account_id"):
        if column not in people.columns:
            raise InputError(f"The table of people needs a column {column}.")
    day = day_of(on)
    history = _history(people, judgements, day)
    names = people["name"] if "name" in people.columns else people["person_id"]
    table = pd.DataFrame(
        {"person_id": people["person_id"], "account_id": people["account_id"], "name": names}
    ).reset_index(drop=True)
    oldest_first = history.iloc[::-1]
    for column in ("strength", "sentiment"):
        given = oldest_first.dropna(subset=[column]).drop_duplicates("person_id", keep="last")
        given = given.set_index("person_id")
        table[column] = table["person_id"].map(given[column]).astype("Int64")
        moments = table["person_id"].map(given["at"].to_dict())
        table[f"_{column}_at"] = pd.to_datetime(moments)
    latest = oldest_first.drop_duplicates("person_id", keep="last").set_index("person_id")
    table["note"] = table["person_id"].map(latest["note"]).astype("object").fillna("").astype("str")
    table["author"] = table["person_id"].map(latest["author"])
    table["judged_on"], table["age"] = _ages(table, day)
    counted = history["person_id"].value_counts()
    table["judgements"] = table["person_id"].map(counted).fillna(0).astype("int64")
    judged = table["strength"].notna() | table["sentiment"].notna()
    table["stale"] = judged & ~(table["age"] <= stale_after).fillna(False).astype(bool)
    table = table.drop(columns=["_strength_at", "_sentiment_at"])
    return Relationships(table, history, day.date(), stale_after, _doubts(table, judged, stale_after))


def day_of(on: object = None) -> pd.Timestamp:
    """Give a day at its start; when none is given, today, here or in UTC, whichever is later.

    Moments are kept in UTC and days are written as people's calendars say: what was done a minute ago belongs
    to today in both.

    Raises
    ------
    InputError
        If it is no day.

    Examples
    --------
    >>> day_of("2026-03-04 10:30")
    Timestamp('2026-03-04 00:00:00')
    """
    if on is None:
        return max(pd.Timestamp.now(), pd.Timestamp.now("UTC").tz_localize(None)).normalize()
    try:
        day = pd.Timestamp(on)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise InputError(f"The day must be a date such as 2026-03-04, but {on!r} was given.") from error
    if pd.isna(day):
        raise InputError(f"The day must be a date such as 2026-03-04, but {on!r} was given.")
    return day.tz_localize(None).normalize()


def _history(people: pd.DataFrame, judgements: pd.DataFrame | None, day: pd.Timestamp) -> pd.DataFrame:
    """Every judgement up to the end of a day, the newest first; those of unknown day come last."""
    start = pd.DataFrame(
        {
            "person_id": people["person_id"],
            **{
                column: _whole(people[column]) if column in people.columns else pd.NA
                for column in ("strength", "sentiment")
            },
            "note": "",
            "author": STARTING,
            "at": _moments(people["judged_on"]) if "judged_on" in people.columns else pd.NaT,
        }
    )
    start["at"] = _moments(start["at"])
    start = start[start["strength"].notna() | start["sentiment"].notna()]
    made = pd.DataFrame(columns=_JUDGED) if judgements is None else judgements[_JUDGED].copy()
    made["at"] = _moments(made["at"])
    for table in (start, made):
        for column in ("strength", "sentiment"):
            table[column] = _whole(table[column])
    parts = [table for table in (start, made) if len(table)]
    both = pd.concat(parts, ignore_index=True) if parts else start
    ended = day.normalize() + pd.Timedelta(days=1)
    both = both[both["at"].isna() | (both["at"] < ended)]
    # Stable, so that of two judgements of one moment the one written later is the newer.
    both = both.sort_values("at", na_position="first", kind="stable").iloc[::-1]
    return both.reset_index(drop=True).astype({"note": "str", "author": "str", "person_id": "str"})


def _ages(table: pd.DataFrame, day: pd.Timestamp) -> tuple[pd.Series, pd.Series]:
    """The day of the older judgement in use, missing when one of them has none; and how long that is ago."""
    strength, sentiment = _moments(table["_strength_at"]), _moments(table["_sentiment_at"])
    undated = (table["strength"].notna() & strength.isna()) | (table["sentiment"].notna() & sentiment.isna())
    older = strength.where((strength <= sentiment) | sentiment.isna(), sentiment).mask(undated).dt.normalize()
    return older, (day.normalize() - older).dt.days.astype("Int64").clip(lower=0)


def _doubts(table: pd.DataFrame, judged: pd.Series, stale_after: int) -> tuple[str, ...]:
    doubts = ["Strength and sentiment are what one of us judged; another might judge otherwise."]
    nobody, stale = int((~judged).sum()), int(table["stale"].sum())
    undated = int((judged & table["age"].isna()).sum())
    if nobody:
        doubts.append(f"Of {nobody} of {len(table)} people nobody has judged it.")
    if stale:
        doubts.append(f"{stale} of {int(judged.sum())} judgements are older than {stale_after} days.")
    if undated:
        doubts.append(f"Of {undated} of these nobody knows the day; they count as stale.")
    return tuple(doubts)


def _whole(values: Any) -> pd.Series:
    return pd.to_numeric(pd.Series(values), errors="coerce").astype("Float64").round().astype("Int64")


def _moments(values: Any) -> pd.Series:
    """Moments without a zone, in UTC; what is none is missing."""
    return (
        pd.to_datetime(pd.Series(values), errors="coerce", utc=True, format="ISO8601")
        .dt.tz_localize(None)
        .astype("datetime64[us]")
    )
