"""New, retained, resurrected, dormant: where the active come from and go; stickiness."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.measure.usage.clustered import FEW
from cslab.measure.usage.events import (
    Every,
    Unit,
    fetch,
    key_of,
    known,
    last_whole,
    number_of,
    period_of,
    read_events,
    start_of,
)
from cslab.measure.usage.retention import active_periods, end_of_records
from cslab.measure.usage.shares import shares
from cslab.measure.usage.uses import within

if TYPE_CHECKING:
    import altair as alt

MOVES = ("new", "retained", "resurrected", "lost")


@dataclass(frozen=True, slots=True, eq=False)
class Lifecycle:
    """Where those who are active in a period come from.

    Parameters
    ----------
    value_event, unit, every : str
        What counts as active, who is counted, how time is cut.
    table : DataFrame
        One row a whole period: period (its first day), active, new, retained, resurrected, lost (active the
        period before, not now), dormant (ever active before, not now), n (active the period before), value,
        low, high (share of those retained; Wilson, missing below 5). In each row ``active = new + retained +
        resurrected``, and ``dormant`` is that of the row before, plus lost, less resurrected.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    """

    value_event: str
    unit: str
    every: str
    table: pd.DataFrame
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def chart(self) -> alt.LayerChart:
        """Draw who came above the line, and who was lost below it."""
        from cslab.measure.usage.charts import draw_lifecycle

        return draw_lifecycle(self)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.table.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


@dataclass(frozen=True, slots=True, eq=False)
class Stickiness:
    """On how many days those come who come at all.

    Parameters
    ----------
    value_event, unit : str
        What counts as active, and who is counted.
    days : int
        Length of a window.
    table : DataFrame
        One row a window, the oldest first: start, end, n (active in it), value, low, high.
    distribution : DataFrame
        Of the last window: days (active), n.
    latest : Estimate or None
        Of the last window; None when fewer than 5 were active.
    caveats : tuple of str
        What to doubt.
    """

    value_event: str
    unit: str
    days: int
    table: pd.DataFrame
    distribution: pd.DataFrame
    latest: Estimate | None
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def chart(self) -> alt.LayerChart:
        """Draw stickiness over time with its interval."""
        from cslab import charts

        rows = self.table.dropna(subset=["value"])
        spans = zip(rows["start"], rows["end"], strict=True)
        rows = rows.assign(window=[f"{start:%d %b} to {end:%d %b %Y}" for start, end in spans])
        return charts.intervals(
            rows, label="window", title="Share of days active, of those active", percent=True
        )

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.table.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def lifecycle(
    events: Any,
    value_event: str,
    *,
    unit: Unit = "account",
    every: Every = "month",
    since: Any = None,
    until: Any = None,
    level: float = 0.95,
) -> Lifecycle:
    """Count in each period who is new, retained, resurrected, lost and dormant.

    Parameters
    ----------
    events, value_event, unit, every, since, until, level
        As for `cslab.measure.usage.retention.retention`.

    Returns
    -------
    Lifecycle

    Notes
    -----
    New: their first value event of the records. Retained: active in the period before, too. Resurrected:
    active before that, but not in the period before. In the first period everybody is new, though they were
    not: it is there for the sums only. Dormant customers are not lost to us for ever; that is what contracts
    say.

    Examples
    --------
    >>> days = ["2026-01-05", "2026-01-06", "2026-02-07", "2026-03-09", "2026-03-31"]
    >>> made = pd.DataFrame({"person_id": None, "account_id": list("abaab"), "event": "paid",
    ...                      "at": pd.to_datetime(days)})
    >>> lifecycle(made, "paid").table[["active", "new", "retained", "resurrected", "lost", "dormant"]]
       active  new  retained  resurrected  lost  dormant
    0       2    2         0            0     0        0
    1       1    0         1            0     1        1
    2       2    0         1            1     0        0
    """
    import narwhals as nw

    check_level(level)
    key = key_of(unit)
    pairs = active_periods(events, value_event, unit, every, since, until)
    before = nw.col("period").shift(1).over(key, order_by="period")
    gap = (nw.col("period") - nw.col("before")).fill_null(0)
    found = fetch(
        pairs.with_columns(before.alias("before"))
        .with_columns(gap.cast(nw.Int64).alias("gap"))
        .with_columns(
            (nw.col("gap") == 0).cast(nw.Int64).alias("new"),
            (nw.col("gap") == 1).cast(nw.Int64).alias("retained"),
            (nw.col("gap") > 1).cast(nw.Int64).alias("resurrected"),
        )
        .group_by("period")
        .agg(
            nw.col("new").sum(),
            nw.col("retained").sum(),
            nw.col("resurrected").sum(),
            nw.col("last_at").max(),
        ),
        ["period"],
        {
            "period": "int64",
            "new": "int64",
            "retained": "int64",
            "resurrected": "int64",
            "last_at": "datetime64[us]",
        },
    )
    columns = ["period", "active", *MOVES, "dormant", "n", "value", "low", "high"]
    caveats: tuple[str, ...] = (f"there is no event {value_event!r}",)
    if found.empty:
        return Lifecycle(value_event, unit, every, pd.DataFrame(columns=columns), level, caveats)
    last = last_whole(end_of_records(found["last_at"].max(), until), every)
    span = range(int(found["period"].min()), last + 1)
    moves = found.set_index("period")[["new", "retained", "resurrected"]].reindex(span, fill_value=0)
    table = moves.reset_index()
    table["period"] = [start_of(int(period), every) for period in span]
    table["active"] = table["new"] + table["retained"] + table["resurrected"]
    table["n"] = table["active"].shift(1, fill_value=0)
    table["lost"] = table["n"] - table["retained"]
    table["dormant"] = (table["lost"] - table["resurrected"]).cumsum()
    table = table.join(shares(table["retained"], table["n"], level=level))
    caveats = (f"in the first {every} of the records everybody counts as new",)
    return Lifecycle(value_event, unit, every, table[columns], level, caveats)


def stickiness(
    events: Any,
    value_event: str,
    *,
    unit: Unit = "person",
    days: int = 28,
    since: Any = None,
    until: Any = None,
    level: float = 0.95,
) -> Stickiness:
    """Estimate on how many days those come who come at all: the daily among the monthly active.

    Parameters
    ----------
    events, value_event, unit, since, until, level
        As for `cslab.measure.usage.retention.retention`.
    days : int
        Length of the windows; 28 holds each weekday four times.

    Returns
    -------
    Stickiness

    Raises
    ------
    InputError
        If a window is shorter than two days.

    Notes
    -----
    Estimand: the mean, over those with a value event in a window, of the share of its days (UTC) on which
    they have one. That is the mean of daily active over the active of the window ("DAU / MAU"). Windows are
    counted back from the last whole day and do not overlap. The interval is Student's t over accounts. It
    says nothing of those who did not come at all, and a tool that is needed once a month can't be sticky.

    Examples
    --------
    >>> when = pd.date_range("2026-03-02", periods=28, freq="D")
    >>> made = pd.DataFrame({"person_id": ["p", "q"] * 14, "account_id": ["a", "b"] * 14, "event": "paid",
    ...                      "at": when})
    >>> stickiness(made, "paid").table[["n"]]
       n
    0  2
    """
    import narwhals as nw

    check_level(level)
    if days < 2:
        raise InputError(f"A window needs at least 2 days, but {days} were asked for.")
    key = key_of(unit)
    frame = _active_days(events, value_event, unit, since, until)
    ends = fetch(
        frame.select(
            nw.col("period").min().alias("first"),
            nw.col("last_at").max().alias("last"),
        ),
        ["first"],
        {"first": "float64", "last": "datetime64[us]"},
    )
    empty = pd.DataFrame(columns=["start", "end", "n", "value", "low", "high"])
    if ends["first"].isna().all():
        none = (f"there is no event {value_event!r}",)
        return Stickiness(value_event, unit, days, empty, pd.DataFrame(columns=["days", "n"]), None, none)
    last = number_of(end_of_records(ends["last"].iloc[0], until), "day")
    whole = (last - int(ends["first"].iloc[0]) + 1) // days
    if whole < 1:
        none = (f"no {days} days have passed yet",)
        return Stickiness(value_event, unit, days, empty, pd.DataFrame(columns=["days", "n"]), None, none)
    kept = frame.filter(nw.col("period") > last - whole * days, nw.col("period") <= last)
    window = ((last - nw.col("period")) // days).cast(nw.Int64)
    counted = kept.with_columns(window.alias("window")).group_by("window", key)
    per_unit = counted.agg(nw.len().alias("active"), nw.col("home").max())
    found = fetch(
        per_unit.group_by("window", "home", "active").agg(nw.len().alias("n")),
        ["window", "home", "active"],
        {"window": "int64", "home": "str", "active": "int64", "n": "int64"},
    )
    rows, latest = [], None
    for number in range(whole - 1, -1, -1):
        end = start_of(last - number * days, "day")
        start = end - pd.Timedelta(days=days - 1)
        mine = found[found["window"] == number]
        latest = _sticky(mine, days, level)
        numbers = (np.nan,) * 3 if latest is None else (latest.value, latest.low, latest.high)
        rows.append((start, end, int(mine["n"].sum()), *numbers))
    spread = found[found["window"] == 0].groupby("active")["n"].sum()
    spread = spread.reindex(range(1, days + 1), fill_value=0)
    distribution = pd.DataFrame({"days": spread.index, "n": spread.to_numpy()})
    return Stickiness(
        value_event,
        unit,
        days,
        pd.DataFrame(rows, columns=list(empty.columns)),
        distribution,
        latest,
        (f"of those who did it at all within {days} days; who did not come is not in it",),
    )


def _active_days(events: Any, value_event: str, unit: str, since: Any, until: Any) -> Any:
    """One row a unit and day, with the account that the unit belongs to."""
    import narwhals as nw

    active_periods(events, value_event, unit, "day", since, until)  # says what is wrong with the arguments
    key = key_of(unit)
    frame = known(within(read_events(events), since, until).filter(nw.col("event") == value_event), key)
    frame = frame.with_columns(period_of("day"), nw.col("account_id").alias("home"))
    return frame.group_by(key, "period").agg(nw.col("at").max().alias("last_at"), nw.col("home").max())


def _sticky(rows: pd.DataFrame, days: int, level: float) -> Estimate | None:
    """Mean share of days, with the spread between accounts; people without an account stand alone."""
    from scipy import stats

    n = int(rows["n"].sum())
    if n < FEW:
        return None
    middle = float((rows["active"] * rows["n"]).sum()) / n
    off = (rows["active"] - middle) * rows["n"]
    homes = off.groupby(rows["home"]).sum()
    alone = rows["home"].isna()
    squares = float((homes**2).sum() + ((rows["active"] - middle) ** 2 * rows["n"])[alone].sum())
    clusters = len(homes) + int(rows.loc[alone, "n"].sum())
    if clusters < 2:
        return None
    se = math.sqrt(clusters / (clusters - 1) * squares) / n
    reach = float(stats.t.ppf((1 + level) / 2, clusters - 1)) * se
    low, high = max(0.0, middle - reach), min(float(days), middle + reach)
    method = f"mean share of {days} days active, Student's t over accounts"
    return Estimate(middle / days, low / days, high / days, n, method, level, "%")
