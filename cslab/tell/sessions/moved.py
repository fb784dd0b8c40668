"""What moved people: taps counted by person and clip."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from cslab.intervals import proportion

COLUMNS: Final = ("highlight", "interview_id", "at", "end", "people", "of", "share", "low", "high", "after")


def moved(
    taps: pd.DataFrame, timeline: Sequence[Mapping[str, Any]], listeners: Collection[str], *, level: float
) -> pd.DataFrame:
    """Count the people whom each clip moved.

    Parameters
    ----------
    taps : DataFrame
        teammate, highlight (nonce; empty between clips), at (seconds of the reel).
    timeline : sequence of mapping
        One a clip, as it was settled: highlight, interview_id, at, end.
    listeners : collection of str
        Who could have tapped; taps of others do not count.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        One row a clip, the one that moved most people first: highlight, interview_id, at, end (seconds of the
        reel), people (who tapped at least once while it sounded), of, share, low, high (Wilson; missing where
        nobody listened), after (seconds from the clip's beginning to a person's first tap, the median).

    Examples
    --------
    >>> taps = pd.DataFrame({"teammate": ["Tom", "Tom"], "highlight": ["a", "a"], "at": [5.0, 6.0]})
    >>> clip = {"highlight": "a", "interview_id": "int-01", "at": 2.0, "end": 9.0}
    >>> moved(taps, [clip], ["Tom", "Ines"], level=0.95)[["people", "of", "share", "after"]]
       people  of  share  after
    0       1   2    0.5    3.0
    """
    names = {one.casefold() for one in listeners}
    counted = taps[taps["teammate"].str.casefold().isin(names)]
    rows = []
    for clip in timeline:
        here = counted[counted["highlight"] == clip["highlight"]]
        first = here.groupby(here["teammate"].str.casefold())["at"].min()
        share = proportion(len(first), len(names), level=level) if names else None
        rows.append(
            (
                clip["highlight"],
                clip["interview_id"],
                clip["at"],
                clip["end"],
                len(first),
                len(names),
                *((share.value, share.low, share.high) if share is not None else (np.nan,) * 3),
                float((first - clip["at"]).median()) if len(first) else np.nan,
            )
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["people", "at"], ascending=[False, True], kind="stable").reset_index(drop=True)
