"""The answers that tell something, beside what customers say of the same items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cslab.challenge.bias.sheets import Sheet
from cslab.challenge.bias.twoway import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """The answers that tell something, and what customers say of the same items."""

    teammates: tuple[str, ...]
    items: tuple[str, ...]
    own: Floats
    certainty: Floats
    predicted: Floats
    used: Bools
    value: Floats
    se: Floats
    sd: Floats


def cut(sheet: Sheet, used: Bools, known: pd.DataFrame) -> Data:
    """Keep the answers that tell something.

    Parameters
    ----------
    sheet : Sheet
        Everything that was answered.
    used : array of bool, shape (teammates, items)
        What tells something.
    known : DataFrame
        Customers' answers by item.
    """
    rows, columns = np.asarray(used.any(axis=1)), np.asarray(used.any(axis=0))
    items = tuple(item for item, keep in zip(sheet.items, columns, strict=True) if keep)
    box = np.ix_(rows, columns)
    there = known.reindex(list(items))
    return Data(
        tuple(name for name, keep in zip(sheet.teammates, rows, strict=True) if keep),
        items,
        np.where(used, sheet.own, 0.0)[box],
        np.where(used, sheet.certainty, np.nan)[box],
        np.where(used, sheet.predicted, 0.0)[box],
        used[box],
        *(there[name].to_numpy(dtype=float) for name in ("value", "se", "sd")),
    )


def items_of(sheet: Sheet, known: pd.DataFrame) -> pd.DataFrame:
    """Give the team's means of each item beside customers', the widest gap first.

    Parameters
    ----------
    sheet : Sheet
        Everything that was answered.
    known : DataFrame
        Customers' answers with ends, by item.
    """
    there = known.reindex(list(sheet.items))
    rows = pd.DataFrame(
        {
            "item": list(sheet.items),
            "wording": wordings(sheet, known),
            "own": means_of(sheet.own),
            "predicted": means_of(sheet.predicted),
            "raters": sheet.whole.sum(axis=0),
            **{name: there[name].to_numpy(dtype=float) for name in ("value", "low", "high", "n")},
        }
    )
    rows["gap"] = rows["predicted"] - rows["value"]
    order = rows["gap"].abs().fillna(-1.0).sort_values(ascending=False, kind="stable").index
    return rows.loc[order].reset_index(drop=True)


def wordings(sheet: Sheet, known: pd.DataFrame) -> list[str]:
    """Give each item's wording, or its name where there is none."""
    given = known["wording"].to_dict()
    return [str(given.get(item) or item) for item in sheet.items]


def means_of(values: Floats) -> Floats:
    """Give the mean of each item over those who answered it; NaN where nobody did."""
    there = np.isfinite(values)
    counts = there.sum(axis=0)
    summed = np.where(there, values, 0.0).sum(axis=0)
    return np.where(counts > 0, summed / np.maximum(counts, 1), np.nan)
