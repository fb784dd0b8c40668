"""From walk-away angry to gushing promoter: seven steps on which each person stands, and how many on each."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.measure.customers import quadrant_charts
from cslab.measure.customers.weighted import weighted_share

if TYPE_CHECKING:
    import altair as alt

STEPS: Final = (
    "walk-away angry",
    "unhappy",
    "let down",
    "lukewarm",
    "content",
    "happy",
    "gushing promoter",
)
"""From one end to the other."""

RULE: Final = (
    "Each person's place is the mean of what is known of them, each from 0 to 1: how likely they are to "
    "recommend (0 to 10), their satisfaction, and the sentiment we judged (negative 0, neutral .5, "
    "positive 1); at least one of the first two. Seven steps of equal width follow. The two ends ask for "
    "more: walk-away angry only when nothing known lies above .35, gushing promoter only when they would "
    "recommend with 9 or 10 and nothing known lies below .65; else the step beside it."
)
"""How steps are given; the widths and the bounds are conventions."""

EVERYBODY: Final = "everybody"
FEW: Final = 5
"""Steps with fewer people than this show no share, and groups with fewer no steps."""


@dataclass(frozen=True, slots=True, eq=False)
class Continuum:
    """How people are spread from angry to gushing.

    Parameters
    ----------
    people : DataFrame
        One row a person: person_id, place (0 to 1), rests_on (how many parts), step, group, and weight.
    table : DataFrame
        One row a group and step: group, step, people (count; missing where suppressed), of, value, low, high
        (parts of one; missing where suppressed), n, suppressed (bool).
    by : str or None
        What people were grouped by.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt; the rule is the first.
    """

    people: pd.DataFrame
    table: pd.DataFrame
    by: str | None
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def estimate(self, step: str, group: str = EVERYBODY) -> Estimate | None:
        """Return the share of people on one step; None where it is suppressed.

        Raises
        ------
        InputError
            If there is no such step or group.
        """
        here = self.table[(self.table["step"] == step) & (self.table["group"] == group)]
        if here.empty:
            raise InputError(f"There is no step {step!r} of {group!r}; steps are: {', '.join(STEPS)}.")
        row = here.iloc[0]
        if row["suppressed"]:
            return None
        return Estimate(
            row["value"], row["low"], row["high"], int(row["n"]), _METHOD, self.level, "%", self.caveats
        )

    def chart(self) -> alt.LayerChart:
        """Draw a bar a step, with its interval."""
        return quadrant_charts.continuum(self.table, STEPS)

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns=["suppressed"]).round(3)
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{shown.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


_METHOD: Final = "Wilson score interval (of the effective number where weighted)"


def continuum(
    people: pd.DataFrame,
    *,
    recommend: str | None = "recommend",
    satisfaction: str | None = "happiness",
    sentiment: str | None = "sentiment",
    by: str | None = None,
    weights: str | None = None,
    level: float = 0.95,
) -> Continuum:
    """Place people on seven steps, and count them.

    Parameters
    ----------
    people : DataFrame
        person_id, and the columns named below as far as they are known.
    recommend : str, optional
        Column with 0 to 10.
    satisfaction : str, optional
        Column with 0 to 1.
    sentiment : str, optional
        Column with -1, 0 or 1.
    by : str, optional
        Column to group by.
    weights : str, optional
        Column with how much each person counts.
    level : float
        Of the intervals.

    Returns
    -------
    Continuum

    Raises
    ------
    InputError
        If nobody can be placed, or a column to group by is not there.

    Notes
    -----
    Estimand: the share of people on each step, in the population that those who answered (weighted, where
    weights are given) stand for. `RULE` states how steps are given. It mixes three different things on
    purpose, to show a range; where they disagree the middle steps fill, so read it beside the three and not
    in their place. The judged sentiment is ours, not theirs.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": list("abcdef"), "recommend": [10, 10, 9, 10, 10, 0],
    ...                        "happiness": [1, .9, 1, 1, .9, 0], "sentiment": [1, 1, 1, None, 1, -1]})
    >>> found = continuum(people)
    >>> found.people["step"].tolist()[-2:], found.table["suppressed"].sum()
    (['gushing promoter', 'walk-away angry'], np.int64(2))
    """
    parts = _parts(people, recommend, satisfaction, sentiment)
    asked = parts[[name for name in ("recommend", "satisfaction") if name in parts]]
    known = asked.notna().any(axis=1)
    if not known.any():
        raise InputError("Nobody can be placed: each needs an answer on recommending or on satisfaction.")
    if by is not None and by not in people.columns:
        raise InputError(f"People have no column {by!r} to group them by.")
    parts, rows = parts[known], people[known]
    place = parts.mean(axis=1)
    placed = pd.DataFrame(
        {
            "person_id": rows["person_id"],
            "place": place,
            "rests_on": parts.notna().sum(axis=1),
            "step": [STEPS[at] for at in _steps(parts, place)],
            "group": EVERYBODY if by is None else rows[by].astype(object).where(rows[by].notna(), "unknown"),
            "weight": 1.0 if weights is None else pd.to_numeric(rows[weights]).fillna(0.0),
        }
    ).reset_index(drop=True)
    placed["group"] = placed["group"].astype(str)
    table = _count(placed, weighted=weights is not None, level=level)
    return Continuum(placed, table, by, level, _doubts(table, int((~known).sum()), weights, sentiment))


def _parts(
    people: pd.DataFrame, recommend: str | None, satisfaction: str | None, sentiment: str | None
) -> pd.DataFrame:
    scales = {
        "recommend": (recommend, 0.0, 10.0),
        "satisfaction": (satisfaction, 0.0, 1.0),
        "sentiment": (sentiment, -1.0, 1.0),
    }
    here = {
        name: (pd.to_numeric(people[column], errors="coerce").astype("float64") - low) / (high - low)
        for name, (column, low, high) in scales.items()
        if column is not None and column in people.columns
    }
    return pd.DataFrame(here, index=people.index).clip(0, 1)


def _steps(parts: pd.DataFrame, place: pd.Series) -> np.ndarray:
    at = np.minimum((place.to_numpy() * len(STEPS)).astype(int), len(STEPS) - 1)
    best, worst = parts.max(axis=1).to_numpy(), parts.min(axis=1).to_numpy()
    at = np.where((at == 0) & (best > 0.35), 1, at)
    gushes = worst >= 0.65
    if "recommend" in parts:
        gushes &= (parts["recommend"] >= 0.9).to_numpy()
    last = len(STEPS) - 1
    return np.where((at == last) & ~gushes, last - 1, at)


def _count(placed: pd.DataFrame, *, weighted: bool, level: float) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for group in [EVERYBODY] if set(placed["group"]) == {EVERYBODY} else sorted(set(placed["group"])):
        here = placed[placed["group"] == group]
        of = len(here)
        hidden = _hidden(here["step"].value_counts().reindex(STEPS, fill_value=0))
        for step in STEPS:
            on = (here["step"] == step).to_numpy()
            count = int(on.sum())
            if of < FEW or step in hidden or (weighted and here["weight"].max() <= 0):
                rows.append((group, step, pd.NA, of, np.nan, np.nan, np.nan, of, True))
                continue
            share = weighted_share(on, here["weight"] if weighted else None, level=level)
            rows.append((group, step, count, of, share.value, share.low, share.high, of, False))
    columns = ["group", "step", "people", "of", "value", "low", "high", "n", "suppressed"]
    return pd.DataFrame(rows, columns=columns).astype({"people": "Int64"})


def _hidden(counts: pd.Series) -> set[str]:
    """Name the steps of few people; a single one takes the next smallest along, or the rest would tell it."""
    few = [str(step) for step, count in counts.items() if 0 < count < FEW]
    others = counts.drop(few)
    others = others[others > 0]
    return {*few, *([str(others.idxmin())] if len(few) == 1 and len(others) else [])}


def _doubts(
    table: pd.DataFrame, unplaced: int, weights: str | None, sentiment: str | None
) -> tuple[str, ...]:
    doubts = [RULE]
    hidden = int(table["suppressed"].sum())
    if hidden:
        cells = "1 step is" if hidden == 1 else f"{hidden} steps are"
        doubts.append(
            f"{cells} not shown: fewer than {FEW} people stand there, or the rest would tell how many do; "
            "hear these people instead."
        )
    if unplaced:
        doubts.append(f"{unplaced} people answered neither question and are left out.")
    if weights is None:
        doubts.append("Not weighted: those who answer seldom are like those who do not.")
    if sentiment is not None:
        doubts.append("The sentiment in it is what one of us judged.")
    return tuple(doubts)
