"""Estimates with their intervals, and what grows step by step."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cslab.charts.look import ACCENT, QUIET, altair, escaped, named_rows, themed
from cslab.charts.points import in_points

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd


def intervals(
    table: pd.DataFrame,
    *,
    label: str,
    title: str,
    percent: bool = False,
    points: bool = False,
    lines: tuple[float, ...] = (),
    line_names: tuple[str, ...] = (),
) -> alt.LayerChart:
    """Draw estimates as points with their intervals, one below the other, in the order of the table.

    Parameters
    ----------
    table : DataFrame
        Columns ``value``, ``low``, ``high``, ``n`` and the one that `label` names.
    label : str
        The column with what each row is about.
    title : str
        Of the axis: what is estimated.
    percent : bool
        Show parts of one as parts of a hundred.
    points : bool
        The same for differences of shares: the axis says points, and no % stands behind a number.
    lines : tuple of float
        Where a thin line stands for comparison.
    line_names : tuple of str
        What each of them is called; written above.

    Raises
    ------
    MissingDependencyError
        If Altair is not installed.
    """
    alt = altair()
    rows = table[[label, "value", "low", "high", "n"]].astype({label: str})
    order = list(dict.fromkeys(rows[label]))
    shown = ".1f" if points else "%" if percent else ".2f"
    if points:
        rows = in_points(rows, ("value", "low", "high"))
        title, percent, lines = f"{title}, in points", False, tuple(at * 100 for at in lines)
    across = alt.X(
        "value:Q",
        title=title,
        axis=alt.Axis(format="%" if percent else "~f", tickCount=5),
        scale=alt.Scale(zero=_near_zero(rows)),
    )
    axis, step = named_rows(order)
    down = alt.Y(f"{escaped(label)}:N", sort=order, title=None, axis=axis)
    tips = [
        alt.Tooltip(f"{escaped(label)}:N", title=label),
        *(alt.Tooltip(f"{name}:Q", format=shown) for name in ("value", "low", "high")),
        alt.Tooltip("n:Q"),
    ]
    base = alt.Chart(rows).encode(y=down, tooltip=tips)
    apart = {"axis": None} if line_names else {}
    layers = [
        base.mark_rule(strokeWidth=2, color=ACCENT).encode(
            x=alt.X("low:Q", title=title, **apart), x2="high:Q"
        ),
        base.mark_point(filled=True, size=70, opacity=1, color=ACCENT).encode(x=across),
    ]
    marks = [
        alt.Chart(rows.head(1))
        .mark_rule(color=QUIET, strokeDash=[3, 3], aria=False)
        .encode(x=alt.XDatum(at, **apart))
        for at in lines
    ]
    if not line_names:
        return themed(alt.layer(*marks, *layers).properties(width="container", height=step))
    # an axis of their own, so that the page colours these names as it does others
    named = (
        alt.Chart(alt.InlineData([{"at": at} for at in lines]))
        .mark_rule(opacity=0, aria=False)
        .encode(
            x=alt.X(
                "at:Q",
                axis=alt.Axis(
                    orient="top",
                    title=None,
                    values=list(lines),
                    labelExpr=_names_at(lines, line_names),
                    labelFlush=False,
                    labelOverlap=False,
                    ticks=False,
                    grid=False,
                ),
            )
        )
    )
    drawn = alt.layer(*marks, *layers, named).resolve_axis(x="independent")
    return themed(drawn.properties(width="container", height=step))


def _names_at(lines: tuple[float, ...], names: tuple[str, ...]) -> str:
    """An expression that gives the name of each place."""
    said = "''"
    for at, name in zip(lines, names, strict=False):
        said = f"abs(datum.value - {float(at)!r}) < 1e-9 ? {json.dumps(name)} : {said}"
    return said


def _near_zero(rows: pd.DataFrame) -> bool:
    """Whether 0 belongs on the axis: not where it would press all intervals into a corner."""
    low, high = float(rows["low"].min()), float(rows["high"].max())
    return not low > high - low


def band(table: pd.DataFrame, *, x: str, y: str, x_title: str, y_title: str) -> alt.LayerChart:
    """Draw a stepping line with a band around where it could as well have run.

    Parameters
    ----------
    table : DataFrame
        Columns `x`, `y`, ``expected``, ``low``, ``high``; further columns are shown on pointing.
    x, y : str
        The columns along and up.
    x_title, y_title : str
        Of the axes.
    """
    alt = altair()
    along = alt.X(f"{escaped(x)}:Q", title=x_title, axis=alt.Axis(tickMinStep=1, format="d"))
    base = alt.Chart(table.astype({"interview_id": str})).encode(
        x=along, tooltip=["interview_id:N", "new:Q", "total:Q", "low:Q", "high:Q"]
    )
    layers = [
        base.mark_area(opacity=0.18, color=ACCENT).encode(y=alt.Y("low:Q", title=y_title), y2="high:Q"),
        base.mark_line(color=QUIET, strokeDash=[4, 3]).encode(y="expected:Q"),
        base.mark_line(
            color=ACCENT, strokeWidth=2, point={"filled": True, "size": 55, "color": ACCENT}
        ).encode(y=f"{escaped(y)}:Q"),
    ]
    return themed(alt.layer(*layers).properties(width="container", height=260))
