"""Each teammate's own figure and answers, for them alone; and all figures without names."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cslab.challenge.bias import words
from cslab.challenge.bias.compared import Data, wordings
from cslab.challenge.bias.projected import Person, Projection
from cslab.challenge.bias.sheets import Sheet
from cslab.challenge.bias.slopes import slopes
from cslab.challenge.bias.twoway import reach
from cslab.estimate import Estimate

FEW_PEOPLE = 5
"""In a team of fewer, a figure without a name would still tell whose it is."""

PEOPLE_COLUMNS = ("teammate", "value", "low", "high", "n", "alone")


def answers_of(sheet: Sheet, known: pd.DataFrame, at: int) -> Person:
    """Give a teammate's answers, before there is any figure.

    Parameters
    ----------
    sheet : Sheet
        Of the team.
    known : DataFrame
        Customers' answers with ends, by item.
    at : int
        Which teammate.
    """
    there = known.reindex(list(sheet.items))
    rows = pd.DataFrame(
        {
            "item": list(sheet.items),
            "wording": wordings(sheet, known),
            "own": sheet.own[at],
            "certainty": sheet.certainty[at],
            "predicted": sheet.predicted[at],
            "customers": there["value"].to_numpy(dtype=float),
            "low": there["low"].to_numpy(dtype=float),
            "high": there["high"].to_numpy(dtype=float),
        }
    )
    rows["error"] = rows["predicted"] - rows["customers"]
    rows = rows[rows["own"].notna() | rows["predicted"].notna()].reset_index(drop=True)
    name = sheet.teammates[at]
    return Person(name, None, None, f"{name}: there is no figure for you alone from these answers.", rows)


def with_people(base: Projection, data: Data, seed: int) -> Projection:
    """Add each teammate's figure, for themselves; and the table without names."""
    found = slopes(data.own, data.predicted, data.used)
    if found is None:
        return replace(base, caveats=(*base.caveats, "Single teammates can't be told apart from each other."))
    far = reach(found.freedom, base.level)
    persons = dict(base._persons)
    rows: list[dict[str, Any]] = []
    numbers: dict[str, str] = {}
    order = np.random.default_rng([seed, len(data.teammates)]).permutation(len(data.teammates))
    for number, at in enumerate(order, start=1):
        if math.isnan(found.alone[at]):
            continue
        name, n = data.teammates[at], int(data.used[at].sum())
        drawn = _estimate(
            found.drawn[at], found.drawn_error[at], far, n, "drawn toward the pooled", base.level
        )
        alone = _estimate(found.alone[at], found.error[at], far, n, "own answers alone", base.level)
        persons[name] = replace(
            persons[name], weight=drawn, alone=alone, sentence=words.of_person(name, drawn)
        )
        numbers[name] = f"teammate {number}"
        rows.append(
            {
                "teammate": numbers[name],
                "value": drawn.value,
                "low": drawn.low,
                "high": drawn.high,
                "n": n,
                "alone": alone.value,
            }
        )
    alike = ["As far as can be told, all of you project alike: single figures differ by chance only."]
    hidden = len(data.teammates) < FEW_PEOPLE
    return replace(
        base,
        people=base.people if hidden else pd.DataFrame(rows, columns=list(PEOPLE_COLUMNS)),
        caveats=(
            *base.caveats,
            *(alike if found.alike else []),
            *(
                [
                    f"With fewer than {FEW_PEOPLE} people a figure without a name still tells whose it is, "
                    "so each sees their own only."
                ]
                if hidden
                else []
            ),
        ),
        _persons=persons,
        _numbers=numbers,
    )


def _estimate(value: float, error: float, far: float, n: int, how: str, level: float) -> Estimate:
    return Estimate(
        float(value),
        float(value - far * error),
        float(value + far * error),
        n,
        f"Own slope in the two-way model, {how}, t",
        level,
    )
