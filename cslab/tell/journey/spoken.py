"""What is said at a stage: the best clips, and what people complain of and are glad of, counted in people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from cslab.tell.journey.map import Cell, Point, Quote

QUOTES: Final = 6
"""Quotes of a cell."""

SIGNS: Final[Mapping[str, int]] = {"pains": -1, "delights": 1}
"""Which sentiment of a clip counts for which lane."""


def best_first(clips: pd.DataFrame) -> pd.DataFrame:
    """Order clips: everybody's best before anybody's second, the juiciest first.

    Parameters
    ----------
    clips : DataFrame
        person_id and juiciness, among others.

    Examples
    --------
    >>> told = pd.DataFrame({"id": [1, 2, 3], "person_id": ["a", "a", "b"], "juiciness": [5, 4, 2]})
    >>> best_first(told)["id"].tolist()
    [1, 3, 2]
    """
    worth = clips["juiciness"].astype("Float64").fillna(0.0).astype("float64")
    ranked = clips.assign(_worth=worth).sort_values("_worth", ascending=False, kind="stable")
    ranked["_turn"] = ranked.groupby("person_id", sort=False).cumcount()
    return ranked.sort_values("_turn", kind="stable").drop(columns=["_worth", "_turn"])


def said(clips: pd.DataFrame, stage: str, *, question: str = "", withheld: int = 0) -> Cell:
    """Give the lane ``say`` of a stage: the best clips, spread over people.

    Parameters
    ----------
    clips : DataFrame
        Clips that the audience may hear; see `cslab.tell.journey.map.CLIPS`.
    stage : str
        Id of the stage.
    question : str
        What is asked of it, which tells what to ask where nobody speaks.
    withheld : int
        People who speak of it, but may not be heard.

    Examples
    --------
    >>> none = pd.DataFrame({"stage": [], "person_id": [], "juiciness": []})
    >>> print(said(none, "renewal", question="Why do they stay?").note)
    Nobody speaks of this stage yet. Ask in the next interview: Why do they stay?
    """
    here = best_first(clips[clips["stage"] == stage])
    if here.empty:
        return Cell("say", stage, note=_silent(question, withheld))
    quotes = tuple(_quote(row) for row in here.head(QUOTES).to_dict("records"))
    note = f"{_people(withheld)} more can't be heard here." if withheld else ""
    return Cell("say", stage, quotes=quotes, clips=tuple(map(int, here["id"])), note=note)


def counted(clips: pd.DataFrame, stage: str, lane: str) -> Cell:
    """Give the lane ``pains`` or ``delights`` of a stage: codes by people, not by mentions.

    Parameters
    ----------
    clips, stage
        As for `said`.
    lane : {"pains", "delights"}
        Which.

    Returns
    -------
    Cell
        One point a code: how many people have an unhappy (a happy) clip with it, out of all who are heard on
        this stage.

    Examples
    --------
    >>> told = pd.DataFrame({"id": [1, 2, 3], "person_id": ["a", "a", "b"], "stage": "choose",
    ...     "codes": [("price",), ("price",), ("trust",)], "sentiment": [-1, -1, 1], "juiciness": 3})
    >>> counted(told, "choose", "pains").points
    (Point(label='price', people=1, of=2, highlights=(1, 2), state=''),)
    """
    here = clips[clips["stage"] == stage]
    of = int(here["person_id"].nunique())
    signed = best_first(here[here["sentiment"].astype("Float64") == SIGNS[lane]])
    if signed.empty:
        word = "complains" if lane == "pains" else "is glad of anything"
        note = (
            f"None of the {_people(of)} heard here {word}."
            if of > 1
            else f"The one person heard here {'does not complain' if lane == 'pains' else 'is not glad'}."
            if of
            else f"Nobody is heard here, so no {'pain' if lane == 'pains' else 'delight'} is known."
        )
        return Cell(lane, stage, note=note)
    rows = signed.explode("codes").dropna(subset=["codes"])
    points = [
        Point(str(code), int(own["person_id"].nunique()), of, tuple(map(int, own["id"])))
        for code, own in rows.groupby("codes", sort=True)
    ]
    points.sort(key=lambda one: -one.people)
    return Cell(lane, stage, points=tuple(points), clips=tuple(map(int, signed["id"])))


# ------------------------------------------------------------------------------------------ inside


def _quote(row: Mapping[object, object]) -> Quote:
    sentiment = row["sentiment"]
    known = None if sentiment is None or pd.isna(sentiment) else int(str(sentiment))  # type: ignore[call-overload]
    return Quote(int(str(row["id"])), str(row["quote"] or ""), str(row["person"] or ""), known)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _silent(question: str, withheld: int) -> str:
    if withheld:
        verb = "speaks" if withheld == 1 else "speak"
        return f"{_people(withheld)} {verb} of this stage, but did not agree to be heard here."
    ask = f"Ask in the next interview: {question}" if question else "Ask about it in the next interview."
    return f"Nobody speaks of this stage yet. {ask}"
