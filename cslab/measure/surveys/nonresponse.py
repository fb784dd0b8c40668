"""Who did not answer: response rates by group, and who answered against who was asked."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate
from cslab.intervals import difference_of_proportions, proportion
from cslab.measure.surveys.answers import FEW
from cslab.measure.surveys.weighting import MOST_CATEGORIES, as_categories

if TYPE_CHECKING:
    import altair as alt

COLUMNS = [
    "by",
    "group",
    "asked",
    "answered",
    "rate",
    "low",
    "high",
    "share_asked",
    "share_answered",
    "difference",
    "difference_low",
    "difference_high",
    "word",
]


@dataclass(frozen=True, slots=True, eq=False)
class Nonresponse:
    """Who was asked, and who of them answered.

    Parameters
    ----------
    rate : Estimate
        Share of those asked who answered.
    table : DataFrame
        One row a group of each attribute: by, group, asked, answered (people), rate, low, high (Wilson),
        share_asked, share_answered (of all), difference (of the two) with difference_low and difference_high,
        word (over, under, as asked, too few to tell). Shares and rates are parts of one.
    strangers : int
        People who answered and were not asked.
    caveats : tuple of str
        What to doubt.
    """

    rate: Estimate
    table: pd.DataFrame
    strangers: int
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table, its rates as ``value`` with their interval and n."""
        return self.table.rename(columns={"rate": "value"}).assign(n=self.table["asked"])

    def with_caveats(self, caveats: Sequence[str]) -> Nonresponse:
        """Return the same with more to doubt."""
        return replace(self, caveats=(*self.caveats, *caveats))

    @property
    def words(self) -> tuple[str, ...]:
        """Say in words how far those who answered stand for those who were asked."""
        told = self.table[self.table["word"].isin(["over", "under"])]
        if told.empty:
            return (
                "In what is known of them, those who answered can't be told apart from those who were asked. "
                "In what is not known, they may differ.",
            )
        return tuple(
            f"{name.replace('_', ' ').capitalize()} {group}: {asked * 100:.0f} % of those "
            f"asked, but {answered * 100:.0f} % of those who answered."
            for name, group, asked, answered in zip(
                told["by"], told["group"], told["share_asked"], told["share_answered"], strict=True
            )
        )

    def chart(self) -> alt.LayerChart:
        """Draw the share of each group among those asked and those who answered."""
        from cslab import charts

        rows = self.table.assign(label=_labels(self.table))
        return charts.dumbbells(
            rows,
            label="label",
            first="share_asked",
            second="share_answered",
            names=("asked", "answered"),
            title="Share of people",
        )

    def chart_rates(self) -> alt.LayerChart:
        """Draw the response rate of each group with its interval, and a line at that of all."""
        from cslab import charts

        rows = self.table.rename(columns={"rate": "value", "asked": "n"}).assign(label=_labels(self.table))
        return charts.intervals(
            rows, label="label", title="Response rate", percent=True, lines=(self.rate.value,)
        )

    def _repr_html_(self) -> str:
        said = "".join(f"<li>{html.escape(one)}</li>" for one in (*self.words, *self.caveats))
        table = self.table.round(3).to_html(index=False, escape=True, border=0)
        return f"<p>Response rate: {html.escape(str(self.rate))}</p>{table}<ul>{said}</ul>"


def nonresponse(
    asked: pd.DataFrame, responded: pd.DataFrame, by: Sequence[str] = (), *, level: float = 0.95
) -> Nonresponse:
    """Set those who answered beside those who were asked.

    Parameters
    ----------
    asked : DataFrame
        One row a person who was asked: ``person_id`` and attributes.
    responded : DataFrame
        One row a response: ``person_id``. The attributes are taken from `asked`, so that both are compared in
        the same ones.
    by : sequence of str
        Columns of `asked`.
    level : float
        Of the intervals.

    Returns
    -------
    Nonresponse

    Raises
    ------
    InputError
        If nobody was asked, or an attribute has too many different values.
    NotFoundError
        If an attribute is no column of `asked`.

    Notes
    -----
    Rates: share of those asked who answered, Wilson. Differences: the share of a group among those who
    answered less its share among all asked. As those who answered are among those asked, the interval is
    Newcombe's for those who answered against those who did not, times the part who did not. ``over`` and
    ``under`` are said where it leaves 0 out and at least 5 people are on either side.
    Who looks alike in what is known may differ in what is not: the happiest and the angriest answer most.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions.
    Statistics in Medicine 17, 873-890. Method 10.

    Examples
    --------
    >>> people = [f"p{at}" for at in range(40)]
    >>> asked = pd.DataFrame({"person_id": people, "plan": ["free"] * 20 + ["pro"] * 20})
    >>> found = nonresponse(asked, pd.DataFrame({"person_id": people[:4] + people[24:]}), ["plan"])
    >>> print(found.rate)
    50 % (35–65 %, n = 40)
    >>> print(found.words[0])
    Plan free: 50 % of those asked, but 20 % of those who answered.
    """
    everybody = asked.drop_duplicates("person_id")
    if everybody.empty:
        raise InputError("Nobody was asked, so nobody can have kept silent.")
    answered = everybody["person_id"].isin(responded["person_id"].dropna())
    strangers = int((~responded["person_id"].isin(everybody["person_id"])).sum())
    rows = []
    for name in [by] if isinstance(by, str) else by:
        if name not in everybody:
            raise NotFoundError.of("attribute of those asked", name, map(str, everybody.columns))
        groups = as_categories(everybody[name])
        if groups.nunique() > MOST_CATEGORIES:
            raise InputError(f"There are {groups.nunique()} different values of {name}; take one with fewer.")
        rows += [_row(name, group, groups == group, answered, level) for group in sorted(groups.unique())]
    doubts = []
    if strangers:
        doubts.append(f"{strangers} who answered {'is' if strangers == 1 else 'are'} not among those asked.")
    return Nonresponse(
        proportion(int(answered.sum()), len(everybody), level=level),
        pd.DataFrame(rows, columns=COLUMNS),
        strangers,
        tuple(doubts),
    )


def _row(name: str, group: str, inside: pd.Series, answered: pd.Series, level: float) -> tuple[object, ...]:
    of, there = int(inside.sum()), int((inside & answered).sum())
    whole, all_there = len(inside), int(answered.sum())
    rate = proportion(there, of, level=level)
    silent = whole - all_there
    asked = of / whole
    ends: tuple[float, float, float] = (np.nan, np.nan, np.nan)
    word = "too few to tell"
    if all_there and silent:
        gap = difference_of_proportions(there, all_there, of - there, silent, level=level)
        part = silent / whole
        ends = (gap.value * part, gap.low * part, gap.high * part)
        if min(of, whole - of, all_there, silent) >= FEW:
            word = "over" if ends[1] > 0 else "under" if ends[2] < 0 else "as asked"
    share = there / all_there if all_there else np.nan
    return (name, group, of, there, rate.value, rate.low, rate.high, asked, share, *ends, word)


def _labels(table: pd.DataFrame) -> pd.Series:
    labels: pd.Series = table["by"].str.replace("_", " ") + ": " + table["group"]
    return labels
