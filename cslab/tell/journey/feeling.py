"""How people feel at a stage: one value a person, their mean, and what it could as well be."""

from __future__ import annotations

from typing import Final

import pandas as pd

from cslab.measure.customers.shares import LEAST
from cslab.tell.journey.map import Behind, Cell, Figure, Point
from cslab.tell.journey.sentiment import felt, mean_sentiment

LABEL: Final = "Mean sentiment, from -1 to 1"
WORDS: Final = ("Glad", "In between", "Unhappy")
"""People by the sign of their value."""


def feeling(clips: pd.DataFrame, stage: str, *, level: float = 0.95) -> Cell:
    """Give the lane ``feel`` of a stage.

    Parameters
    ----------
    clips, stage
        As for `cslab.tell.journey.spoken.said`.
    level : float
        Of the interval.

    Returns
    -------
    Cell
        The mean where at least 5 people are heard; fewer are counted and have no figure.

    Examples
    --------
    >>> told = pd.DataFrame({"id": [1, 2], "person_id": ["a", "b"], "stage": "choose", "sentiment": [-1, 1],
    ...     "juiciness": 3, "person": ["Ada", "Ben"]})
    >>> feeling(told, "choose").note
    '2 people, too few for a figure.'
    """
    here = clips[clips["stage"] == stage]
    people = felt(here)
    if people.empty:
        heard = int(here["person_id"].nunique())
        said = (
            "Nobody judged yet how the clips of this stage sound; say so where they are highlighted."
            if heard
            else "Nobody is heard here, so nobody knows how it feels."
        )
        return Cell("feel", stage, note=said)
    n = len(people)
    sides = (people["value"] > 0, people["value"] == 0, people["value"] < 0)
    known = set(people["person_id"])
    judged = here[here["sentiment"].notna() & here["person_id"].isin(known)]
    judged = judged.assign(_by=judged["person_id"].map(people.set_index("person_id")["value"]))
    points = []
    for word, side in zip(WORDS, sides, strict=True):
        whose = set(people.loc[side, "person_id"])
        if whose:
            ids = judged.loc[judged["person_id"].isin(whose), "id"]
            points.append(Point(word, len(whose), n, tuple(map(int, ids))))
    clips_here = tuple(map(int, judged.sort_values("_by", kind="stable")["id"]))
    if n < LEAST:
        few = "1 person" if n == 1 else f"{n} people"
        return Cell(
            "feel", stage, points=tuple(points), clips=clips_here, note=f"{few}, too few for a figure."
        )
    figure = mean_sentiment(people["value"], level=level)
    behind = Behind(people.reset_index(drop=True), "codes", {}, {"stage": stage})
    return Cell(
        "feel",
        stage,
        figures=(Figure(LABEL, figure),),
        points=tuple(points),
        clips=clips_here,
        behind=(behind,),
    )
