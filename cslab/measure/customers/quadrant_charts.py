"""Pictures of quadrants and of the continuum: dots with their uncertainty, and stacked bars with words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab import charts

if TYPE_CHECKING:
    import altair as alt

INKS = ("#389987", "#DF6B15", "#3F78B5", "#8A8375")
"""Of the quadrants, in their order; apart for every eye, and always beside their names."""

MOST = 1500
"""Dots in one picture."""

STEPS = ("#A8440C", "#CF6F33", "#C79A6B", "#8A8375", "#7FA3A0", "#4D958D", "#2C7D73")
"""From angry to gushing."""


def scatter(table: pd.DataFrame, of: str, happy_at: float, worth_at: float) -> alt.LayerChart:
    """Draw units by happiness and company-happiness; a hollow dot is borderline."""
    alt = charts.altair()
    if drawn := len(table) > MOST:
        table = table.sample(MOST, random_state=0)
    columns = ["happiness", "low", "high", "worth", "people", "quadrant", "borderline", "said"]
    rows = table[[*columns, *(["name"] if of == "account" else [])]]
    floor = min(0.0, float(rows["worth"].min()))
    ticks = alt.Axis(tickCount=5, format=".1f")
    along = alt.X("happiness:Q", title="Happiness", axis=ticks, scale=alt.Scale(domain=[0, 1]))
    up = alt.Y("worth:Q", title="Company-happiness", axis=ticks, scale=alt.Scale(domain=[floor, 1]))
    names = list(dict.fromkeys(rows["quadrant"]))
    known = [
        "customer success",
        "work to keep: unhappy but worth it",
        "work to keep: happy but costly",
        "let go",
    ]
    ink = alt.Color(
        "quadrant:N",
        title=None,
        sort=known,
        scale=alt.Scale(domain=[name for name in known if name in names], range=_inks(known, names)),
        legend=_legend(alt),
    )
    tips = [
        *([alt.Tooltip("name:N", title="account")] if of == "account" else []),
        alt.Tooltip("said:N", title="quadrant"),
        *(alt.Tooltip(f"{name}:Q", format=".2f") for name in ("happiness", "low", "high", "worth")),
        alt.Tooltip("people:Q", title="answers"),
    ]
    base = alt.Chart(rows).encode(y=up, color=ink, tooltip=tips)
    lines = [
        alt.Chart(rows.head(1))
        .mark_rule(color=charts.QUIET, strokeDash=[4, 3], aria=False)
        .encode(x=alt.datum(happy_at)),
        alt.Chart(rows.head(1))
        .mark_rule(color=charts.QUIET, strokeDash=[4, 3], aria=False)
        .encode(y=alt.datum(worth_at)),
    ]
    layers = [
        base.mark_rule(opacity=0.28).encode(x=alt.X("low:Q"), x2="high:Q"),
        base.transform_filter("datum.borderline")
        .mark_point(size=60, strokeWidth=1.6, filled=False)
        .encode(x=along),
        base.transform_filter("!datum.borderline")
        .mark_point(size=60, filled=True, opacity=0.95)
        .encode(x=along),
    ]
    chart = alt.layer(*lines, *layers).properties(width="container", height=480)
    return charts.themed(chart.properties(title=f"{MOST} of them, drawn at random") if drawn else chart)


def stacked(table: pd.DataFrame, of: str, quadrants: Sequence[str], most: int) -> alt.LayerChart:
    """Draw the probabilities of the least certain units, one bar each."""
    alt = charts.altair()
    label = "name" if of == "account" else "person_id"
    rows = table.sort_values(["probability", label], kind="stable").head(most)
    ids = list(dict.fromkeys([label, f"{of}_id"]))
    parts = rows[[*ids, *quadrants]].melt(id_vars=ids, var_name="quadrant", value_name="probability")
    parts["place"] = parts["quadrant"].map({name: at for at, name in enumerate(quadrants)})
    bars = (
        alt.Chart(parts)
        .mark_bar()
        .encode(
            x=alt.X(
                "probability:Q",
                title="Probability",
                axis=alt.Axis(format="%", tickCount=5),
                scale=alt.Scale(domain=[0, 1]),
            ),
            y=alt.Y(
                f"{label}:N", sort=list(dict.fromkeys(rows[label])), title=None, axis=alt.Axis(labelLimit=220)
            ),
            color=alt.Color(
                "quadrant:N",
                title=None,
                scale=alt.Scale(domain=list(quadrants), range=list(INKS)),
                legend=_legend(alt),
            ),
            order=alt.Order("place:Q"),
            tooltip=[f"{label}:N", "quadrant:N", alt.Tooltip("probability:Q", format=".0%")],
        )
    )
    line = (
        alt.Chart(parts.head(1))
        .mark_rule(color=charts.QUIET, strokeDash=[4, 3], aria=False)
        .encode(x=alt.datum(0.8))
    )
    return charts.themed(alt.layer(bars, line).properties(width="container", height=alt.Step(24)))


def moves(table: pd.DataFrame, quadrants: Sequence[str]) -> alt.LayerChart:
    """Draw a transition table: where units were, where they are, and how many."""
    alt = charts.altair()
    rows = table.assign(
        written=[
            f"{expected:.0f} ({low:.0f}–{high:.0f})" if high else "–"
            for expected, low, high in zip(table["expected"], table["low"], table["high"], strict=True)
        ]
    )
    axis = alt.Axis(labelLimit=240, labelAngle=0, domain=False, ticks=False, grid=False)
    base = alt.Chart(rows).encode(
        x=alt.X(
            "to:N",
            sort=list(quadrants),
            title="later",
            axis=alt.Axis(labelLimit=130, labelAngle=0, labelExpr="split(datum.label, ': ')"),
        ),
        y=alt.Y("from:N", sort=list(quadrants), title="before", axis=axis),
        tooltip=[
            "from:N",
            "to:N",
            *(alt.Tooltip(f"{one}:Q", format=".1f") for one in ("expected", "low", "high")),
        ],
    )
    most = float(rows["expected"].max()) or 1.0
    layers = [
        base.mark_rect(color=charts.ACCENT).encode(
            opacity=alt.Opacity(
                "expected:Q", scale=alt.Scale(domain=[0, most], range=[0.06, 0.5]), legend=None
            )
        ),
        base.mark_text(fontSize=12).encode(text="written:N"),
    ]
    return charts.themed(alt.layer(*layers).properties(width="container", height=alt.Step(54)))


def continuum(table: pd.DataFrame, steps: Sequence[str]) -> alt.LayerChart:
    """Draw how many people stand on each step, from angry to gushing, one bar a step."""
    alt = charts.altair()
    rows = table.assign(shown=table["value"].fillna(0.0), label=table["step"])
    groups = list(dict.fromkeys(rows["group"]))
    if len(groups) == 1:  # else a step may have few people in one group and many in another
        few = [" (fewer than 5)" if hidden else "" for hidden in rows["suppressed"]]
        rows["label"] = rows["step"].astype(str) + few
    order = list(dict.fromkeys(rows["label"]))
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, ticks=False)),
        tooltip=[
            "group:N",
            "step:N",
            *(alt.Tooltip(f"{one}:Q", format=".0%") for one in ("value", "low", "high")),
            "people:N",
        ],
    )
    title = "Share of people"
    layers = alt.layer(
        base.mark_bar(size=16).encode(
            x=alt.X("shown:Q", title=title, axis=alt.Axis(format="%", tickCount=5)),
            color=alt.Color("step:N", scale=alt.Scale(domain=list(steps), range=list(STEPS)), legend=None),
        ),
        base.mark_rule(color=charts.QUIET, strokeWidth=2).encode(x=alt.X("low:Q", title=title), x2="high:Q"),
    )
    if len(groups) == 1:
        return charts.themed(layers.properties(width="container", height=alt.Step(28)))
    return charts.themed(
        layers.properties(width=180, height=alt.Step(22)).facet(
            facet=alt.Facet("group:N", title=None, sort=groups), columns=3
        )
    )


def _legend(alt: Any) -> Any:
    """One name a line, which fits a phone; marks as strong as a filled dot."""
    return alt.Legend(
        orient="top", columns=1, labelLimit=280, symbolOpacity=1, symbolType="square", rowPadding=1
    )


def _inks(known: Sequence[str], names: Sequence[str]) -> list[str]:
    return [ink for name, ink in zip(known, INKS, strict=True) if name in names]
