"""Who comes back: cohorts by when they first got value, and how many of them do so again."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.intervals import proportion
from cslab.measure.usage.clustered import FEW
from cslab.measure.usage.events import (
    Every,
    Unit,
    check_every,
    fetch,
    key_of,
    known,
    last_whole,
    period_of,
    read_events,
    start_of,
)
from cslab.measure.usage.shares import hide_few, shares
from cslab.measure.usage.uses import within

if TYPE_CHECKING:
    import altair as alt
    import narwhals as nw

KINDS = {"bounded": "did so in that very period", "unbounded": "did so in that period or any later one"}


@dataclass(frozen=True, slots=True, eq=False)
class Retention:
    """How many come back.

    Parameters
    ----------
    value_event : str
        What they come back for.
    unit, every : str
        Who is counted, and how time is cut.
    table : DataFrame
        One row a cohort and period after its first: cohort (its first day), period (0, 1, ...), n (its size),
        retained, value, low, high (bounded: did so in that very period), later, later_value, later_low,
        later_high (unbounded: in that period or any later one), new (False for the first cohort of the
        records, which holds everybody who was there already). Shares of fewer than 5 are missing.
    curve : DataFrame
        One row a period after the first: period, n (at risk: in new cohorts watched that long), and the same
        numbers, over all cohorts.
    until : Timestamp or None
        End of the last whole period.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    """

    value_event: str
    unit: str
    every: str
    table: pd.DataFrame
    curve: pd.DataFrame
    until: pd.Timestamp | None
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the curve over all cohorts."""
        return self.curve

    def estimate(self, period: int, *, kind: str = "bounded") -> Estimate:
        """Return the share that is back after so many periods, over all new cohorts.

        Raises
        ------
        InputError
            If fewer than 5 were watched that long, or the kind is neither ``bounded`` nor ``unbounded``.
        """
        if kind not in KINDS:
            raise InputError(f"Retention is bounded or unbounded, but {kind!r} was asked for.")
        rows = self.curve[self.curve["period"] == period]
        if rows.empty or not int(rows["n"].iloc[0]):
            raise InputError(f"Nobody was watched for {period} {self.every}s after their first.")
        if int(rows["n"].iloc[0]) < FEW:
            raise InputError(
                f"Fewer than {FEW} were watched for {period} {self.every}s after their first, "
                "so their share is not shown."
            )
        count = int(rows["retained" if kind == "bounded" else "later"].iloc[0])
        return proportion(count, int(rows["n"].iloc[0]), level=self.level)

    def chart(self, *, kind: str = "bounded") -> alt.LayerChart:
        """Draw the curve over all cohorts with its interval; its numbers at risk stand in the tips."""
        from cslab.measure.usage.charts import draw_retention

        return draw_retention(self, kind)

    def cohort_chart(self, *, kind: str = "bounded") -> alt.LayerChart:
        """Draw every cohort as a row of shares, as numbers and shades."""
        from cslab.measure.usage.charts import draw_cohorts

        return draw_cohorts(self, kind)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.curve.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def retention(
    events: Any,
    value_event: str,
    *,
    unit: Unit = "account",
    every: Every = "month",
    since: Any = None,
    until: Any = None,
    level: float = 0.95,
) -> Retention:
    """Estimate how many come back for what they came for.

    Parameters
    ----------
    events : DataFrame of pandas or PySpark, or DuckDB relation
        See `cslab.measure.usage.events.read_events`.
    value_event : str
        The one event by which a customer gets what they came for.
    unit : {"account", "person"}
        Who is counted.
    every : {"day", "week", "month"}
        How time is cut: UTC days, weeks from Monday, calendar months.
    since, until : moment, optional
        Only events from here, to here.
    level : float
        Of the intervals.

    Returns
    -------
    Retention

    Raises
    ------
    InputError
        If no value event is declared, or the events are no table of events.

    Notes
    -----
    A cohort is those whose first value event of the records lies in the same period. Estimand: of those, the
    share that has a value event again in the k-th period after (bounded), or in it or any later one
    (unbounded). Only whole periods count; cohorts that were not watched for k periods are not at risk in the
    k-th. The first period of the records holds everybody who was there before: its cohort is shown, and left
    out of the curve. Unbounded retention sinks towards the end of the records, where there is little left to
    come back in. Wilson intervals; people of one account are not independent, so prefer accounts.

    Examples
    --------
    >>> days = ["2026-01-05", "2026-02-03", "2026-02-07", "2026-03-09", "2026-03-10", "2026-04-30"]
    >>> accounts = [f"{letter}{number}" for number in range(5) for letter in "abcbcb"]
    >>> made = pd.DataFrame({"person_id": None, "account_id": accounts, "event": "paid",
    ...                      "at": pd.to_datetime(days * 5)})
    >>> retention(made, "paid").curve[["period", "n", "retained", "later"]]
       period   n  retained  later
    0       0  10        10     10
    1       1  10        10     10
    2       2  10         5      5
    """
    import narwhals as nw

    check_level(level)
    pairs = active_periods(events, value_event, unit, every, since, until)
    key = key_of(unit)
    spans = pairs.with_columns(
        nw.col("period").min().over(key).alias("first"), nw.col("period").max().over(key).alias("final")
    )
    found = fetch(
        spans.with_columns((nw.col("period") == nw.col("final")).cast(nw.Int64).alias("ended"))
        .group_by("first", "period")
        .agg(
            nw.len().alias("active"),
            nw.col("ended").sum(),
            nw.col("last_at").max(),
        ),
        ["first", "period"],
        {
            "first": "int64",
            "period": "int64",
            "active": "int64",
            "ended": "int64",
            "last_at": "datetime64[us]",
        },
    )
    if found.empty:
        none = (f"there is no event {value_event!r}",)
        return Retention(value_event, unit, every, *_empty(), None, level, none)
    last = last_whole(end_of_records(found["last_at"].max(), until), every)
    begin = int(found["first"].min())
    cohorts = [_cohort(int(str(first)), cohort, last) for first, cohort in found.groupby("first")]
    table = pd.concat(cohorts, ignore_index=True)
    starts = {first: start_of(int(first), every) for first in table["first"].unique()}
    table.insert(0, "cohort", table["first"].map(starts).astype("datetime64[us]"))
    table["new"] = table.pop("first") > begin
    if table.empty:
        caveat = (f"no whole {every} has passed yet",)
        return Retention(value_event, unit, every, *_empty(), None, level, caveat)
    curve = table[table["new"]].groupby("period", as_index=False)[["n", "retained", "later"]].sum()
    caveats = [
        f"the first {every} of the records holds everybody who was there already, so its cohort is "
        "left out of the curve",
        "unbounded retention sinks towards the end of the records, where little is left to come back in",
    ]
    thin = table.loc[table["n"] < FEW, "cohort"].nunique()
    if thin:
        caveats.append(f"{thin} cohorts of fewer than {FEW} have no shares")
    return Retention(
        value_event,
        unit,
        every,
        _with_shares(table, level),
        _with_shares(curve, level),
        start_of(last + 1, every),
        level,
        tuple(caveats),
    )


