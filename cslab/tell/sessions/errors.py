"""How far guesses lie from the customers, before and after: for each person, for the team, for each item."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from cslab.estimate import Estimate
from cslab.intervals import mean

POINTS: Final = "points of 100"
LEAST_ITEMS: Final = 3
"""Of one person, before an interval over items is given."""
SAME: Final = 1e-9
ALL_SAME: Final = "It is the same for everybody, so the interval has no width; that does not make it certain."

MEANS: Final = (
    *("own_before", "own_after", "predicted_before", "predicted_after", "error_before", "error_after"),
    "change",
)
ITEM_COLUMNS: Final = (
    *("item", "wording", "actual", "actual_low", "actual_high", "customers", "people"),
    *MEANS,
    *("low", "high"),
)


def paired(before: pd.DataFrame, after: pd.DataFrame, actual: pd.DataFrame) -> pd.DataFrame:
    """Give the guesses that were made both times, beside what customers answered.

    Parameters
    ----------
    before, after : DataFrame
        teammate, item, own, predicted (0 to 100).
    actual : DataFrame
        item, value (0 to 100; missing where too few answered).

    Returns
    -------
    DataFrame
        One row a teammate and item: teammate, item, own_before, predicted_before, own_after, predicted_after,
        value, error_before, error_after (how far each guess lies from the customers), change.

    Examples
    --------
    >>> first = pd.DataFrame({"teammate": ["Maya"], "item": ["ease"], "own": [90.0], "predicted": [80.0]})
    >>> then = first.assign(predicted=65.0)
    >>> customers = pd.DataFrame({"item": ["ease"], "value": [60.0]})
    >>> paired(first, then, customers)[["error_before", "error_after", "change"]]
       error_before  error_after  change
    0          20.0          5.0   -15.0
    """
    named = ["teammate", "item"]
    said = ["own", "predicted"]
    both = before[[*named, *said]].merge(
        after[[*named, *said]], on=named, suffixes=("_before", "_after"), validate="one_to_one"
    )
    both = both.merge(actual[["item", "value"]], on="item", how="inner", validate="many_to_one")
    both = both.dropna(subset=["predicted_before", "predicted_after", "value"]).reset_index(drop=True)
    for when in ("before", "after"):
        both[f"error_{when}"] = (both[f"predicted_{when}"] - both["value"]).abs()
    both["change"] = both["error_after"] - both["error_before"]
    return both


def by_person(pairs: pd.DataFrame) -> pd.DataFrame:
    """Give each person's mean error over their items: teammate, error_before, error_after, change, items."""
    grouped = pairs.groupby("teammate", sort=False)
    table = grouped[["error_before", "error_after", "change"]].mean()
    return table.assign(items=grouped.size()).reset_index()


def over_people(values: pd.Series, what: str, *, level: float, lowest: float = -100.0) -> Estimate | None:
    """Estimate a mean over people, each counted once; None where there are fewer than two.

    Parameters
    ----------
    values : Series of float
        One a person.
    what : str
        What it is the mean of, as a method is named.
    level : float
        Of the interval.
    lowest : float
        Below which no value lies: 0 for an error, -100 for a change of one. None lies above 100.

    Notes
    -----
    Estimand: the mean among people like these, of these items and against these customers' answers as they
    were measured. Interval: Student's t with people less one; with before and after, of each person's own
    difference. `benchmarks/sessions.py` checks how often it holds.
    """
    present = values.dropna()
    if len(present) < 2:
        return None
    found = mean(present.to_numpy(dtype=float), level=level, unit=POINTS)
    few: tuple[str, ...] = (
        (f"Only {found.n} people: read it as a direction, not as a figure.",) if found.n < 8 else ()
    )
    if np.ptp(present.to_numpy(dtype=float)) < SAME:
        few += (ALL_SAME,)
    return Estimate(
        found.value,
        max(lowest, found.low),
        min(100.0, found.high),
        found.n,
        f"{what}, Student's t over people",
        level,
        POINTS,
        few,
    )


def over_items(values: pd.Series, what: str, *, level: float) -> Estimate | None:
    """Estimate one person's mean over items; None where there are fewer than three.

    Notes
    -----
    It says how far the person's figure depends on which questions were asked, and nothing of other people.
    """
    present = values.dropna()
    if len(present) < LEAST_ITEMS:
        return None
    found = mean(present.to_numpy(dtype=float), level=level, unit=POINTS)
    return Estimate(
        found.value,
        found.low,
        found.high,
        found.n,
        f"{what}, Student's t over questions",
        level,
        POINTS,
        ("Of one person; n counts questions.",),
    )


def by_item(pairs: pd.DataFrame, actual: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Give each item's guesses and errors, with the interval of the change over people.

    Parameters
    ----------
    pairs : DataFrame
        As `paired` gives it.
    actual : DataFrame
        item, wording, value, se, n.

    Returns
    -------
    DataFrame
        One row an item, those whose error fell most first: `ITEM_COLUMNS`. actual_low and actual_high are the
        interval of what customers answer, customers how many answered, people how many guessed both times;
        low and high are missing for fewer than two people.
    """
    known = {str(row["item"]): row for row in with_interval(actual, level=level).to_dict("records")}
    rows = []
    for item, group in pairs.groupby("item", sort=False):
        one = known[str(item)]
        change = over_people(group["change"], "Change", level=level)
        rows.append(
            (
                str(item),
                str(one["wording"]),
                float(one["value"]),
                float(one["low"]),
                float(one["high"]),
                int(one["n"]),
                len(group),
                *(float(group[name].mean()) for name in MEANS),
                np.nan if change is None else change.low,
                np.nan if change is None else change.high,
            )
        )
    table = pd.DataFrame(rows, columns=list(ITEM_COLUMNS))
    return table.sort_values("change", kind="stable").reset_index(drop=True)


def with_interval(actual: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Put the interval beside what customers answer: low and high, within 0 and 100.

    Parameters
    ----------
    actual : DataFrame
        value, se and n of each item.

    Examples
    --------
    >>> with_interval(pd.DataFrame({"value": [60.0], "se": [2.0], "n": [120]}))[["low", "high"]].round(1)
        low  high
    0  56.0  64.0
    """
    from scipy import stats

    freedom = (actual["n"] - 1).clip(lower=1)
    reach = stats.t.ppf((1 + level) / 2, freedom.to_numpy(dtype=float)) * actual["se"]
    value = actual["value"]
    return actual.assign(low=(value - reach).clip(0, 100), high=(value + reach).clip(0, 100))
