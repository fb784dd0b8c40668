"""The log-rank test: whether the event comes earlier in one group than in another."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.measure.survival.subjects import read_subjects, risk_at

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class LogRank:
    """Whether curves of groups differ by more than chance would have it.

    Parameters
    ----------
    statistic : float
        Chi-squared.
    df : int
        Its degrees of freedom: groups less one.
    p : float
        How often chance alone gives as much; never to be shown without `table`.
    table : DataFrame
        One row a group: group, n, events, expected, ratio (events per expected).
    sentence : str
        What it says, in words of association.
    """

    statistic: float
    df: int
    p: float
    table: pd.DataFrame
    sentence: str

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def _repr_html_(self) -> str:
        return f"{self.table.to_html(index=False, escape=True, border=0)}<p>{html.escape(self.sentence)}</p>"


def log_rank(durations: Any, event: Any, by: Any, *, entry: Any = None) -> LogRank:
    """Compare curves of groups: is the event associated with the group.

    Parameters
    ----------
    durations, event, by, entry
        As for `kaplan_meier`.

    Raises
    ------
    InputError
        If there are not two groups, or no events.

    Notes
    -----
    Null hypothesis: at every moment all groups have the same risk. At each event the number expected in a
    group is its share of those at risk. It sees little where curves cross. Not for paired subjects.

    References
    ----------
    Mantel, N. (1966). Evaluation of survival data and two new rank order statistics arising in its
    consideration. Cancer Chemotherapy Reports 50, 163-170.

    Examples
    --------
    >>> found = log_rank([1, 2, 3, 4, 5, 6, 7, 8], [True] * 8, list("aaaabbbb"))
    >>> found.table[["group", "events", "expected"]].round(2)
      group  events  expected
    0     a       4      1.46
    1     b       4      6.54
    """
    from scipy import stats

    subjects, name, _ = read_subjects(durations, event, by, entry)
    groups = sorted(set(subjects["group"]))
    if len(groups) < 2:
        raise InputError("A comparison of curves needs at least two groups.")
    if not subjects["event"].any():
        raise InputError("Nobody had the event, so there is nothing to compare.")
    observed, expected, variance = _expected(subjects, groups)
    gap = (observed - expected)[:-1]
    statistic = float(gap @ np.linalg.pinv(variance[:-1, :-1]) @ gap)
    df = len(groups) - 1
    p = float(stats.chi2.sf(statistic, df))
    table = pd.DataFrame(
        {
            "group": groups,
            "n": [int((subjects["group"] == group).sum()) for group in groups],
            "events": observed.astype(int),
            "expected": expected,
            "ratio": np.divide(observed, expected, out=np.full(len(groups), np.nan), where=expected > 0),
        }
    )
    said = f"{name or 'The group'} is associated with when it happens" if p < 0.05 else "No difference shows"
    sentence = f"{said} (log-rank {statistic:.2f} on {df} df, p = {p:.2g}, {int(observed.sum())} events)."
    return LogRank(statistic, df, p, table, sentence[0].upper() + sentence[1:])


def _expected(
    subjects: pd.DataFrame, groups: list[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Events that each group had, would have had by its share of those at risk, and their covariance."""
    times = np.unique(subjects.loc[subjects["event"], "time"])
    parts = [subjects[subjects["group"] == group] for group in groups]
    risk = np.array([risk_at(part, times) for part in parts], dtype="float64")
    counts = np.array(
        [part[part["event"]].groupby("time").size().reindex(times, fill_value=0) for part in parts],
        dtype=float,
    )
    total, deaths = risk.sum(axis=0), counts.sum(axis=0)
    share = risk / total
    expected = (share * deaths).sum(axis=1)
    spread = np.divide(deaths * (total - deaths), total - 1, out=np.zeros(len(times)), where=total > 1)
    variance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    return counts.sum(axis=1), expected, variance
