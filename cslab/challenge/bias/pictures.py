"""The mirror in pictures: the forest of weights, each item's tastes and guesses, and before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from cslab.challenge.bias.words import PEOPLE_LIKE_US, TEAM
from cslab.errors import InputError, NotFoundError

if TYPE_CHECKING:
    import altair as alt

    from cslab.challenge.bias.effects import Effect
    from cslab.challenge.bias.projected import Projection
    from cslab.estimate import Estimate

WEIGHT = "Projection weight: 0 none, 1 they want what I want"
SCALE = "0 to 100"
NEAR = 0.15
"""Lines nearer to each other than this have no room for both names on a phone."""


def forest(found: Projection, names: Sequence[str] = ()) -> alt.LayerChart:
    """Draw the weight of the team and of each teammate, beside 0, what is warranted, and 1.

    Parameters
    ----------
    found : Projection
        With a number.
    names : sequence of str
        Teammates who are named.

    Raises
    ------
    InputError
        If there is no number.
    NotFoundError
        If nobody of a given name is in the team.
    """
    from cslab import charts

    if found.weight is None:
        raise InputError(f"There is no projection weight to draw. {found.sentence}")
    rows = [_row(TEAM.capitalize(), found.weight)]
    if found.people_like_us is not None:
        rows.append(_row(PEOPLE_LIKE_US.capitalize(), found.people_like_us))
    numbers = _numbers(found, names)
    shown = found.people.sort_values("value", ascending=False, kind="stable")
    for _, row in shown.iterrows():
        label = numbers.pop(str(row["teammate"]), str(row["teammate"]))
        rows.append({"who": label, **{name: row[name] for name in ("value", "low", "high", "n")}})
    for label in numbers.values():  # in a small team only those who are named
        one = found.person(label).weight
        if one is not None:
            rows.append(_row(label, one))
    warranted = () if found.warranted is None else (found.warranted.value,)
    marks = (0.0, *warranted, 1.0)
    said = [f"deserved {at:.2f}" for at in warranted]
    # where names would lie on each other, the axis says 0 and 1
    alone = ["" if any(abs(at - end) < NEAR for at in warranted) else f"{end:.0f}" for end in (0.0, 1.0)]
    return charts.intervals(
        pd.DataFrame(rows), label="who", title=WEIGHT, lines=marks, line_names=(alone[0], *said, alone[1])
    )


def items(table: pd.DataFrame) -> alt.LayerChart:
    """Draw each item: the team's own taste, what it predicts, and what customers say with interval.

    Parameters
    ----------
    table : DataFrame
        As `Projection.items`.
    """
    from cslab import charts

    return charts.compared(
        table,
        label="wording",
        marks={
            "own": "what we like",
            "predicted": "what we think customers say",
            "value": "what customers say",
        },
        ends=("low", "high"),
        title=SCALE,
    )


def persona_items(table: pd.DataFrame) -> alt.LayerChart:
    """Draw each item: the team's own taste, the persona, and the customers it claims with interval.

    Parameters
    ----------
    table : DataFrame
        As `PersonaPull.items`.
    """
    from cslab import charts

    return charts.compared(
        table,
        label="wording",
        marks={"own": "what we like", "persona": "the persona", "value": "customers it claims"},
        ends=("low", "high"),
        title=SCALE,
    )


def change(found: Effect) -> alt.LayerChart:
    """Draw the projection weight before and after.

    Parameters
    ----------
    found : Effect
        With numbers.

    Raises
    ------
    InputError
        If there is no number.
    """
    from cslab import charts

    if found.weight_before is None or found.weight_after is None or found.weight_change is None:
        raise InputError(f"There is no change to draw. {found.sentence}")
    rows = [
        _row("Before", found.weight_before),
        _row("After", found.weight_after),
        _row("Change", found.weight_change),
    ]
    return charts.intervals(
        pd.DataFrame(rows), label="who", title="Projection weight", lines=(0.0,), line_names=("0",)
    )


def _numbers(found: Projection, names: Sequence[str]) -> dict[str, str]:
    """Give the name that stands instead of each number."""
    numbers = found._numbers
    for name in names:
        if name not in numbers:
            raise NotFoundError.of("teammate with a figure", name, numbers)
    return {numbers[name]: name for name in names}


def _row(who: str, one: Estimate) -> dict[str, object]:
    return {"who": who, "value": one.value, "low": one.low, "high": one.high, "n": one.n}
