"""Many shares at once, each with its Wilson interval; of too few none is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cslab.measure.usage.clustered import FEW


def shares(some: Any, n: Any, *, level: float = 0.95) -> pd.DataFrame:
    """Estimate a share in each row, as `cslab.intervals.proportion` does one by one.

    Parameters
    ----------
    some, n : array-like of int, shape (rows,)
        How many do, of how many.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        value, low, high; missing where n is below 5.

    Examples
    --------
    >>> shares([0, 3, 1], [20, 20, 4]).round(3)
       value    low   high
    0   0.00  0.000  0.161
    1   0.15  0.052  0.360
    2    NaN    NaN    NaN
    """
    from statsmodels.stats.proportion import proportion_confint

    counts, whole = np.asarray(some, dtype="int64"), np.asarray(n, dtype="int64")
    known = whole >= FEW
    table = np.full((len(whole), 3), np.nan)
    if known.any():
        low, high = proportion_confint(counts[known], whole[known], alpha=1 - level, method="wilson")
        low = np.where(counts[known] == 0, 0.0, low)
        high = np.where(counts[known] == whole[known], 1.0, high)
        table[known] = np.column_stack([counts[known] / whole[known], low, high])
    return pd.DataFrame(table, columns=["value", "low", "high"])


def hide_few(table: pd.DataFrame, counts: Sequence[str], n: str) -> pd.DataFrame:
    """Take out counts that rest on fewer than 5: beside their n they would tell the share that is hidden.

    Parameters
    ----------
    table : DataFrame
        With the columns named.
    counts : sequence of str
        Columns of counts; they become Int64, and may be missing.
    n : str
        Column with how many they are of.

    Examples
    --------
    >>> hide_few(pd.DataFrame({"used": [3, 1], "n": [9, 2]}), ["used"], "n")
       used  n
    0     3  9
    1  <NA>  2
    """
    few = (table[n] > 0) & (table[n] < FEW)
    return table.assign(**{name: table[name].astype("Int64").mask(few) for name in counts})
