"""Spans of days before moments, and matched spans to set them against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cslab.measure.usage.events import number_of

SAME, OTHERS = "the same customers earlier", "other customers at that time"
"""What the days before a moment are set against."""

COLUMNS = ["stratum", "cluster", "who", "start", "case", "against"]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Spans of days, each before a moment or matched to one.

    Parameters
    ----------
    table : DataFrame
        stratum (number of the moment), cluster (its account), who (whose events count), start (first day, as
        a number of days since 1970), case (True before a moment), against (what a span is for).
    moments : int
        How many moments are used.
    caveats : tuple of str
        Which are not, and why.
    """

    table: pd.DataFrame
    moments: int
    caveats: tuple[str, ...]


def read_moments(moments: pd.DataFrame, key: str) -> tuple[pd.DataFrame, int]:
    """Take who and day of moments; give the rows that have both, in order, and how many have not."""
    table = pd.DataFrame({"who": moments[key], "at": pd.to_datetime(moments["at"])}).dropna()
    table["who"] = table["who"].astype(str)
    table["day"] = [number_of(pd.Timestamp(at), "day") for at in table["at"]]
    ordered = table.sort_values(["who", "day"], kind="stable", ignore_index=True)
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
        who and day, in order.
    lives : DataFrame
        who, account, begins, ends (days): whose they are, and when each was a customer, as far as it is
        known.
    first, last : int
        The days that the records hold.
    days : int
        Length of a span; it ends the day before the moment.
    controls : int
        At most so many spans of either kind a moment.
    seed : int
        Of the choice among others.
    """
    life = lives.set_index("who")
    begins = life["begins"].clip(lower=first).to_dict()
    accounts = life["account"].to_dict()
    kept, caveats = _apart(moments, begins, first, last, days)
    busy = {str(name): group["day"].to_numpy() for name, group in moments.groupby("who")}
    known_since = {name: int(when.min()) for name, when in busy.items()}
    spoke = life.index.map(lambda name: known_since.get(name, last + days)).to_numpy()
    rng = np.random.default_rng(seed)
    rows: list[tuple[Any, ...]] = []
    for stratum, (name, day) in enumerate(kept):
        account = accounts.get(name, name)
        earlier = [day - back * days for back in range(2, (day - begins.get(name, first)) // days + 1)]
        mine = [(name, start) for start in earlier if not _touched(start, days, busy[name])][:controls]
        fits = (life["begins"] <= day - days) & (life["ends"] >= day) & (life["account"] != account)
        free = life.index[fits.to_numpy() & (spoke > day)].to_numpy()
        drawn: list[str] = (
            list(rng.choice(free, size=min(controls, len(free)), replace=False)) if len(free) else []
        )
        theirs = [(other, day - days) for other in sorted(drawn)]
        for against, chosen in ((SAME, mine), (OTHERS, theirs)):
            if chosen:
                rows.append((stratum, account, name, day - days, True, against))
                rows += [(stratum, account, other, start, False, against) for other, start in chosen]
    return Windows(pd.DataFrame(rows, columns=COLUMNS), len(kept), tuple(caveats))


def _apart(
    moments: pd.DataFrame, begins: dict[Any, int], first: int, last: int, days: int
) -> tuple[list[tuple[str, int]], list[str]]:
    """Keep moments with records before them, and of those that follow close on another the first."""
    kept: list[tuple[str, int]] = []
    early = close = 0
    previous: dict[str, int] = {}
    for name, day in zip(moments["who"], moments["day"], strict=True):
        if day - days < begins.get(name, first) or day > last + 1:
            early += 1
        elif name in previous and day - previous[name] < 2 * days:
            close += 1
        else:
            kept.append((name, day))
            previous[name] = day
    caveats = []
    if early:
        caveats.append(f"{early} moments have no {days} days of records before them, and are left out")
    if close:
        caveats.append(
            f"{close} moments follow another one of the same within {2 * days} days, and are left out"
        )
    return kept, caveats


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
        who, event, period (day), n.
    days : int
        Their length.
    """
    spans = table.reset_index(names="span")[["span", "who", "start"]]
    joined = spans.merge(daily, on="who")
    inside = joined[(joined["period"] >= joined["start"]) & (joined["period"] < joined["start"] + days)]
    if inside.empty:
        return pd.DataFrame(index=table.index)
    counts = inside.pivot_table(index="span", columns="event", values="n", aggfunc="sum", fill_value=0)
    return counts.reindex(table.index, fill_value=0)
