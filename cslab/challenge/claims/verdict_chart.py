"""The picture of verdicts: what was found against what was said, one row a source of a claim."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

from cslab.challenge.claims.units import bounds, lines_of, unit_of, written
from cslab.challenge.claims.verdict import CONTRADICTED, INCONCLUSIVE, SUPPORTED, Finding
from cslab.charts.look import QUIET, altair, named_rows
from cslab.errors import InputError

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from cslab.challenge.claims.verdicts import Verdicts

COLOURS: Final = {SUPPORTED: "#2E8573", CONTRADICTED: "#B23A48", INCONCLUSIVE: "#8A8375"}
"""Each at least 3:1 on light and on dark pages; the word stands above the mark, too."""

SHAPES: Final = {SUPPORTED: "circle", CONTRADICTED: "cross", INCONCLUSIVE: "diamond"}

ROOM: Final = 46
"""Letters of a claim that have room in two lines beside the picture; the whole stands in its tip."""

SOURCES: Final = {
    "survey": "survey",
    "answers": "written",
    "usage": "usage",
    "interviews": "interviews",
    "people": "known",
}


def draw_verdicts(verdicts: Verdicts) -> alt.VConcatChart:
    """Draw estimates with their intervals and thresholds, one panel a unit.

    Parameters
    ----------
    verdicts : Verdicts
        What cannot be tested has no row.

    Raises
    ------
    InputError
        If nothing was measured.
    """
    grammar = altair()
    table = drawn_rows(verdicts)
    if table.empty:
        raise InputError("No claim could be tested, so there is nothing to draw.")
    panels = []
    for unit, rows in table.groupby("axis", sort=False):
        panels.append(_panel(grammar, rows, str(unit)))
    whole = grammar.vconcat(*panels, spacing=24)
    drawn: alt.VConcatChart = (
        whole.configure_view(stroke=None)
        .configure_axis(
            gridOpacity=0.35, domain=False, labelFontSize=12, titleFontSize=12, titleFontWeight="normal"
        )
        .configure_axisX(titleAnchor="end")
        .configure_legend(labelFontSize=12)
    )
    return drawn


def drawn_rows(verdicts: Verdicts) -> pd.DataFrame:
    """Give what is drawn: label, axis, value, low, high, begin, end (of what the claim says), n, verdict."""
    import pandas as pd

    columns = ["label", "axis", "value", "low", "high", "begin", "end", "line", "n", "verdict", "says"]
    rows = []
    for one in verdicts:
        measured = [found for found in one.findings if found.corrected is not None]
        for found in measured:
            name = SOURCES.get(found.indicator.source, found.indicator.source)
            said = one.claim.says if len(measured) == 1 else f"{name.capitalize()}: {one.claim.says}"
            row = {"label": shorten(said, ROOM, placeholder="…"), "says": one.claim.says}
            rows.append({**row, **_row(found)})
    return pd.DataFrame(rows, columns=columns)


def _row(found: Finding) -> dict[str, Any]:
    values, corrected = found.values, found.corrected
    if values is None or corrected is None:
        return {}
    kind, versus = values.kind, bool(found.indicator.versus)
    lines = [written(line, kind) for line in lines_of(found.indicator, kind)]
    ends = bounds(values)
    most = (
        [written(end, kind) for end in ends]
        if ends
        else [written(corrected.low, kind), written(corrected.high, kind)]
    )
    begin, end = lines[0], lines[-1]
    if found.indicator.comparator == "at_least":
        end = max(most[1], begin)
    elif found.indicator.comparator == "at_most":
        begin = min(most[0], end)
    unit = unit_of(values, versus=versus)
    scale = f"from {values.scale[0]:g} to {values.scale[1]:g}" if kind == "mean" and values.scale else ""
    axis = {"%": "per cent", "points": "points"}.get(
        unit, " ".join(filter(None, [unit, scale])) or found.words
    )
    if versus:
        axis = f"{axis} above everybody else"
    return {
        "axis": f"{axis}; shaded is what we said",
        "value": written(corrected.value, kind),
        "low": written(corrected.low, kind),
        "high": written(corrected.high, kind),
        "begin": begin,
        "end": end,
        "line": lines[0] if len(lines) == 1 else (lines[0] + lines[1]) / 2,
        "n": found.n,
        "verdict": found.verdict,
    }


def _panel(alt: Any, rows: pd.DataFrame, title: str) -> Any:
    rows = rows.assign(at=range(len(rows)), label=_unique(list(rows["label"])))
    axis, step = named_rows(list(rows["label"]))
    down = alt.Y("label:N", sort=list(rows["label"]), title=None, axis=axis)
    words = [word for word in COLOURS if word in set(rows["verdict"])]
    tint = alt.Color(
        "verdict:N", scale=alt.Scale(domain=words, range=[COLOURS[word] for word in words]), legend=None
    )
    shape = alt.Shape(
        "verdict:N", scale=alt.Scale(domain=words, range=[SHAPES[word] for word in words]), legend=None
    )
    tips = [
        alt.Tooltip("says:N", title="we said"),
        alt.Tooltip("verdict:N"),
        *(alt.Tooltip(f"{name}:Q", format=".1f") for name in ("value", "low", "high")),
        alt.Tooltip("n:Q"),
    ]
    base = alt.Chart(rows).encode(y=down, tooltip=tips)
    layers = [
        base.mark_bar(opacity=0.18, color=QUIET, height=14).encode(
            x=alt.X("begin:Q", title=title, axis=alt.Axis(tickCount=5)), x2="end:Q"
        ),
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title=title), x2="high:Q", color=tint),
        base.mark_point(filled=True, size=90, opacity=1).encode(x="value:Q", color=tint, shape=shape),
        # The word stands above its mark, so that the picture can be read without colours.
        base.mark_text(baseline="bottom", dy=-6, fontSize=11, color=QUIET).encode(
            x="value:Q", text="verdict:N"
        ),
    ]
    return alt.layer(*layers).properties(width="container", height=alt.Step(max(44, step.step)))


def _unique(labels: list[str]) -> list[str]:
    """Names of rows; what two claims say alike is told apart by a count."""
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found
