"""The picture of calibration: how often claims held, against how sure their authors were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cslab.charts.look import ACCENT, QUIET, altair, themed
from cslab.errors import InputError

if TYPE_CHECKING:
    import altair as alt

    from cslab.challenge.claims.calibration import Calibration


def draw_reliability(found: Calibration) -> alt.LayerChart:
    """Draw each bin of confidence with its interval, and the line on which they would lie had they known.

    Raises
    ------
    InputError
        If no bin holds enough settled claims.
    """
    rows = found.reliability.dropna(subset=["value"])
    if rows.empty:
        raise InputError("Too few claims are settled to draw how sure their authors were against how right.")
    alt = altair()
    percent = rows.assign(**{name: rows[name] * 100 for name in ("mean", "value", "low", "high")})
    percent["written"] = [f"{count} claims" for count in percent["claims"]]
    whole = alt.Scale(domain=[0, 100])
    along = alt.X("mean:Q", scale=whole, title="how sure they were, %", axis=alt.Axis(tickCount=5))
    up = alt.Y("value:Q", scale=whole, title="how many held, %", axis=alt.Axis(tickCount=5))
    line = pd.DataFrame({"mean": [0, 100], "value": [0, 100]})
    tips = [
        "confidence:N",
        "claims:Q",
        *(alt.Tooltip(f"{name}:Q", format=".0f") for name in ("value", "low", "high")),
    ]
    base = alt.Chart(percent).encode(x=along, tooltip=tips)
    layers = [
        alt.Chart(line)
        .mark_line(color=QUIET, strokeDash=[4, 3], strokeWidth=1.5, aria=False)
        .encode(x=along, y=up),
        base.mark_rule(strokeWidth=2, color=ACCENT).encode(
            y=alt.Y("low:Q", title="how many held, %"), y2="high:Q"
        ),
        base.mark_point(filled=True, size=90, opacity=1, color=ACCENT).encode(y=up),
        base.mark_text(align="right", dx=-9, fontSize=12, color=QUIET).encode(y=up, text="written:N"),
    ]
    return themed(alt.layer(*layers).properties(width="container", height=300))
