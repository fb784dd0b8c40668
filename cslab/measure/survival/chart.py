"""Survival curves as a picture, with the numbers at risk where the eye looks for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import altair as alt

    from cslab.measure.survival.kaplan_meier import SurvivalCurve

TICKS = 6
ROW = 0.09
"""Height of a row of numbers at risk, as a part of the curve's."""


def draw(curve: SurvivalCurve) -> alt.LayerChart:
    """Draw each group's curve with its interval; below its foot, who is at risk at each tick of the axis."""
    from cslab import charts

    alt = charts.altair()
    steps = _steps(curve)
    ends = _ticks(float(steps["time"].max()))
    rows = {group: -ROW * (at + 1) for at, group in enumerate(curve.groups)}
    several = len(rows) > 1
    names = {str(at): group if several else "At risk" for group, at in rows.items()}
    foot = min(rows.values()) - ROW / 2
    scale = alt.Scale(domain=[foot, 1], nice=False)
    up = alt.Axis(
        values=[0, 0.25, 0.5, 0.75, 1, *rows.values()],
        labelExpr=f"datum.value < 0 ? {json.dumps(list(names.values()))}[round(-datum.value / {ROW}) - 1] "
        ": format(datum.value, '.0%')",
        labelLimit=140,
        labelOverlap="greedy",
        labelSeparation=-4,  # the row at risk stands close below 0 %
        labelPadding=14,
        grid=False,
        ticks=False,
    )
    along = alt.X(
        "time:Q",
        title=f"{curve.unit[:1].upper()}{curve.unit[1:]}; below the line: at risk",
        axis=alt.Axis(values=ends, labelExpr="format(datum.value, '.6~g')", grid=False),
        scale=alt.Scale(domain=[0, max(ends[-1], float(steps["time"].max()))], nice=False),
    )
    hue = alt.Scale(
        domain=list(rows), range=[charts.SERIES[at % len(charts.SERIES)] for at in range(len(rows))]
    )
    legend = alt.Legend(title=None, orient="top", symbolType="stroke")
    colour = alt.Color("group:N", scale=hue, legend=legend) if several else alt.value(charts.ACCENT)
    dash = {"strokeDash": alt.StrokeDash("group:N", sort=list(rows), legend=None)} if several else {}
    tips = [
        alt.Tooltip("group:N"),
        alt.Tooltip("time:Q", title=curve.unit, format=".3~g"),
        *(alt.Tooltip(f"{name}:Q", format=".1%") for name in ("survival", "low", "high")),
        alt.Tooltip("at_risk:Q", title="at risk"),
    ]
    title = f"Without {curve.event}"
    base = alt.Chart(steps).encode(x=along)
    risk = curve.at_risk(ends)
    risk["row"] = risk["group"].map(rows)
    layers = [
        alt.Chart(pd.DataFrame({"foot": [0.0]}))
        .mark_rule(color=charts.QUIET)
        .encode(y=alt.Y("foot:Q", title=title, axis=up, scale=scale)),
        base.mark_area(opacity=0.15, interpolate="step-after").encode(
            y=alt.Y("low:Q", title=title, axis=up, scale=scale), y2="high:Q", color=colour
        ),
        base.mark_line(strokeWidth=2, interpolate="step-after").encode(
            y=alt.Y("survival:Q", title=title, axis=up, scale=scale), color=colour, tooltip=tips, **dash
        ),
        alt.Chart(risk)
        .mark_text(fontSize=12, baseline="middle", color=charts.QUIET)
        .encode(x="time:Q", y=alt.Y("row:Q", title=title, axis=up, scale=scale), text="at_risk:Q"),
    ]
    height = 250 + 22 * len(rows)
    return charts.themed(alt.layer(*layers).properties(width="container", height=height))


def _steps(curve: SurvivalCurve) -> pd.DataFrame:
    """The table with the moment 0, where everybody is still without it."""
    columns = ["group", "time", "at_risk", "survival", "low", "high"]
    starts = []
    for group in curve.groups:
        rows = curve.table[curve.table["group"] == group]
        first = float(rows["time"].iloc[0])
        if first > 0:
            starts.append((group, 0.0, int(curve.at_risk([0.0], group)["at_risk"].iloc[0]), 1.0, 1.0, 1.0))
    whole = [pd.DataFrame(starts, columns=columns), curve.table[columns]]
    return pd.concat([part for part in whole if len(part)], ignore_index=True).sort_values(
        ["group", "time"], kind="stable"
    )


def _ticks(longest: float) -> list[float]:
    """About six round numbers from 0 to the end."""
    if longest <= 0:
        return [0.0]
    rough = longest / TICKS
    scale = 10 ** np.floor(np.log10(rough))
    step = next(float(scale * nice) for nice in (1, 2, 3, 5, 10) if scale * nice >= rough)
    return [float(at) for at in np.arange(0, longest + step * 0.001, step)]