def active_periods(
    events: Any, value_event: str, unit: str, every: Every, since: Any, until: Any
) -> nw.LazyFrame[Any]:
    """Ask who had a value event in which period: one row a unit and period, with the last of its moments.

    Raises
    ------
    InputError
        If no value event is declared.
    """
    import narwhals as nw

    if not value_event:
        raise InputError(
            "No value event is declared; add to study.toml a section [usage] with value_event, "
            "the one event by which a customer gets what they came for."
        )
    check_every(every)
    key = key_of(unit)
    frame = within(read_events(events), since, until).filter(nw.col("event") == value_event)
    return (
        known(frame, key)
        .with_columns(period_of(every))
        .group_by(key, "period")
        .agg(nw.col("at").max().alias("last_at"))
    )


def end_of_records(last: Any, until: Any) -> pd.Timestamp:
    """Give the last moment that was watched: the end of the day of the last event, or what was asked for."""
    end = pd.Timestamp(last).floor("D") + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    return end if until is None else min(end, pd.Timestamp(until))


def _cohort(first: int, cohort: pd.DataFrame, last: int) -> pd.DataFrame:
    """Rows of one cohort: who was active in each period, and who in it or later."""
    span = np.arange(first, last + 1)
    active, ended = np.zeros((2, len(span)), dtype="int64")
    inside = cohort["period"].to_numpy() <= last
    at = cohort["period"].to_numpy()[inside] - first
    active[at] = cohort["active"].to_numpy()[inside]
    ended[at] = cohort["ended"].to_numpy()[inside]
    size = int(cohort.loc[cohort["period"] == first, "active"].iloc[0])
    later = size - (np.cumsum(ended) - ended)
    return pd.DataFrame(
        {"first": first, "period": span - first, "n": size, "retained": active, "later": later}
    )


def _with_shares(table: pd.DataFrame, level: float) -> pd.DataFrame:
    table = table.reset_index(drop=True)
    for count, prefix in (("retained", ""), ("later", "later_")):
        table = table.join(shares(table[count], table["n"], level=level).add_prefix(prefix))
    return hide_few(table, ["retained", "later"], "n")


def _empty() -> tuple[pd.DataFrame, pd.DataFrame]:
    columns = [
        "period",
        "n",
        "retained",
        "later",
        "value",
        "low",
        "high",
        "later_value",
        "later_low",
        "later_high",
    ]
    return pd.DataFrame(columns=["cohort", "new", *columns]), pd.DataFrame(columns=columns)
