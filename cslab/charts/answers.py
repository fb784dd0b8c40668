"""Shapes for what people answered: how often each answer, wave by wave, and before and after weighting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cslab.charts.look import ACCENT, QUIET, altair, escaped, named_rows, themed
from cslab.charts.points import in_points

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

SERIES = ("#3F78B5", "#B5651D", "#2E8573", "#933CC1", "#8A8375", "#B23A48")
"""Colours of groups, each at least 3:1 on light and on dark pages; each line is named as well."""


SIDE = 12
"""Letters of a name beside which there is room for a legend in one line on a phone."""
SHORT = 3
"""Letters of an answer that have room below a bar on a phone."""


def bars(
    table: pd.DataFrame, *, label: str, count: str, kind: str, title: str, across: str
) -> alt.LayerChart:
    """Draw how many people gave each answer, in the order of the table, with the counts written.

    Bars stand where answers are short, and lie where they are words.

    Parameters
    ----------
    table : DataFrame
        The columns that `label`, `count` and `kind` name; a column ``share`` is shown on pointing.
    label : str
        The column with the answer.
    count : str
        The column with how many gave it.
    kind : str
        The column with what such answers are called; one tint for each of up to three, and its name below.
    title, across : str
        Of the axes: what is counted, and what the answers are to.
    """
    alt = altair()
    columns = [label, count, kind, *(["share"] if "share" in table else [])]
    rows = table[columns].astype({label: str, kind: str})
    answers, kinds = list(dict.fromkeys(rows[label])), list(dict.fromkeys(rows[kind]))
    tips = [
        alt.Tooltip(f"{escaped(label)}:N", title="answer"),
        alt.Tooltip(f"{escaped(count)}:Q", title="people"),
        *([alt.Tooltip("share:Q", format=".0%")] if "share" in table else []),
        *([alt.Tooltip(f"{escaped(kind)}:N", title="called")] if any(kinds) else []),
    ]
    lying = max((len(answer) for answer in answers), default=0) > SHORT
    # the page colours both axis labels and quiet words: counts can be read on light and on dark
    rows["written"] = (
        [f"{one} \N{MIDDLE DOT} {many}" for one, many in zip(rows[label], rows[count], strict=True)]
        if lying
        else rows[label]
    )
    named = (
        named_rows(list(rows["written"]))[0]
        if lying
        else alt.Axis(labelAngle=0, labelFlush=False, labelLimit=220, ticks=False)
    )
    of_answers: dict[str, Any] = {"field": "written", "type": "nominal", "sort": None, "axis": named}
    of_people: dict[str, Any] = {
        "field": escaped(count),
        "type": "quantitative",
        "title": title,
        "axis": alt.Axis(tickMinStep=1, tickCount=5, format="d"),
    }
    base = alt.Chart(rows).encode(
        x=alt.X(**of_people) if lying else alt.X(**of_answers, title=across),
        y=alt.Y(**of_answers, title=None) if lying else alt.Y(**of_people),
        tooltip=tips,
    )
    tint = (
        alt.Color(
            f"{escaped(kind)}:N",
            sort=kinds,
            scale=alt.Scale(domain=kinds, range=_tints(kinds)),
            legend=alt.Legend(title=None, orient="top", symbolType="square"),
        )
        if len(kinds) > 1
        else alt.value(ACCENT)
    )
    drawn = [base.mark_bar(cornerRadiusEnd=2).encode(color=tint)]
    if not lying:
        counted = alt.Text(f"{escaped(count)}:Q", format=",d")
        drawn.append(base.mark_text(baseline="bottom", dy=-4, fontSize=12, color=QUIET).encode(text=counted))
    height = named_rows(list(rows["written"]))[1] if lying else 280
    return themed(alt.layer(*drawn).properties(width="container", height=height))


def dumbbells(
    table: pd.DataFrame,
    *,
    label: str,
    first: str,
    second: str,
    names: tuple[str, str],
    title: str,
    percent: bool = True,
    points: bool = False,
    ends: tuple[tuple[str, str] | None, tuple[str, str] | None] = (None, None),
) -> alt.LayerChart:
    """Draw two values of each row with the line between them: a hollow point, and a full one.

    Parameters
    ----------
    table : DataFrame
        The columns that `label`, `first` and `second` name.
    label : str
        The column with what each row is about.
    first, second : str
        The columns with the values.
    names : tuple of str
        What the two are called.
    title : str
        Of the axis.
    percent, points : bool
        Show parts of one as parts of a hundred; points for differences of shares.
    ends : tuple of (str, str) or None
        The columns with the interval of the first and of the second value, where there is one: thin lines,
        that of the first above that of the second.
    """
    alt = altair()
    spans = [("" if pair is None else pair[0], "" if pair is None else pair[1]) for pair in ends]
    if points:
        table = in_points(table, (first, second, *(name for pair in spans for name in pair if name)))
        title, percent = f"{title}, in points", False
    rows = table[[label, first, second]].set_axis(["label", *names], axis=1).astype({"label": str})
    order = list(dict.fromkeys(rows["label"]))
    long = rows.melt(id_vars=["label"], value_vars=list(names), var_name="which", value_name="at")
    axis, step = named_rows(order)
    down = alt.Y("label:N", sort=order, title=None, axis=axis)
    line = (
        alt.Chart(rows)
        .mark_rule(color=QUIET, strokeWidth=2)
        .encode(y=down, x=alt.X(f"{escaped(names[0])}:Q", title=title), x2=f"{escaped(names[1])}:Q")
    )
    shown = ".1%" if percent else ".2f"
    intervals = [
        alt.Chart(
            table[[label, *pair]]
            .set_axis(["label", "low", "high"], axis=1)
            .dropna()
            .astype({"label": str})
            .assign(which=f"{name}, interval")
        )
        .mark_rule(color=ACCENT, strokeWidth=1.5, opacity=0.7, yOffset=offset, strokeDash=dash)
        .encode(
            y=down,
            x=alt.X("low:Q", title=title),
            x2="high:Q",
            tooltip=[
                alt.Tooltip("label:N", title=" "),
                alt.Tooltip("which:N", title="which"),
                alt.Tooltip("low:Q", format=shown),
                alt.Tooltip("high:Q", format=shown),
            ],
        )
        for pair, name, offset, dash in zip(spans, names, (-8, 8), ([3, 2], [1, 0]), strict=True)
        if all(pair)
    ]
    wide = max(map(len, order), default=0) > SIDE
    legend = alt.Legend(title=None, orient="top", columns=1 if wide else 2)
    drawn = (
        alt.Chart(long)
        .mark_point(size=80, opacity=1, strokeWidth=2, color=ACCENT)
        .encode(
            y=down,
            x=alt.X("at:Q", title=title, axis=alt.Axis(format="%" if percent else "~f", tickCount=5)),
            shape=alt.Shape(
                "which:N",
                sort=list(names),
                scale=alt.Scale(domain=list(names), range=["circle", "diamond"]),
                legend=legend,
            ),
            fill=alt.Fill(
                "which:N",
                sort=list(names),
                scale=alt.Scale(domain=list(names), range=["transparent", ACCENT]),
                legend=legend,
            ),
            tooltip=[
                alt.Tooltip("label:N", title=" "),
                alt.Tooltip("which:N", title="which"),
                alt.Tooltip("at:Q", format=shown),
            ],
        )
    )
    height = alt.Step(max(step.step, 38)) if intervals else step
    return themed(alt.layer(*intervals, line, drawn).properties(width="container", height=height))


def waves(
    table: pd.DataFrame,
    *,
    x: str,
    group: str | None = None,
    title: str,
    percent: bool = False,
    points: bool = False,
) -> alt.LayerChart:
    """Draw estimates wave by wave, each with its interval, joined by a line for each group.

    Parameters
    ----------
    table : DataFrame
        Columns ``value``, ``low``, ``high``, ``n`` and those that `x` and `group` name.
    x : str
        The column with the wave; in the order of the table.
    group : str, optional
        The column with the group; each has a colour, a shape and its name.
    title : str
        Of the axis up.
    percent, points : bool
        Show parts of one as parts of a hundred; points for differences of shares.
    """
    alt = altair()
    if points:
        table = in_points(table, ("value", "low", "high"))
        title, percent = f"{title}, in points", False
    columns = [x, "value", "low", "high", "n", *([group] if group else [])]
    rows = table[columns].dropna(subset=["value"]).astype({x: str} | ({group: str} if group else {}))
    order = list(dict.fromkeys(table[x].astype(str)))
    names = list(dict.fromkeys(rows[group])) if group else []
    lines = alt.Axis(labelAngle=0, labelFlush=False, labelLimit=150, labelExpr="split(datum.label, ', ')")
    along = alt.X(f"{escaped(x)}:N", sort=order, title=None, axis=lines)
    up = alt.Y(
        "value:Q",
        title=title,
        axis=alt.Axis(format="%" if percent else "~f", tickCount=6),
        scale=alt.Scale(zero=False),
    )
    tips = [
        alt.Tooltip(f"{escaped(x)}:N", title="wave"),
        *([alt.Tooltip(f"{escaped(group)}:N", title="group")] if group else []),
        *(alt.Tooltip(f"{name}:Q", format=".1%" if percent else ".2f") for name in ("value", "low", "high")),
        alt.Tooltip("n:Q"),
    ]
    base = alt.Chart(rows).encode(x=along, tooltip=tips)
    look: dict[str, object] = {"color": alt.value(ACCENT)}
    if group:
        legend = alt.Legend(title=None, orient="top")
        look = {
            "color": alt.Color(
                f"{escaped(group)}:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[SERIES[at % len(SERIES)] for at in range(len(names))]),
                legend=legend,
            ),
            "xOffset": alt.XOffset(f"{escaped(group)}:N", sort=names),
        }
    layers = [
        base.mark_line(strokeWidth=1.5, opacity=0.6).encode(y=up, **look),
        base.mark_rule(strokeWidth=2).encode(y=alt.Y("low:Q", title=title), y2="high:Q", **look),
        base.mark_point(filled=True, size=75, opacity=1).encode(
            y=up,
            **look,
            **({"shape": alt.Shape(f"{escaped(group)}:N", sort=names, legend=None)} if group else {}),
        ),
    ]
    return themed(alt.layer(*layers).properties(width="container", height=280))


def _tints(kinds: list[str]) -> list[str]:
    """From quiet to the accent: the last kind is the best one."""
    return {2: [QUIET, ACCENT], 3: ["#B5651D", QUIET, ACCENT]}.get(len(kinds), [ACCENT] * len(kinds))
