"""Shares of things of which one person may have several, and tables with their doubts as HTML."""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.intervals import SMALL, proportion

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEAST: Final = 5
"""A cell that rests on fewer people than this shows no share."""


def share_of(flags: Iterable[Any], people: Iterable[Any], *, level: float = 0.95, seed: int = 0) -> Estimate:
    """Estimate the share of things that are so, where one person may have several of them.

    Parameters
    ----------
    flags : iterable of bool
        One a thing: whether it is so.
    people : iterable
        Whose each is; one of nobody known counts as of somebody else.
    level : float
        Of the interval.
    seed : int
        Of the resampling, which is done only where somebody has several.

    Returns
    -------
    Estimate
        In ``%``; ``n`` counts people.

    Raises
    ------
    InputError
        If there is nothing to count.

    Notes
    -----
    Estimand: the share in the population that the people are a random sample of, each with all their things.
    Where everybody has one, Wilson's interval; else whole people are resampled, because the things of one
    person are alike. Where all are so, or none, resampling knows no doubt: then Wilson's interval for the
    number of people is given. Not for things that come later: an open one is not a "no".

    Examples
    --------
    >>> print(share_of([True, False, False, True], ["a", "b", "c", "d"]))
    50 % (15–85 %, n = 4)
    """
    table = pd.DataFrame({"so": pd.Series(list(flags), dtype="float64"), "who": list(people)})
    if table.empty:
        raise InputError("There is nothing to take a share of.")
    named = table["who"].astype(object).where(table["who"].notna(), None)
    who = [name if name not in (None, "") else ("nobody", at) for at, name in enumerate(named)]
    apart = len(set(who))
    so = int(table["so"].sum())
    if apart == len(table):
        return proportion(so, len(table), level=level)
    if so in (0, len(table)):
        return proportion(apart if so else 0, apart, level=level)
    if apart == 1:
        alone = proportion(so, len(table), level=level)
        doubt = "all of one person, so the interval says nothing of others"
        return Estimate(alone.value, alone.low, alone.high, 1, alone.method, level, "%", (doubt,))
    group, _ = pd.factorize(pd.Series(who, dtype="object"))
    sums = np.zeros((apart, 2))
    np.add.at(sums, group, np.column_stack([table["so"], np.ones(len(table))]))
    drawn = resampled(sums, seed=seed)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [(1 - level) / 2, (1 + level) / 2])
    method = f"percentile bootstrap of people; {so} of {len(table)}"
    doubts = (f"only {apart} people: read it as a direction, not as a figure",) if apart < SMALL else ()
    return Estimate(so / len(table), float(low), float(high), apart, method, level, "%", doubts)


def resampled(sums: Floats, *, resamples: int = 1999, seed: int = 0) -> Floats:
    """Draw whole groups again and again, and add up what they have.

    Parameters
    ----------
    sums : ndarray, shape (groups, columns)
        What each group has.
    resamples : int
        How many draws, each of as many groups as there are.
    seed : int
        The same seed gives the same draws.

    Returns
    -------
    ndarray, shape (resamples, columns)
    """
    random = np.random.default_rng(seed)
    groups = len(sums)
    even = np.full(groups, 1 / groups)
    parts = []
    for first in range(0, resamples, 250):  # in parts, so that many groups do not fill the memory
        often = random.multinomial(groups, even, size=min(250, resamples - first))
        parts.append(often.astype(np.float64) @ sums)
    return np.concatenate(parts)


def day_of(value: date | str | None) -> date:
    """Give a day as a date; today where none is given.

    Raises
    ------
    InputError
        If it is no date.
    """
    if value is None:
        return date.today()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise InputError(
            f"The day to count from must be a date such as 2026-03-04, not {value!r}."
        ) from error


def days(column: pd.Series) -> pd.Series:
    """Days written as text, or moments, as moments at the start of the day; missing where there is none."""
    found = pd.to_datetime(column.astype("object"), format="ISO8601", errors="coerce", utc=True)
    return found.dt.tz_convert(None).dt.as_unit("us").dt.normalize()


def ends(estimate: Estimate | None) -> tuple[float, float, float]:
    """Give value, low and high of an estimate; not-a-number where there is none."""
    nan = float("nan")
    return (nan, nan, nan) if estimate is None else (estimate.value, estimate.low, estimate.high)


def as_html(table: pd.DataFrame, caveats: Iterable[str], first: str = "") -> str:
    """Write a table, and what to doubt below it."""
    doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in caveats)
    shown = table.head(50).to_html(index=False, escape=True, border=0)
    return f"{first}{shown}{f'<ul>{doubts}</ul>' if doubts else ''}"
