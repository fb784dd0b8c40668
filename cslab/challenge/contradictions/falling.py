"""Happy words and falling use: what they say of us, against what they do soon after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cslab.challenge.contradictions.chance import difference_in_accounts
from cslab.challenge.contradictions.contradiction import FALLING, FEW, Contradiction, Side, people
from cslab.errors import InputError
from cslab.measure.usage.events import fetch, known, period_of, read_events

DAYS = 42
"""Length of each window: six weeks."""

LEAST = 4
"""Value events in the first window: of less, a fall can't be told from a quiet week."""

PART = 0.5
"""Use fell where it came to less than this part of what was to be expected."""


def falling(
    happy: pd.DataFrame,
    use: pd.DataFrame,
    *,
    homes: Mapping[str, str] | None = None,
    what: str = "what they came for",
    days: int = DAYS,
    least: int = LEAST,
    part: float = PART,
    level: float = 0.95,
) -> list[Contradiction]:
    """Find people with happy words whose use fell soon after, when that of others did not.

    Parameters
    ----------
    happy : DataFrame
        One row a happy word: person_id, day (of a clip that was judged happy, or of a promoter's answer;
        whole days since 1970).
    use : DataFrame
        Value events: person_id, day (whole days since 1970), times (how often that day).
    homes : mapping of str to str, optional
        The account of each person, by person_id: where people of one move together, they count as fewer.
    what : str
        The value event.
    days, least, part
        Length of each of the two windows; events in the first one from which on a person is watched; below
        which part of what was to be expected use fell.
    level : float
        Of the interval.

    Returns
    -------
    list of Contradiction
        One, listed or not.

    Raises
    ------
    InputError
        If the windows do not fit into the records, or fewer than 5 people are on a side.

    Notes
    -----
    Each person with happy words is watched for the `days` before their latest such day that leaves room for
    both windows, and for as many after it. Everybody else who used it then is given one of the same days in
    turn, so that both groups live through the same weeks. Expected is what a person did in the first window
    times how the use of everybody else moved over the same weeks, at most 1: a drop that all share is no
    contradiction. Estimand: the share of happy people whose use fell below half of that, less the same share
    of everybody else (Newcombe, of as many independent people as colleagues are worth; p from the same
    interval, 1 where happy people fell no more often). Not for use that is rare by nature: of four events a
    month, half is two.
    """
    first, last = (int(use["day"].min()), int(use["day"].max())) if len(use) else (0, -1)
    told = happy.dropna(subset=["person_id", "day"])
    fits = told[(told["day"] - days >= first) & (told["day"] + days - 1 <= last)]
    if fits.empty:
        raise InputError(
            f"No happy words have {days} days of usage records before and after them; bring longer records, "
            "or judge clips of their time."
        )
    at = fits.groupby("person_id")["day"].max().astype(int)
    counts = _Counts(use, first, last)
    ever = set(told["person_id"])
    others = [who for who in counts.people if who not in ever]
    moments = np.sort(at.to_numpy())
    theirs = pd.Series(moments[np.arange(len(others)) % len(moments)], index=others, dtype="int64")
    ratio = _moved(counts, theirs, days)
    spoke, rest = (_fell(counts, some, days, least, part, ratio) for some in (at, theirs))
    if min(len(spoke), len(rest)) < FEW:
        raise InputError(
            f"{people(len(spoke))} with happy words and {people(len(rest))} without used “{what}” at least "
            f"{least} times in the {days} days before; it needs at least {FEW} of each."
        )
    who = tuple(str(one) for one in spoke.index[spoke])
    k, n, m, of = len(who), len(spoke), int(rest.sum()), len(rest)
    gap, p = difference_in_accounts(spoke, rest, homes or {}, level=level)
    moved = f"the use of everybody else came to {100 * ratio:.0f} % of what it was"
    return [
        Contradiction(
            key="falling/happy",
            kind=FALLING,
            title=f"{k} of {n} people who spoke well of us use us less than half as much since",
            sides=(
                Side(
                    "What they say",
                    f"{people(n)} were happy in a clip, or would recommend us.",
                    {"people": who, "sentiment": 1},
                ),
                Side(
                    "What they do",
                    f"“{what}” fell by more than half for {k} of them in the {days} days after; "
                    f"of {of} others, for {m}.",
                    {"people": who, "sentiment": (-1, 0)},
                ),
            ),
            estimate=gap,
            null=0.0,
            against=f"everybody else in the same weeks: {m} of {of}",
            p=p if gap.value > 0 else 1.0,
            n=n + of,
            person_ids=who,
            caveats=(
                f"Two windows of {days} days, before and after the words; in the same weeks {moved}.",
                "Less use can be a good sign, where the work got less.",
                "Colleagues who moved together count as fewer people.",
            ),
            page=("usage", {}),
        )
    ]


def daily(events: Any, value_event: str) -> pd.DataFrame:
    """Count how often each person had the value event on each day.

    Parameters
    ----------
    events : table of events
        As for `cslab.measure.usage.events.read_events`.
    value_event : str
        The one event that is looked at.

    Returns
    -------
    DataFrame
        person_id, day (whole days since 1970, UTC), times.

    Raises
    ------
    InputError
        If no value event is declared.
    """
    import narwhals as nw

    if not value_event:
        raise InputError(
            "No value event is declared; add to study.toml a section [usage] with value_event, the one event "
            "by which a customer gets what they came for."
        )
    frame = known(read_events(events).filter(nw.col("event") == value_event), "person_id")
    return fetch(
        frame.with_columns(period_of("day").alias("day"))
        .group_by("person_id", "day")
        .agg(nw.len().alias("times")),
        ["person_id", "day"],
        {"person_id": "str", "day": "int64", "times": "int64"},
    )


class _Counts:
    """Value events of each person in any window of days."""

    def __init__(self, use: pd.DataFrame, first: int, last: int) -> None:
        rows, names = pd.factorize(use["person_id"].astype(str), sort=True)
        self.people = [str(name) for name in names]
        self.row = {name: at for at, name in enumerate(self.people)}
        self.first = first
        daily = np.zeros((len(self.people), last - first + 2))
        np.add.at(
            daily, (rows, use["day"].to_numpy(dtype=int) - first + 1), use["times"].to_numpy(dtype=float)
        )
        self.until = daily.cumsum(axis=1)

    def around(self, at: pd.Series[Any], days: int) -> npt.NDArray[np.float64]:
        """Count, for each person, the days before their moment and those from it on: shape (people, 2)."""
        empty = np.zeros(self.until.shape[1])
        found = []
        for who, day in at.items():
            line = self.until[self.row[str(who)]] if str(who) in self.row else empty
            here = int(day) - self.first
            found.append((line[here] - line[here - days], line[here + days] - line[here]))
        return np.array(found, dtype=float).reshape(len(found), 2)


def _moved(counts: _Counts, at: pd.Series[Any], days: int) -> float:
    """Say how use moved for everybody else at the same time, at most 1."""
    before, after = counts.around(at, days).sum(axis=0)
    return min(1.0, float(after / before)) if before > 0 else 1.0


def _fell(
    counts: _Counts, at: pd.Series[Any], days: int, least: int, part: float, ratio: float
) -> pd.Series[Any]:
    """Say of each person who was active before whether their use fell."""
    window = counts.around(at, days)
    active = window[:, 0] >= least
    fell = window[:, 1] < part * ratio * window[:, 0]
    return pd.Series(fell[active], index=at.index[active], dtype=bool)
