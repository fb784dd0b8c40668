"""Spans of days before moments, and matched spans to set them against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cslab.measure.events import number_of

SAME, OTHERS = "the same accounts earlier", "other accounts at that time"
"""What the days before a moment are set against."""

COLUMNS = ["stratum", "cluster", "account_id", "start", "case", "against"]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Spans of days, each before a moment or matched to one.

    Parameters
    ----------
    table : DataFrame
        stratum (number of the moment), cluster (its account), account_id (whose events count), start (first
        day, as a number of days since 1970), case (True before a moment), against (what a span is for).
    moments : int
        How many moments are used.
    caveats : tuple of str
        Which are not, and why.
    """

    table: pd.DataFrame
    moments: int
    caveats: tuple[str, ...]


def read_moments(moments: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Take account_id and at; give the rows that have both, in order, and how many have not."""
    table = pd.DataFrame({"account_id": moments["account_id"], "at": pd.to_datetime(moments["at"])}).dropna()
    table["account_id"] = table["account_id"].astype(str)
    table["day"] = [number_of(pd.Timestamp(at), "day") for at in table["at"]]
    ordered = table.sort_values(["account_id", "day"], kind="stable", ignore_index=True)
    return ordered, len(moments) - len(table)


def match(
    moments: pd.DataFrame,
    lives: pd.DataFrame,
    *,
    first: int,
    last: int,
    days: int,
    controls: int,
    seed: int,
) -> Windows:
    """Choose the spans before each moment, and those they are set against.

    Parameters
    ----------
    moments : DataFrame
        account_id and day, in order.
    lives : DataFrame
        account_id, begins, ends (days): when each was a customer, as far as it is known.
    first, last : int
        The days that the records hold.
    days : int
        Length of a span; it ends the day before the moment.
    controls : int
        At most so many spans of either kind a moment.
    seed : int
        Of the choice among other accounts.
    """
    life = lives.set_index("account_id")
    kept: list[tuple[str, int]] = []
    early = close = 0
    previous: dict[str, int] = {}
    for name, day in zip(moments["account_id"], moments["day"], strict=True):
        begins = max(first, int(life["begins"].get(name, first)))
        if day - days < begins or day > last + 1:
            early += 1
        elif name in previous and day - previous[name] < 2 * days:
            close += 1
        else:
            kept.append((name, day))
            previous[name] = day
    busy = {name: group["day"].to_numpy() for name, group in moments.groupby("account_id")}
    rng = np.random.default_rng(seed)
    rows: list[tuple[Any, ...]] = []
    for stratum, (name, day) in enumerate(kept):
        begins = max(first, int(life["begins"].get(name, first)))
        mine = [
            start
            for back in range(2, (day - begins) // days + 1)
            if not _touched(start := day - back * days, days, busy[name])
        ][:controls]
        fits = (life["begins"] <= day - days) & (life["ends"] >= day)
        free = [
            other
            for other in life.index[fits]
            if other != name and not (other in busy and bool((busy[other] <= day).any()))
        ]
        theirs = sorted(rng.choice(free, size=min(controls, len(free)), replace=False)) if free else []
        for against, chosen in (
            (SAME, [(name, start) for start in mine]),
            (OTHERS, [(other, day - days) for other in theirs]),
        ):
            if chosen:
                rows.append((stratum, name, name, day - days, True, against))
                rows += [(stratum, name, other, start, False, against) for other, start in chosen]
    caveats = []
    if early:
        caveats.append(f"{early} moments have no {days} days of records before them, and are left out")
    if close:
        caveats.append(
            f"{close} moments follow another of the same account within {2 * days} days, and are left out"
        )
    return Windows(pd.DataFrame(rows, columns=COLUMNS), len(kept), tuple(caveats))


def _touched(start: int, days: int, moments: Any) -> bool:
    """Whether a span overlaps the days before or after a moment."""
    return bool(((start < moments + days) & (start + days > moments - days)).any())


def count(table: pd.DataFrame, daily: pd.DataFrame, days: int) -> pd.DataFrame:
    """Count events in each span: one row a span, one column an event.

    Parameters
    ----------
    table : DataFrame
        Spans.
    daily : DataFrame
        account_id, event, period (day), n.
    days : int
        Their length.
    """
    spans = table.reset_index(names="span")[["span", "account_id", "start"]]
    joined = spans.merge(daily, on="account_id")
    inside = joined[(joined["period"] >= joined["start"]) & (joined["period"] < joined["start"] + days)]
    if inside.empty:
        return pd.DataFrame(index=table.index)
    counts = inside.pivot_table(index="span", columns="event", values="n", aggfunc="sum", fill_value=0)
    return counts.reindex(table.index, fill_value=0)
