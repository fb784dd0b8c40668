"""Rows of the store as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

TIME = "time"
"""Kind of a column that holds moments as the store writes them; in the table they are UTC timestamps."""


def frame_of(rows: Iterable[Sequence[Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Build a table whose columns have their types even when there are no rows.

    Parameters
    ----------
    rows : iterable of sequences
        One a row, in the order of the columns.
    columns : mapping
        Name -> pandas dtype, or `TIME`.

    Examples
    --------
    >>> frame_of([], {"id": "int64", "at": TIME}).dtypes.astype(str).to_dict()
    {'id': 'int64', 'at': 'datetime64[us, UTC]'}
    """
    frame = pd.DataFrame([tuple(row) for row in rows], columns=list(columns), dtype=object)
    for name, kind in columns.items():
        if kind == TIME:
            frame[name] = pd.to_datetime(frame[name], utc=True, format="ISO8601").dt.as_unit("us")
    return frame.astype({name: kind for name, kind in columns.items() if kind != TIME})
