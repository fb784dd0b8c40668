"""The sentiment curve as a chart: everybody's own value, the mean where there are enough, and the gaps."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.tell.journey.sentiment import felt

if TYPE_CHECKING:
    import altair as alt

    from cslab.tell.journey.map import JourneyMap

NOBODY = "nobody is heard"


def curve(journey: JourneyMap) -> pd.DataFrame:
    """Give what the curve is drawn from.

    Returns
    -------
    DataFrame
        One row a stage: stage (its id), name, value, low, high (missing where there are too few), n (people),
        run (a number that neighbours with a value share: the line is broken between two runs), said (in
        words).
    """
    people = felt(journey.clips)
    rows = []
    run, before = 0, False
    for stage, name in journey.stages.items():
        cell = journey.cell("feel", stage)
        estimate = cell.figures[0].estimate if cell.figures else None
        n = int((people["stage"] == stage).sum())
        run += int(estimate is not None and not before)
        before = estimate is not None
        ends = (float("nan"),) * 3 if estimate is None else (estimate.value, estimate.low, estimate.high)
        said = f"n = {n}" if estimate is not None else f"{_people(n)}, too few" if n else NOBODY
        rows.append((stage, name, *ends, n, run, said))
    return pd.DataFrame(rows, columns=["stage", "name", "value", "low", "high", "n", "run", "said"])


def draw(journey: JourneyMap) -> alt.LayerChart:
    """Draw it; see `JourneyMap.chart`."""
    from cslab import charts

    alt = charts.altair()
    table = curve(journey)
    order = list(table["name"])
    under = {name: [name, said] for name, said in zip(table["name"], table["said"], strict=True)}
    across = alt.X(
        "name:N",
        sort=order,
        title=None,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(
            labelExpr=f"{json.dumps(under)}[datum.label] || datum.label",
            labelAngle=0,
            labelLineHeight=15,
            ticks=False,
        ),
    )
    up: dict[str, Any] = {
        "scale": alt.Scale(domain=[-1.15, 1.15]),
        "axis": alt.Axis(values=[-1, 0, 1], labelExpr=_words({-1: "unhappy", 0: "neither", 1: "glad"})),
        "title": None,
    }
    known = table.dropna(subset=["value"])
    names = dict(zip(table["stage"], table["name"], strict=True))
    people = _placed(felt(journey.clips), names, set(known["stage"]))
    tips = [
        alt.Tooltip("name:N", title="stage"),
        *(alt.Tooltip(f"{one}:Q", format=".2f") for one in ("value", "low", "high")),
        alt.Tooltip("n:Q", title="people"),
    ]
    base = alt.Chart(known).encode(x=across, tooltip=tips)
    layers = [
        alt.Chart(table).mark_point(opacity=0, aria=False).encode(x=across),
        alt.Chart(people)
        .mark_circle(size=60, color=charts.QUIET, opacity=0.75)
        .encode(
            x=across,
            xOffset=alt.XOffset("place:Q", scale=alt.Scale(domain=[-6, 6])),
            y=alt.Y("value:Q", **up),
            tooltip=[
                alt.Tooltip("name:N", title="stage"),
                alt.Tooltip("value:Q", title="one person", format=".2f"),
            ],
        ),
        base.mark_rule(strokeWidth=2, color=charts.ACCENT).encode(y=alt.Y("low:Q", **up), y2="high:Q"),
        base.mark_line(strokeWidth=2, color=charts.ACCENT).encode(y=alt.Y("value:Q", **up), detail="run:N"),
        base.mark_point(filled=True, size=110, opacity=1, color=charts.ACCENT).encode(
            y=alt.Y("value:Q", **up)
        ),
    ]
    return charts.themed(alt.layer(*layers).properties(width="container", height=220))


def _placed(people: pd.DataFrame, names: Mapping[str, str], with_mean: Collection[str]) -> pd.DataFrame:
    """Put those of one value side by side, and beside the middle where a mean stands there."""
    ordered = people.sort_values(["stage", "value"], kind="stable", ignore_index=True)
    grouped = ordered.groupby(["stage", "value"], sort=False)["person_id"]
    spread = grouped.cumcount() - (grouped.transform("size") - 1) / 2
    beside = ordered["stage"].map(dict.fromkeys(with_mean, 1.6)).fillna(0.0)
    return ordered.assign(name=ordered["stage"].map(dict(names)), place=spread * 0.7 + beside)


def _words(names: Mapping[int, str]) -> str:
    said = "''"
    for at, name in names.items():
        said = f"datum.value == {at} ? {json.dumps(name)} : {said}"
    return said


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
