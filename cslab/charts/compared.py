"""Two or three values of each row on one scale, its name above them: rows have the whole width of a phone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cslab.charts.look import ACCENT, QUIET, altair, escaped, themed

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

SHAPES = ("circle", "square", "diamond")
TINTS = ("#B5651D", "#8A8375", ACCENT)
"""At least 3:1 on light and on dark pages; shape and fill differ, too."""
STEP, RISE, LETTERS = 46, 16, 54


def compared(
    table: pd.DataFrame,
    *,
    label: str,
    marks: Mapping[str, str],
    ends: tuple[str, str] | None = None,
    title: str,
    scale: tuple[float, float] = (0.0, 100.0),
) -> alt.LayerChart:
    """Draw two or three values of each row, in the order of the table; the last may have an interval.

    Parameters
    ----------
    table : DataFrame
        The columns that `label`, `marks` and `ends` name; values may be missing.
    label : str
        The column with what each row is about.
    marks : mapping of str to str
        Up to three columns, and what each is called.
    ends : tuple of str, optional
        The columns with the interval of the last.
    title : str
        Of the axis.
    scale : tuple of float
        Its ends.
    """
    alt = altair()
    columns, names = list(marks), list(marks.values())
    rows = table[[label, *columns, *(ends or ())]].rename(columns={label: "label"}).reset_index(drop=True)
    rows["label"] = rows["label"].astype(str)
    rows["row"] = [f"{at:03d}" for at in range(len(rows))]
    said = dict(zip(rows["row"], rows["label"].map(_short), strict=True))
    down = alt.Y(
        "row:N",
        sort=None,
        title=None,
        axis=alt.Axis(
            labelExpr=f"{json.dumps(said)}[datum.label]",
            labelAlign="left",
            labelBaseline="middle",
            labelOffset=-RISE,
            labelPadding=0,
            labelLimit=600,
            ticks=False,
            grid=False,
        ),
    )
    across: dict[str, Any] = {
        "title": title,
        "scale": alt.Scale(domain=list(scale), nice=False),
        "axis": alt.Axis(tickCount=5),
    }
    values = rows[columns].astype(float)
    rows["from"], rows["to"] = values.min(axis=1), values.max(axis=1)
    line = (
        alt.Chart(rows)
        .mark_rule(color=QUIET, strokeWidth=1.5, opacity=0.6)
        .encode(y=down, x=alt.X("from:Q", **across), x2="to:Q")
    )
    drawn = [line]
    if ends is not None:
        drawn.append(
            alt.Chart(rows.dropna(subset=list(ends)))
            .mark_rule(color=ACCENT, strokeWidth=6, opacity=0.35)
            .encode(y=down, x=alt.X(f"{escaped(ends[0])}:Q", **across), x2=f"{escaped(ends[1])}:Q")
        )
    long = rows.melt(id_vars=["row", "label"], value_vars=columns, var_name="column", value_name="at").dropna(
        subset=["at"]
    )
    long["which"] = long["column"].map(dict(marks))
    long = long.drop(columns="column").reset_index(drop=True)
    legend = alt.Legend(title=None, orient="top", columns=1, labelLimit=300)
    tints = list(TINTS[-len(names) :])
    drawn.append(
        alt.Chart(long)
        .mark_point(size=85, opacity=1, strokeWidth=2)
        .encode(
            y=down,
            x=alt.X("at:Q", **across),
            stroke=alt.Stroke(
                "which:N", sort=names, scale=alt.Scale(domain=names, range=tints), legend=legend
            ),
            fill=alt.Fill(
                "which:N",
                sort=names,
                scale=alt.Scale(domain=names, range=["transparent"] * (len(names) - 1) + [ACCENT]),
                legend=legend,
            ),
            shape=alt.Shape(
                "which:N",
                sort=names,
                scale=alt.Scale(domain=names, range=list(SHAPES[-len(names) :])),
                legend=legend,
            ),
            tooltip=[
                alt.Tooltip("label:N", title=" "),
                alt.Tooltip("which:N", title=" "),
                alt.Tooltip("at:Q", title=" ", format=".0f"),
            ],
        )
    )
    return themed(alt.layer(*drawn).properties(width="container", height=alt.Step(STEP)))


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"
