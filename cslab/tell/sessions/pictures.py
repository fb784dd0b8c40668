"""A session in pictures: error before and after, and each item's guesses beside the customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cslab.errors import InputError

if TYPE_CHECKING:
    import altair as alt

    from cslab.tell.sessions.result import SessionResult


def errors(found: SessionResult) -> alt.LayerChart:
    """Draw prediction error before and after, and its change.

    Raises
    ------
    InputError
        If there is no number to draw.
    """
    from cslab import charts

    named = {"Before": found.error_before, "After": found.error_after, "Change": found.error_change}
    rows = [
        {"who": who, "value": one.value, "low": one.low, "high": one.high, "n": one.n}
        for who, one in named.items()
        if one is not None
    ]
    if not rows:
        raise InputError(f"There is no change to draw. {found.sentence}")
    title = "Prediction error, points of 100"
    return charts.intervals(pd.DataFrame(rows), label="who", title=title, lines=(0.0,), line_names=("0",))


def items(found: SessionResult) -> alt.LayerChart:
    """Draw each item: guessed before, guessed after, and what customers answer with interval.

    Raises
    ------
    InputError
        If there is no item to draw.
    """
    from cslab import charts

    if found.items.empty:
        raise InputError(f"There is no item to draw. {found.sentence}")
    marks = {
        "predicted_before": "what we guessed before",
        "predicted_after": "what we guessed after",
        "actual": "what customers say",
    }
    return charts.compared(
        found.items, label="wording", marks=marks, ends=("actual_low", "actual_high"), title="0 to 100"
    )
