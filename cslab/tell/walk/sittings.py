"""Conversations: what the log has in lines, one for each customer heard, counted as people would."""

from __future__ import annotations

import pandas as pd

from cslab.study.weeks import week_of

_ONE = ["teammate", "on_day", "how", "source"]


def sittings(listenings: pd.DataFrame) -> pd.DataFrame:
    """Give one row a conversation.

    A session, a reel or an interview that somebody listened to on a day is one, however many customers are
    heard in it; so are the calls, and the visits, to one customer on a day.

    Parameters
    ----------
    listenings : DataFrame
        teammate, person_id, how, source, on_day, minutes; see `cslab.study.listenings.listenings`.

    Returns
    -------
    DataFrame
        teammate, on_day, week (its Monday, as text), how, source, people (heard), minutes, whom (their names,
        or their person_ids), note; by day.

    Examples
    --------
    >>> lines = pd.DataFrame({"teammate": "Maya", "on_day": "2026-11-24", "person_id": ["p-1", "p-2", "p-3"],
    ...     "how": ["reel", "reel", "call"], "source": ["first", "first", ""], "minutes": [5.0, 6.0, 20.0]})
    >>> sittings(lines)[["how", "people", "minutes", "week"]]
        how  people  minutes        week
    0  call       1     20.0  2026-11-23
    1  reel       2     11.0  2026-11-23
    """
    named = "name" if "name" in listenings else "person_id"
    alone = listenings["source"].where(listenings["source"] != "", listenings["person_id"])
    found = (
        listenings.assign(one=alone)
        .groupby([*_ONE, "one"], as_index=False, sort=True, dropna=False)
        .agg(
            people=("person_id", "nunique"),
            minutes=("minutes", _together),
            whom=(named, _names),
            note=("note", _first) if "note" in listenings else ("how", lambda _: ""),
        )
    )
    weeks = {day: week_of(day).isoformat() for day in found["on_day"].unique()}
    found["week"] = found["on_day"].map(weeks).astype("str")
    order = ["teammate", "on_day", "week", "how", "source", "people", "minutes", "whom", "note"]
    return found.sort_values(["on_day", "teammate", "how"], kind="stable")[order].reset_index(drop=True)


def _names(names: pd.Series) -> str:
    """Up to three names, and how many more."""
    known = [str(name) for name in dict.fromkeys(names) if not pd.isna(name)]
    more = len(known) - 3
    return ", ".join(known) if more <= 0 else f"{', '.join(known[:3])} and {more} more"


def _first(notes: pd.Series) -> str:
    return next((str(note) for note in notes if not pd.isna(note) and str(note)), "")


def _together(minutes: pd.Series) -> float:
    return float(minutes.sum(min_count=1))
