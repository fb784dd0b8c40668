"""How long until customers first get what they came for: time to first value."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.measure.survival.kaplan_meier import SurvivalCurve, kaplan_meier
from cslab.measure.usage.events import Unit, fetch, key_of, known, read_events
from cslab.measure.usage.retention import end_of_records
from cslab.measure.usage.uses import UNKNOWN

if TYPE_CHECKING:
    import altair as alt

DAY = 86_400.0
QUIET = 28
"""Days at the start of the records: who shows up then may have been there for long."""


@dataclass(frozen=True, slots=True, eq=False)
class TimeToValue:
    """How long until the first value event.

    Parameters
    ----------
    value_event, unit : str
        What is waited for, and who waits.
    starts : str
        From when: ``"started_on"`` of accounts.csv, or ``"first event"``.
    curve : SurvivalCurve
        Who still waits, by days since the start.
    waits : DataFrame
        One row a unit: its id, account_id where people are counted, started, days, reached, and group.
    caveats : tuple of str
        What to doubt.
    """

    value_event: str
    unit: str
    starts: str
    curve: SurvivalCurve
    waits: pd.DataFrame
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return one row a group: n, events (who got there), median days with its interval."""
        return self.curve.summary()

    def chart(self) -> alt.LayerChart:
        """Draw who still waits, with the numbers at risk below."""
        return self.curve.chart()

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.summary().to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def time_to_value(
    events: Any,
    value_event: str,
    *,
    unit: Unit = "account",
    accounts: pd.DataFrame | None = None,
    by: str | None = None,
    until: Any = None,
    level: float = 0.95,
) -> TimeToValue:
    """Estimate how long it takes until customers first get what they came for.

    Parameters
    ----------
    events, value_event, unit, until, level
        As for `cslab.measure.usage.retention.retention`.
    accounts : DataFrame, optional
        account_id, started_on, churned_on. Accounts wait from started_on; people, and accounts without this
        table, from their first event.
    by : str, optional
        A column of accounts to tell curves apart.

    Returns
    -------
    TimeToValue

    Raises
    ------
    InputError
        If no value event is declared, or nobody started within the records.
    NotFoundError
        If there is no column `by`.

    Notes
    -----
    Estimand: the share still without a value event so many days after the start, by Kaplan-Meier; who has not
    got there by the end of the records, or left before, is censored. Only those who started within the
    records are counted: of the others the first value event was not seen. Where the start is the first event,
    those whose first event falls into the first 28 days of the records are left out, as they may have been
    there before. A value event before the start counts as on the first day.

    Examples
    --------
    >>> days = ["2026-01-01", "2026-02-05", "2026-02-08", "2026-02-10", "2026-02-12", "2026-03-01"]
    >>> made = pd.DataFrame({"person_id": None, "account_id": list("zababc"), "at": pd.to_datetime(days),
    ...                      "event": ["paid", "login", "login", "paid", "login", "paid"]})
    >>> time_to_value(made, "paid").waits[["account_id", "days", "reached"]]
      account_id  days  reached
    0          a   5.0     True
    1          b  22.0    False
    2          c   0.0     True
    """
    import narwhals as nw

    if not value_event:
        raise InputError("No value event is declared; add to study.toml a section [usage] with value_event.")
    key = key_of(unit)
    frame = known(read_events(events), key)
    if until is not None:
        frame = frame.filter(nw.col("at") <= pd.Timestamp(until).to_pydatetime())
    value = nw.when(nw.col("event") == value_event).then(nw.col("at")).otherwise(None)
    told = frame.with_columns(value.alias("value"), nw.col("account_id").alias("home")).group_by(key)
    found = fetch(
        told.agg(
            nw.col("at").min().alias("first"),
            nw.col("at").max().alias("last"),
            nw.col("value").min(),
            nw.col("home").max(),
        ),
        [key],
        {key: "str", "home": "str", **dict.fromkeys(("first", "last", "value"), "datetime64[us]")},
    )
    if found.empty:
        raise InputError("There are no events, so nobody was seen to start.")
    begin, end = pd.Timestamp(found["first"].min()), end_of_records(found["last"].max(), until)
    from_contract = unit == "account" and accounts is not None and "started_on" in accounts.columns
    waits, caveats = _starts(found, key, accounts if from_contract else None, begin, end)
    waits["group"] = _groups(waits, accounts, by)
    if waits.empty:
        raise InputError("Nobody started within the records, so no time to first value can be seen.")
    curve = kaplan_meier(
        waits["days"],
        waits["reached"],
        by=None if by is None else waits["group"].rename(by),
        level=level,
        what="first value",
    )
    starts = "started_on" if from_contract else "first event"
    return TimeToValue(value_event, unit, starts, curve, waits, (*caveats, *curve.caveats))


def _starts(
    found: pd.DataFrame, key: str, accounts: pd.DataFrame | None, begin: pd.Timestamp, end: pd.Timestamp
) -> tuple[pd.DataFrame, list[str]]:
    if accounts is None:
        first_sure = begin.floor("D") + pd.Timedelta(days=QUIET)
        table = found.assign(started=found["first"], left=pd.Series(pd.NaT, index=found.index))
        why = f"first seen in the first {QUIET} days of the records, and may have been there before"
    else:
        dates = accounts.dropna(subset=["account_id", "started_on"]).drop_duplicates("account_id")
        table = pd.DataFrame({"account_id": dates["account_id"].astype(str)})
        table["started"] = pd.to_datetime(dates["started_on"]).astype("datetime64[us]")
        churned = dates.get("churned_on", pd.Series(pd.NaT, index=dates.index))
        table["left"] = pd.to_datetime(churned).astype("datetime64[us]")
        table = table[table["started"] <= end].merge(found, on="account_id", how="left")
        first_sure = begin.floor("D")
        why = "started before the records"
    early = table["started"] < first_sure
    kept = table[~early].reset_index(drop=True)
    stop = kept["left"].where(kept["left"].notna() & (kept["left"] < end), end).astype("datetime64[us]")
    reached = kept["value"].notna() & (kept["value"] <= stop)
    last = kept["value"].where(reached, stop)
    days = ((last - kept["started"]).dt.total_seconds() / DAY).clip(lower=0)
    waits = pd.DataFrame({key: kept[key], "started": kept["started"], "days": days, "reached": reached})
    if key != "account_id":
        waits.insert(1, "account_id", kept["home"])
    count = int(early.sum())
    return waits, [f"{count} {key.removesuffix('_id')}s left out: {why}"] if count else []


def _groups(waits: pd.DataFrame, accounts: pd.DataFrame | None, by: str | None) -> Any:
    if by is None:
        return "everybody"
    if accounts is None or by not in accounts.columns:
        raise NotFoundError.of("column", by, [] if accounts is None else map(str, accounts.columns))
    names = (
        accounts.dropna(subset=["account_id", by]).drop_duplicates("account_id").set_index("account_id")[by]
    )
    return waits["account_id"].map(names.astype(str)).fillna(UNKNOWN)
