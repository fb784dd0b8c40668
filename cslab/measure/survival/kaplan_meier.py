"""Kaplan-Meier curves and the log-rank test: how long until something happens, with some still waiting."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate, check_level
from cslab.intervals import SMALL, proportion
from cslab.measure.survival.subjects import read_subjects, risk_at

if TYPE_CHECKING:
    import altair as alt
    import numpy.typing as npt

METHOD = "Kaplan-Meier, log-log interval"
THIN = 10
"""At fewer at risk than this a curve is not to be read."""


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """How many have not had the event yet, over time.

    Parameters
    ----------
    by : str or None
        What the curves are told apart by.
    groups : tuple of str
        One curve each; `EVERYBODY` alone where there was no grouping.
    table : DataFrame
        One row a group and moment at which somebody had the event or left: group, time, at_risk, events,
        censored, survival, se (Greenwood), low, high.
    entered : DataFrame
        One row a subject: group, entry, time, event. Numbers at risk at any moment are counted in it.
    unit : str
        Of time: ``"days"`` or ``"months"``.
    event : str
        What happens, in words.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    """

    by: str | None
    groups: tuple[str, ...]
    table: pd.DataFrame
    entered: pd.DataFrame
    unit: str
    event: str
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return one row a group: group, n, events, median, low, high (missing where not reached), unit."""
        rows = []
        for group in self.groups:
            subjects = self.entered[self.entered["group"] == group]
            median = self.median(group)
            numbers = (math.nan,) * 3 if median is None else (median.value, median.low, median.high)
            rows.append((group, len(subjects), int(subjects["event"].sum()), *numbers, self.unit))
        return pd.DataFrame(rows, columns=["group", "n", "events", "median", "low", "high", "unit"])

    def at(self, time: float, group: str | None = None) -> Estimate:
        """Estimate how many have not had the event by a moment.

        Raises
        ------
        NotFoundError
            If there is no such group.
        InputError
            If nobody was watched that long.
        """
        name, rows, subjects = self._of(group)
        longest = float(subjects["time"].max())
        if time < 0 or time > longest:
            raise InputError(
                f"Nobody in {name} was watched for {time:g} {self.unit}; the longest was {longest:g}."
            )
        before = rows[(rows["time"] <= time) & (rows["events"] > 0)]
        if before.empty:
            held = proportion(len(subjects), len(subjects), level=self.level)
            return Estimate(
                1.0, held.low, 1.0, len(subjects), METHOD, self.level, "%", ("nobody had the event so far",)
            )
        last = before.iloc[-1]
        risk = int(self.at_risk([time], name)["at_risk"].iloc[0])
        thin = (f"only {risk} still at risk then",) if risk < THIN else ()
        return Estimate(
            float(last["survival"]),
            float(last["low"]),
            float(last["high"]),
            len(subjects),
            METHOD,
            self.level,
            "%",
            thin,
        )

    def median(self, group: str | None = None) -> Estimate | None:
        """Estimate by when half have had the event; None where that was not reached.

        Notes
        -----
        The first moment at which the curve is at or below one half; the ends of the interval are the same of
        the ends of the curve's interval (Brookmeyer & Crowley 1982). An end that is not reached is infinite.
        """
        _, rows, subjects = self._of(group)
        ends = [
            float(rows.loc[rows[column] <= 0.5 + 1e-12, "time"].min())
            for column in ("survival", "low", "high")
        ]
        if math.isnan(ends[0]):
            return None
        low, high = (math.inf if math.isnan(end) else end for end in ends[1:])
        open_end = ("the upper end of its interval was not reached",) if math.isinf(high) else ()
        method = "median of Kaplan-Meier, Brookmeyer-Crowley interval"
        return Estimate(ends[0], low, high, len(subjects), method, self.level, self.unit, open_end)

    def at_risk(self, times: Sequence[float], group: str | None = None) -> pd.DataFrame:
        """Count who is still watched and without the event just before each moment.

        Returns
        -------
        DataFrame
            group, time, at_risk; of all groups, where none is named.
        """
        names = self.groups if group is None else (self._of(group)[0],)
        rows = []
        for name in names:
            subjects = self.entered[self.entered["group"] == name]
            for time in times:
                here = (subjects["time"] >= time) & ((subjects["entry"] < time) | (subjects["entry"] == 0))
                rows.append((name, float(time), int(here.sum())))
        return pd.DataFrame(rows, columns=["group", "time", "at_risk"])

    def chart(self) -> alt.LayerChart:
        """Draw the curves with their intervals, and under them the numbers at risk."""
        from cslab.measure.survival.chart import draw

        return draw(self)

    def _of(self, group: str | None) -> tuple[str, pd.DataFrame, pd.DataFrame]:
        name = self.groups[0] if group is None else group
        if name not in self.groups:
            raise NotFoundError.of("group", name, self.groups)
        return (
            name,
            self.table[self.table["group"] == name],
            self.entered[self.entered["group"] == name],
        )

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.summary().to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def kaplan_meier(
    durations: Any,
    event: Any,
    *,
    by: Any = None,
    entry: Any = None,
    level: float = 0.95,
    unit: str = "days",
    what: str = "the event",
) -> SurvivalCurve:
    """Estimate how many have not had an event yet, when not everybody was watched to the end.

    Parameters
    ----------
    durations : array-like of float, shape (n,)
        How long each was watched, from their own start.
    event : array-like of bool, shape (n,)
        Whether the event ended it; otherwise they were still without it when last seen.
    by : sequence, shape (n,), optional
        Groups with a curve each; a Series gives its name.
    entry : array-like of float, shape (n,), optional
        How long after their own start each came under watch (left truncation); 0 where from the start.
    level : float
        Of the intervals.
    unit : str
        Of durations.
    what : str
        The event, in words.

    Returns
    -------
    SurvivalCurve

    Raises
    ------
    InputError
        If nothing is left, a duration is negative, or the columns differ in length.

    Notes
    -----
    Estimand: the share that has no event by a time after the start, S(t), with ``S(t) = prod (1 - d / n)``
    over the moments up to t with d events among n at risk. The interval is symmetric on the scale of
    ``log(-log S)``, with Greenwood's variance, and so stays between 0 and 1. Those who were last seen without
    it are taken to be like those who go on (no informative censoring): when customers stop being watched
    *because* they are about to leave, the curve is too high. With `entry`, subjects count only from when they
    came under watch; early on few are at risk, and the curve may fall far on one event. Subjects whose
    duration is not longer than their entry are left out. Not for several events of one subject, nor where
    something else can end the wait (then this is the share in a world without it).

    References
    ----------
    Kaplan, E. L. & Meier, P. (1958). Nonparametric estimation from incomplete observations. Journal of the
    American Statistical Association 53, 457-481. Kalbfleisch, J. D. & Prentice, R. L. (2002). The Statistical
    Analysis of Failure Time Data, section 1.4. Brookmeyer, R. & Crowley, J. (1982). A confidence interval for
    the median survival time. Biometrics 38, 29-41.

    Examples
    --------
    >>> curve = kaplan_meier([6, 6, 6, 7, 10], [True, True, True, True, False], unit="weeks")
    >>> print(curve.at(6))
    40 % (5–75 %, n = 5)
    """
    check_level(level)
    subjects, name, caveats = read_subjects(durations, event, by, entry)
    groups = tuple(dict.fromkeys(subjects["group"]))
    if by is not None:
        groups = tuple(sorted(groups))
    tables = [_curve(subjects[subjects["group"] == group], group, level) for group in groups]
    return SurvivalCurve(
        name,
        groups,
        pd.concat(tables, ignore_index=True),
        subjects,
        unit,
        what,
        level,
        (*caveats, *_doubts(subjects, tables)),
    )


