"""Who sets the picture: shares of mentions beside shares of people, of accounts, and of all customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.intervals import proportion
from cslab.measure.customers.shares import LEAST, ends, resampled

if TYPE_CHECKING:
    import altair as alt
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

COUNTED: Final = ("mentions", "people", "accounts", "weighted", "all customers")
"""What a share can be of; see `weigh`."""

MUCH: Final = 0.05
"""A share that is moved by so much is told as moved."""

_SHARES = ["what", "counted", "count", "of", "value", "low", "high", "n", "method"]
_MOVED = ["what", "value", "low", "high", "n", "method"]
_ALONE = "\0alone "


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Shares of what was said or happened, counted in several ways.

    Parameters
    ----------
    shares : DataFrame
        One row a thing and way of counting, what most people have first: what, counted (one of `COUNTED`),
        count (so many of), of, value, low, high (parts of one; missing below 5 people), n (people), method.
    moved : DataFrame
        One row a thing: what, value, low, high (weighted less mentions, parts of one), n, method. Below 0:
        the loudest make it look larger than it is.
    people, accounts : int
        How many there are.
    """

    shares: pd.DataFrame
    moved: pd.DataFrame
    people: int
    accounts: int

    def summary(self) -> pd.DataFrame:
        """Return the shares."""
        return self.shares

    @property
    def loudest(self) -> dict[str, Any] | None:
        """What the loudest move most: what, value, low, high, said (in words), much (by 5 points or more).

        None below 5 people.
        """
        known = self.moved[self.moved["value"].notna()]
        if known.empty:
            return None
        row = known.sort_values("value", key=abs, ascending=False, kind="stable").iloc[0]
        gap = Estimate(
            row["value"], row["low"], row["high"], int(row["n"]), str(row["method"]), unit="points"
        )
        told = {"said": gap.format(digits=0), "much": abs(gap.value) >= MUCH}
        return {name: row[name] for name in ("what", "value", "low", "high")} | told

    def chart(
        self, counted: Sequence[str] = ("mentions", "people", "weighted"), most: int = 10
    ) -> alt.LayerChart:
        """Draw the shares of the first things, counted in these ways, side by side."""
        first = list(dict.fromkeys(self.shares["what"]))[:most]
        chosen = self.shares["what"].isin(first) & self.shares["counted"].isin(list(counted))
        return beside(self.shares[chosen & self.shares["value"].notna()], counted)


def weigh(
    mentions: pd.DataFrame,
    what: str,
    *,
    customers: pd.DataFrame | None = None,
    weights: pd.Series | None = None,
    level: float = 0.95,
    resamples: int = 1999,
    seed: int = 0,
) -> Weighed:
    """Count mentions by mentions, by people, by accounts, and weighted to all customers.

    Parameters
    ----------
    mentions : DataFrame
        One row a mention: person_id, account_id (either may be missing) and the column `what`. Those without
        a person, or without anything in `what`, are left out.
    what : str
        Column of what is counted: a cause, a code.
    customers : DataFrame, optional
        All customers: person_id. With it, the share of all of them is given, too.
    weights : Series, optional
        How much each person counts, by person_id, so that those here look like all customers; people
        without a weight count as the mean. Everybody counts 1 when not given.
    level : float
        Of the intervals.
    resamples : int
        How many draws of whole accounts the intervals rest on.
    seed : int
        The same seed gives the same intervals.

    Returns
    -------
    Weighed

    Raises
    ------
    InputError
        If the level is none, or fewer than 100 resamples are asked for.

    Notes
    -----
    Estimands. *mentions*: the part of all mentions, which whoever writes most decides. *people*, *accounts*:
    the part of those here who have it at all; Wilson's interval. *weighted*: the part when each person counts
    once, divided over what they mention, times their weight; so it adds up to one as mentions do, and
    ``moved``, weighted less mentions, is what the loudest and the loud segments add. *all customers*: the
    part of everybody; silent people count as not having it. Intervals of mentions, weighted and moved are
    percentiles of draws of whole accounts (of people where the account is unknown), because colleagues are
    alike; the weights are held fixed in them. Everything else takes the people here to be a random sample
    of those like them. Below 5 people no share is given.

    Examples
    --------
    >>> said = pd.DataFrame({"person_id": ["p-1"] * 6 + list("abcdef"), "account_id": None,
    ...                      "cause": ["fees"] * 6 + ["waiting"] * 5 + ["fees"]})
    >>> found = weigh(said, "cause").shares
    >>> found[found["counted"].isin(["mentions", "people"])][["what", "counted", "count", "of"]]
          what   counted  count  of
    0  waiting  mentions      5  12
    1  waiting    people      5   7
    4     fees  mentions      7  12
    5     fees    people      2   7
    """
    check_level(level)
    if resamples < 100:
        raise InputError(f"An interval needs at least 100 resamples, but {resamples} were asked for.")
    rows = mentions[["person_id", "account_id", what]].astype("object")
    rows = rows[rows["person_id"].notna() & rows[what].notna()].astype(str).rename(columns={what: "what"})
    known = mentions.loc[rows.index, "account_id"].notna()
    rows["account_id"] = rows["account_id"].where(known, _ALONE + rows["person_id"])
    if rows.empty:
        return Weighed(pd.DataFrame(columns=_SHARES), pd.DataFrame(columns=_MOVED), 0, 0)
    people, accounts = rows["person_id"].nunique(), rows["account_id"].nunique()
    by_people = rows.drop_duplicates(["person_id", "what"])["what"].value_counts()
    by_accounts = rows.drop_duplicates(["account_id", "what"])["what"].value_counts()
    by_mentions = rows["what"].value_counts()
    things = sorted(by_people.index, key=lambda name: (-by_people[name], -by_mentions[name], name))
    drawn = _drawn(rows, things, _weights_of(rows, weights), level, resamples, seed, people)
    everybody = None if customers is None else set(customers["person_id"].dropna().astype(str))
    shares, moved = [], []
    for at, thing in enumerate(things):
        raw, weighted, gap = ((one[0][at], one[1][at], one[2][at]) for one in drawn)
        plain = {
            "people": (int(by_people[thing]), people),
            "accounts": (int(by_accounts[thing]), accounts),
        }
        if everybody:
            having = set(rows.loc[rows["what"] == thing, "person_id"])
            plain["all customers"] = (len(having & everybody), len(everybody))
        count = int(by_mentions[thing])
        resampled = "percentile bootstrap of accounts"
        shares.append((thing, "mentions", count, len(rows), *raw, people, resampled))
        for counted, (some, of) in plain.items():
            few = of < LEAST or people < LEAST
            share = None if few else proportion(some, of, level=level)
            shares.append((thing, counted, some, of, *ends(share), of, "Wilson score interval"))
        some = plain["people"][0]
        shares.append((thing, "weighted", some, people, *weighted, people, f"{resampled}, weighted"))
        moved.append((thing, *gap, people, resampled))
    found = pd.DataFrame(shares, columns=_SHARES)
    return Weighed(found, pd.DataFrame(moved, columns=_MOVED), people, accounts)


