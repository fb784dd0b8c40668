"""Who got value once and no longer does: the customers to listen to before they are gone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cslab.measure.usage.events import Every, Unit, fetch, key_of, last_whole, start_of
from cslab.measure.usage.retention import active_periods, end_of_records


def list_dormant(
    events: Any,
    value_event: str,
    *,
    unit: Unit = "account",
    every: Every = "month",
    since: Any = None,
    until: Any = None,
) -> pd.DataFrame:
    """List who had the value event before, but not in the last whole period nor after it.

    Parameters
    ----------
    events, value_event, unit, every, since, until
        As for `cslab.measure.usage.retention.retention`.

    Returns
    -------
    DataFrame
        One row each, the longest away first: account_id or person_id, last (their last value event), periods
        (whole ones without since), active (periods with).

    Examples
    --------
    >>> days = ["2026-01-05", "2026-01-06", "2026-02-07", "2026-03-31"]
    >>> made = pd.DataFrame({"person_id": None, "account_id": list("abab"), "event": "paid",
    ...                      "at": pd.to_datetime(days)})
    >>> list_dormant(made, "paid")[["account_id", "periods", "active"]]
      account_id  periods  active
    0          a        1       2
    """
    import narwhals as nw

    key = key_of(unit)
    found = fetch(
        active_periods(events, value_event, unit, every, since, until)
        .group_by(key)
        .agg(nw.col("period").max(), nw.col("last_at").max().alias("last"), nw.len().alias("active")),
        [key],
        {key: "str", "last": "datetime64[us]", "period": "int64", "active": "int64"},
    )
    if found.empty:
        return found.rename(columns={"period": "periods"})
    final = last_whole(end_of_records(found["last"].max(), until), every)
    found["periods"] = final - found.pop("period")
    gone = found[(found["periods"] >= 1) & (found["last"] < start_of(final, every))]
    ordered = gone.sort_values(["periods", key], ascending=[False, True], ignore_index=True)
    return ordered[[key, "last", "periods", "active"]]
