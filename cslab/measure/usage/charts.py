"""Usage as pictures: curves of who comes back, cohorts, movements, and what came before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import altair as alt

    from cslab.measure.usage.lifecycle import Lifecycle
    from cslab.measure.usage.retention import Retention
    from cslab.measure.usage.triggers import Triggers


SHADES = ("#EEF3F9", "#8FB3DA")
"""From nobody to everybody; dark words are read on both, on any page."""


def draw_retention(found: Retention, kind: str) -> alt.LayerChart:
    """Draw the curve over all cohorts with its interval; the numbers at risk stand under its points."""
    from cslab import charts

    alt = charts.altair()
    prefix = "" if kind == "bounded" else "later_"
    rows = found.curve[["period", "n"]].copy()
    for name in ("value", "low", "high"):
        rows[name] = found.curve[f"{prefix}{name}"]
    rows = rows.dropna(subset=["value"])
    title = f"{found.every.capitalize()}s after the first"
    along = alt.X("period:Q", title=title, axis=alt.Axis(tickMinStep=1, format="d", grid=False))
    up = alt.Axis(format="%", tickCount=5)
    scale = alt.Scale(domain=[0, 1])
    tips = [
        alt.Tooltip("period:Q"),
        *(alt.Tooltip(f"{name}:Q", format=".1%") for name in ("value", "low", "high")),
        alt.Tooltip("n:Q", title="at risk"),
    ]
    base = alt.Chart(rows).encode(x=along, tooltip=tips)
    line = base.mark_line(
        color=charts.ACCENT, strokeWidth=2, point={"filled": True, "size": 45, "color": charts.ACCENT}
    )
    layers = [
        base.mark_area(opacity=0.16, color=charts.ACCENT).encode(
            y=alt.Y("low:Q", title="Back", axis=up, scale=scale), y2="high:Q"
        ),
        line.encode(y=alt.Y("value:Q", axis=up, title="Back")),
        base.mark_text(color=charts.QUIET, dy=-10, fontSize=11).encode(y=alt.datum(0), text="n:Q"),
    ]
    return charts.themed(alt.layer(*layers).properties(width="container", height=260))


def draw_cohorts(found: Retention, kind: str) -> alt.LayerChart:
    """Draw every cohort as a row: the share as a number, and as a shade behind it."""
    from cslab import charts

    alt = charts.altair()
    rows = found.table[["cohort", "period", "n"]].copy()
    rows["value"] = found.table["value" if kind == "bounded" else "later_value"]
    form = "%b %Y" if found.every == "month" else "%d %b %Y"
    rows["name"] = [f"{cohort:{form}} ({n})" for cohort, n in zip(rows["cohort"], rows["n"], strict=True)]
    rows["said"] = [f"{100 * value:.0f}" if np.isfinite(value) else "" for value in rows["value"]]
    order = list(dict.fromkeys(rows["name"]))
    base = alt.Chart(rows.drop(columns="cohort")).encode(
        x=alt.X(
            "period:O", title=f"{found.every.capitalize()}s after the first", axis=alt.Axis(labelAngle=0)
        ),
        y=alt.Y(
            "name:N", sort=order, title=None, axis=alt.Axis(labelLimit=180, labelFlush=False, ticks=False)
        ),
        tooltip=[
            alt.Tooltip("name:N", title="cohort"),
            "period:O",
            alt.Tooltip("value:Q", format=".1%"),
            "n:Q",
        ],
    )
    shade = alt.Color("value:Q", scale=alt.Scale(domain=[0, 1], range=list(SHADES)), legend=None)
    full = base.transform_filter("isValid(datum.value)")
    layers = [
        full.mark_rect().encode(color=shade),
        full.mark_text(fontSize=11, color=charts.INK).encode(text="said:N"),
    ]
    return charts.themed(alt.layer(*layers).properties(width="container", height=alt.Step(22)))


def draw_lifecycle(found: Lifecycle) -> alt.LayerChart:
    """Draw where the active of each period came from, and below the line who was lost."""
    from cslab import charts

    alt = charts.altair()
    rows = found.table.iloc[1:].melt("period", ["retained", "resurrected", "new", "lost"], "move", "count")
    rows["height"] = np.where(rows["move"] == "lost", -rows["count"], rows["count"])
    order = ["retained", "resurrected", "new", "lost"]
    rows["rank"] = rows["move"].map({move: at for at, move in enumerate(order)})
    unit = {"month": "yearmonth", "week": "yearmonthdate", "day": "yearmonthdate"}[found.every]
    form = "%b %Y" if found.every == "month" else "%d %b"
    who = "Accounts" if found.unit == "account" else "People"
    drawn: Any = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=alt.X(
                f"{unit}(period):O", title=None, axis=alt.Axis(format=form, labelAngle=0, labelOverlap=True)
            ),
            y=alt.Y("height:Q", title=f"{who} (lost below)", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "move:N",
                sort=order,
                scale=alt.Scale(domain=order, range=list(charts.SERIES)[:4]),
                legend=alt.Legend(title=None, orient="top", symbolType="square"),
            ),
            order="rank:O",
            tooltip=["move:N", "count:Q", alt.Tooltip("period:T", format=form)],
        )
    )
    rule = alt.Chart(pd.DataFrame({"at": [0]})).mark_rule(color=charts.QUIET).encode(y="at:Q")
    return charts.themed(alt.layer(drawn, rule).properties(width="container", height=280))


def draw_triggers(found: Triggers, against: str, most: int) -> alt.LayerChart:
    """Draw rate ratios with their intervals on a scale on which half and twice are as far from one."""
    from cslab import charts

    alt = charts.altair()
    rows = found.table[found.table["against"] == against].dropna(subset=["value"])
    rows = rows[(rows["value"] > 0) & np.isfinite(rows["value"])].copy()
    rows["far"] = np.abs(np.log(rows["value"]))
    rows = rows.sort_values("far", ascending=False, kind="stable").head(most)
    rows = rows.sort_values("value", ascending=False, kind="stable")
    least, largest = rows["value"].min() / 4, rows["value"].max() * 4
    rows["from"], rows["to"] = rows["low"].clip(lower=least), rows["high"].clip(upper=largest)
    order = list(rows["event"])
    kept = ["event", "value", "low", "high", "from", "to", "n", "before", "usual"]
    tips = [
        "event:N",
        *(alt.Tooltip(f"{name}:Q", format=".2f") for name in ("value", "low", "high", "before", "usual")),
        alt.Tooltip("n:Q", title="moments"),
    ]
    scale = alt.Scale(type="log")
    ends = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]
    ticks = alt.Axis(format="~g", values=ends)
    title = "Times as often"
    base = alt.Chart(rows[kept]).encode(
        y=alt.Y(
            "event:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, labelFlush=False, ticks=False)
        ),
        tooltip=tips,
    )
    layers = [
        alt.Chart(pd.DataFrame({"at": [1.0]}))
        .mark_rule(color=charts.QUIET, strokeDash=[3, 3])
        .encode(x=alt.X("at:Q", scale=scale)),
        base.mark_rule(strokeWidth=2, color=charts.ACCENT).encode(
            x=alt.X("from:Q", title=title, scale=scale, axis=ticks), x2="to:Q"
        ),
        base.mark_point(filled=True, size=70, opacity=1, color=charts.ACCENT).encode(
            x=alt.X("value:Q", title=title, scale=scale, axis=ticks)
        ),
    ]
    return charts.themed(alt.layer(*layers).properties(width="container", height=alt.Step(26)))