def beside(shares: pd.DataFrame, counted: Sequence[str]) -> alt.LayerChart:
    """Draw shares side by side, one line a way of counting: told apart by place, by shape and by colour."""
    from cslab import charts

    alt = charts.altair()
    rows = shares[["what", "counted", "count", "of", "value", "low", "high", "n"]]
    order, ways = list(dict.fromkeys(rows["what"])), list(counted)
    inks = [charts.QUIET, *charts.SERIES[:4]][: len(ways)]
    shapes = ["circle", "diamond", "square", "triangle-up", "cross"][: len(ways)]
    base = alt.Chart(rows).encode(
        y=alt.Y("what:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, ticks=False)),
        yOffset=alt.YOffset("counted:N", sort=ways),
        color=alt.Color("counted:N", sort=ways, title="counted by", scale=alt.Scale(domain=ways, range=inks)),
        tooltip=[
            *(alt.Tooltip(f"{name}:N") for name in ("what", "counted")),
            *(alt.Tooltip(f"{name}:Q", format=".0%") for name in ("value", "low", "high")),
            *(alt.Tooltip(f"{name}:Q") for name in ("count", "of", "n")),
        ],
    )
    along = alt.Axis(format="%", tickCount=5)
    rule = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title="Share", axis=along), x2="high:Q")
    point = base.mark_point(filled=True, size=60, opacity=1).encode(
        x="value:Q",
        shape=alt.Shape(
            "counted:N", sort=ways, title="counted by", scale=alt.Scale(domain=ways, range=shapes)
        ),
    )
    drawn = alt.layer(rule, point).properties(width="container", height=alt.Step(14))
    return legend_on_top(charts.themed(drawn))


def legend_on_top(chart: alt.LayerChart) -> alt.LayerChart:
    """Put the legend where a narrow page has room for it."""
    placed: alt.LayerChart = chart.configure_legend(orient="top", columns=2, title=None)
    return placed


# ------------------------------------------------------------------------------------------ inside


def _weights_of(rows: pd.DataFrame, weights: pd.Series | None) -> pd.Series:
    """One weight a person, about 1 each."""
    people = pd.Index(rows["person_id"].unique())
    if weights is None:
        return pd.Series(1.0, index=people)
    given = weights.astype("float64")
    given.index = given.index.astype(str)
    if (given < 0).any() or not np.isfinite(given.dropna()).all():
        raise InputError("Weights must be finite and not below 0.")
    found = given.reindex(people)
    middle = float(found.mean()) if found.notna().any() else 1.0
    found = found.fillna(middle)
    return found / found.mean() if found.mean() > 0 else pd.Series(1.0, index=people)


def _drawn(
    rows: pd.DataFrame,
    things: list[str],
    weights: pd.Series,
    level: float,
    resamples: int,
    seed: int,
    people: int,
) -> tuple[tuple[Floats, Floats, Floats], ...]:
    """Value, low and high of raw share, weighted share and their difference, of each thing."""
    counts = pd.crosstab(rows["person_id"], rows["what"]).reindex(columns=things)
    own = counts.to_numpy(dtype=np.float64)
    parts = own / own.sum(axis=1, keepdims=True)
    weight = weights.reindex(counts.index).to_numpy()
    homes = rows.drop_duplicates("person_id").set_index("person_id")["account_id"].reindex(counts.index)
    group, names = pd.factorize(homes)
    loud = np.zeros((len(names), len(things)))
    fair = np.zeros((len(names), len(things)))
    whole = np.zeros(len(names))
    np.add.at(loud, group, own)
    np.add.at(fair, group, parts * weight[:, None])
    np.add.at(whole, group, weight)
    nothing = np.full(len(things), np.nan)
    if people < LEAST or len(names) < 2:
        return ((nothing, nothing, nothing),) * 3
    raw, even = loud.sum(axis=0) / loud.sum(), fair.sum(axis=0) / whole.sum()
    kinds = len(things)
    drawn = resampled(np.column_stack([loud, fair, whole]), resamples=resamples, seed=seed)
    raws = drawn[:, :kinds] / drawn[:, :kinds].sum(axis=1, keepdims=True)
    evens = drawn[:, kinds : 2 * kinds] / drawn[:, 2 * kinds :]
    tail = (1 - level) / 2
    return tuple(
        (value, *np.quantile(spread, [tail, 1 - tail], axis=0))
        for value, spread in ((raw, raws), (even, evens), (even - raw, evens - raws))
    )
