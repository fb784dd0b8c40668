"""Survival curves as a picture, with the numbers at risk where the eye looks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import altair as alt

    from cslab.measure.kaplan_meier import SurvivalCurve

TICKS = 6


def draw(curve: SurvivalCurve) -> alt.VConcatChart:
    """Draw each group's curve with its interval; below, who is at risk at each tick of the axis."""
    from cslab import charts

    alt = charts.altair()
    steps = _steps(curve)
    ends = _ticks(float(steps["time"].max()))
    scale = alt.Scale(domain=[0, max(ends[-1], float(steps["time"].max()))], nice=False)
    along = alt.X(
        "time:Q",
        title=curve.unit[:1].upper() + curve.unit[1:],
        axis=alt.Axis(values=ends, format="~g", grid=False),
        scale=scale,
    )
    several = len(curve.groups) > 1
    colour = (
        alt.Color(
            "group:N",
            title=curve.by or "",
            scale=alt.Scale(range=list(charts.SERIES)),
            sort=list(curve.groups),
        )
        if several
        else alt.value(charts.ACCENT)
    )
    base = alt.Chart(steps).encode(x=along)
    tips = [
        alt.Tooltip("group:N"),
        alt.Tooltip("time:Q", title=curve.unit, format=".3~g"),
        *(alt.Tooltip(f"{name}:Q", format=".1%") for name in ("survival", "low", "high")),
        alt.Tooltip("at_risk:Q", title="at risk"),
    ]
    up = alt.Axis(format="%", tickCount=5)
    title = f"Without {curve.event}"
    areas = base.mark_area(opacity=0.15, interpolate="step-after").encode(
        y=alt.Y("low:Q", title=title, axis=up, scale=alt.Scale(domain=[0, 1])), y2="high:Q", color=colour
    )
    lines = base.mark_line(strokeWidth=2, interpolate="step-after").encode(
        y=alt.Y("survival:Q", title=title, axis=up),
        color=colour,
        tooltip=tips,
        **(
            {"strokeDash": alt.StrokeDash("group:N", legend=None, sort=list(curve.groups))} if several else {}
        ),
    )
    risk = curve.at_risk(ends)
    below = (
        alt.Chart(risk)
        .mark_text(fontSize=12, baseline="middle", color=charts.QUIET)
        .encode(
            x=alt.X("time:Q", axis=None, scale=scale),
            y=alt.Y(
                "group:N",
                title="At risk",
                sort=list(curve.groups),
                axis=alt.Axis(labelLimit=160, ticks=False, domain=False, labels=several),
            ),
            text="at_risk:Q",
        )
        .properties(width="container", height=alt.Step(18))
    )
    over = alt.layer(areas, lines).properties(width="container", height=260)
    whole: Any = alt.vconcat(over, below, spacing=4).resolve_scale(color="shared")
    return charts.themed(whole)  # type: ignore[return-value]


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