def _curve(subjects: pd.DataFrame, group: str, level: float) -> pd.DataFrame:
    from scipy import stats
    from statsmodels.duration.survfunc import SurvfuncRight

    # Who was watched from the start came before it, so that an end at 0 is later than its entry.
    late = subjects["entry"].where(subjects["entry"] > 0, -1.0) if (subjects["entry"] > 0).any() else None
    times = np.unique(subjects["time"])
    events = subjects[subjects["event"]].groupby("time").size().reindex(times, fill_value=0).to_numpy()
    censored = subjects[~subjects["event"]].groupby("time").size().reindex(times, fill_value=0).to_numpy()
    risk = risk_at(subjects, times)
    survival, se = np.ones(len(times)), np.zeros(len(times))
    if subjects["event"].any():
        with np.errstate(divide="ignore", invalid="ignore"):
            found = SurvfuncRight(
                subjects["time"].to_numpy(),
                subjects["event"].to_numpy(dtype=int),
                entry=None if late is None else late.to_numpy(),
            )
        where = np.searchsorted(found.surv_times, times, side="right") - 1
        after = where >= 0
        survival[after] = found.surv_prob[where[after]]
        se[after] = found.surv_prob_se[where[after]]
    z = float(stats.norm.ppf((1 + level) / 2))
    low, high = log_log(survival, se, z)
    return pd.DataFrame(
        {
            "group": group,
            "time": times,
            "at_risk": risk,
            "events": events,
            "censored": censored,
            "survival": survival,
            "se": np.where(np.isfinite(se), se, 0.0),
            "low": low,
            "high": high,
        }
    )


def log_log(
    survival: npt.NDArray[np.float64], se: npt.NDArray[np.float64], z: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give the ends of the log-log interval; at 1 it has no width, at 0 the upper end stays."""
    low, high = np.ones(len(survival)), np.ones(len(survival))
    inside = (survival > 0) & (survival < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = z * se[inside] / (survival[inside] * np.abs(np.log(survival[inside])))
        low[inside] = survival[inside] ** np.exp(reach)
        high[inside] = survival[inside] ** np.exp(-reach)
    for at in np.flatnonzero(survival <= 0):
        low[at], high[at] = 0.0, high[at - 1] if at else 1.0
    return low, high


def _doubts(subjects: pd.DataFrame, tables: list[pd.DataFrame]) -> list[str]:
    doubts = []
    events = int(subjects["event"].sum())
    if events < SMALL:
        noun = "subject" if events == 1 else "subjects"
        doubts.append(f"only {events} {noun} had the event: read the curve as a direction")
    if any(((table["events"] > 0) & (table["at_risk"] < THIN)).any() for table in tables):
        doubts.append(f"where fewer than {THIN} are at risk, the curve is not to be read")
    if (subjects["entry"] > 0).any():
        doubts.append("some came under watch after their start, and count only from then on")
    return doubts
