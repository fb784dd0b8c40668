"""Differences of shares as parts of a hundred, as they are spoken of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def in_points(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Give a table with parts of one as parts of a hundred in some columns.

    Examples
    --------
    >>> import pandas as pd
    >>> in_points(pd.DataFrame({"value": [0.25]}), ("value",))
       value
    0   25.0
    """
    return table.assign(**{name: table[name].astype(float) * 100 for name in columns})
