"""Happiness by company-happiness: in which of four quadrants an account is, as a probability, not a stamp."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.intervals import SMALL
from cslab.measure.customers import quadrant_charts
from cslab.measure.customers.happiness import Happiness

if TYPE_CHECKING:
    import altair as alt

SUCCESS: Final = "customer success"
UNHAPPY: Final = "work to keep: unhappy but worth it"
COSTLY: Final = "work to keep: happy but costly"
LET_GO: Final = "let go"
QUADRANTS: Final = (SUCCESS, UNHAPPY, COSTLY, LET_GO)
"""Both are happy; the customer is not, but worth it; the customer is, but costs us too much; neither is."""

BORDERLINE: Final = 0.8
"""Below this probability of its likeliest quadrant an account is borderline."""

_BLOCK: Final = 2_000_000
"""So many numbers are drawn at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Quadrants:
    """Where each account, or each person, is.

    Parameters
    ----------
    of : str
        ``"account"`` or ``"person"``: what a row is.
    table : DataFrame
        One row a unit: its id (account_id or person_id), account_id, name, people (who answered), happiness,
        low, high (of happiness), worth, one column a quadrant of `QUADRANTS` (its probability), quadrant (the
        likeliest), probability (of that), borderline (bool), unhappy (probability), said (in words).
    shares : DataFrame
        One row a quadrant: quadrant, expected (how many units), value, low, high (parts of one), n.
    happy_at, worth_at : float
        Where happiness and company-happiness begin.
    left_out : DataFrame
        Units that can't be placed: id, why.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    draws : ndarray of int8, shape (units, resamples)
        The quadrant (its place in `QUADRANTS`) of each unit in each resample, in the order of the table.
    """

    of: str
    table: pd.DataFrame
    shares: pd.DataFrame
    happy_at: float
    worth_at: float
    left_out: pd.DataFrame
    level: float
    caveats: tuple[str, ...]
    draws: np.ndarray = field(repr=False)

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def estimate(self, quadrant: str) -> Estimate:
        """Return the share of units in one quadrant.

        Raises
        ------
        InputError
            If it is none of `QUADRANTS`.
        """
        if quadrant not in QUADRANTS:
            raise InputError(f"There is no quadrant {quadrant!r}; there are: {', '.join(QUADRANTS)}.")
        row = self.shares[self.shares["quadrant"] == quadrant].iloc[0]
        return Estimate(
            row["value"], row["low"], row["high"], int(row["n"]), _METHOD, self.level, "%", self.caveats
        )

    def chart(self) -> alt.LayerChart:
        """Draw each unit with the interval of its happiness; names are shown for accounts only."""
        return quadrant_charts.scatter(self.table, self.of, self.happy_at, self.worth_at)

    def probabilities_chart(self, most: int = 25) -> alt.LayerChart:
        """Draw the probabilities of the most uncertain units as stacked bars."""
        return quadrant_charts.stacked(self.table, self.of, QUADRANTS, most)

    def _repr_html_(self) -> str:
        columns = ["name", "people", "happiness", "worth", "said"]
        shown = self.table[[name for name in columns if name in self.table]].head(50)
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{shown.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


_METHOD: Final = "expected share of quadrants over resamples, percentile interval"


def quadrants(
    happy: Happiness,
    worth: pd.Series,
    *,
    of: str = "account",
    names: pd.Series | None = None,
    happy_at: float = 0.6,
    worth_at: float = 0.5,
    worth_noise: float = 0.0,
    resamples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Quadrants:
    """Place accounts, or people, in the four quadrants, with probabilities.

    Parameters
    ----------
    happy : Happiness
        Of the people who answered; see `happiness`.
    worth : Series of float
        Company-happiness by account_id; see `margin`.
    of : {"account", "person"}
        What is placed. A person has the company-happiness of their account.
    names : Series of str, optional
        Names of accounts, by account_id.
    happy_at, worth_at : float
        Where happiness and company-happiness begin.
    worth_noise : float
        Standard deviation of company-happiness, where costs are only guessed; 0 takes it as exact.
    resamples : int
        How many are drawn; at least 100.
    seed : int
        The same seed gives the same probabilities.
    level : float
        Of the intervals.

    Returns
    -------
    Quadrants

    Raises
    ------
    InputError
        If `of` is neither, too few resamples are asked for, or nobody can be placed.

    Notes
    -----
    Estimand: the chance that an account's happiness (of all its people, of whom those who answered are taken
    as a sample) lies at or above `happy_at`, and its margin at or above `worth_at`. For an account of n
    answers, each resample draws n deviations from an account's mean, and n errors of measurement, and adds
    their mean to the mean that was observed. Deviations are pooled over accounts (stretched by
    ``sqrt(n / (n - 1))``), since an account of one or two answers can't show its own spread; and shrunk by
    the part of their variance that is error of measurement, which is drawn separately, so that it is not
    counted twice. A person is drawn with the error of measurement alone.
    A quadrant with less than .8 is called borderline; the threshold is a convention.
    Not for accounts where those who answer differ from those who do not: no resampling mends that.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall. Section 8.3.

    Examples
    --------
    >>> from cslab.measure.customers.happiness import Happiness
    >>> people = pd.DataFrame({"person_id": ["p-1", "p-2", "p-3", "p-4"], "items": 3,
    ...                        "account_id": ["a", "a", "b", "b"], "happiness": [.9, .8, .2, .3]})
    >>> found = quadrants(Happiness(people, .05, ("sat",), ()), pd.Series({"a": .8, "b": .1}))
    >>> found.table[["account_id", "said"]]
      account_id                     said
    0          a  customer success (100 %)
    1          b            let go (100 %)
    """
    if of not in ("account", "person"):
        raise InputError(f"Quadrants are of 'account' or 'person', not of {of!r}.")
    if resamples < 100:
        raise InputError(f"Probabilities need at least 100 resamples, but {resamples} were asked for.")
    key = f"{of}_id"
    people = happy.table
    placed = people[people["account_id"].map(worth).notna()]
    if placed.empty:
        raise InputError(
            "Nobody who answered belongs to an account whose worth is known, so none can be placed."
        )
    units = placed.groupby(key, sort=True)
    table = pd.DataFrame(
        {
            "account_id": units["account_id"].first(),
            "people": units.size(),
            "happiness": units["happiness"].mean(),
        }
    )
    table = table.reset_index(drop=of == "account")
    table["worth"] = table["account_id"].map(worth).astype("float64")
    table["name"] = table["account_id"].map(names) if names is not None else table["account_id"]
    table["name"] = table["name"].fillna(table["account_id"]).astype(str)
    spread = np.zeros(1) if of == "person" else _deviations(people, happy.noise)
    draws, low, high = _draw(
        table, spread, happy.noise, (happy_at, worth_at, worth_noise), resamples, seed, level
    )
    table["low"], table["high"] = low, high
    table = _said(table, draws)
    shares = _shares(draws, level)
    left_out = _left_out(people, worth, key)
    caveats = (*happy.caveats, *_doubts(table, of, left_out, worth_noise))
    return Quadrants(of, table, shares, happy_at, worth_at, left_out, level, caveats, draws)


def _deviations(people: pd.DataFrame, noise: float) -> np.ndarray:
    """How far people of one account lie from each other, without the error of measurement."""
    by = people.groupby("account_id")["happiness"]
    n = by.transform("size")
    several = n > 1
    found = (people["happiness"] - by.transform("mean")) * np.sqrt(n / (n - 1).where(several))
    left = found[several].to_numpy(dtype="float64")
    if len(left) < 3:  # nearly every account has one answer, so people at large are the best guess
        left = (people["happiness"] - people["happiness"].mean()).to_numpy(dtype="float64")
    total = float(np.mean(left**2))
    if total <= 0:
        return np.zeros(1)
    return np.asarray(left * np.sqrt(max(0.0, 1 - noise**2 / total)))


def _draw(
    table: pd.DataFrame,
    spread: np.ndarray,
    noise: float,
    at: tuple[float, float, float],
    resamples: int,
    seed: int,
    level: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw the quadrant of each unit again and again; and the ends of the interval of its happiness."""
    random = np.random.default_rng(seed)
    happy_at, worth_at, worth_noise = at
    middle, worth = table["happiness"].to_numpy(), table["worth"].to_numpy()
    n = table["people"].to_numpy()
    draws = np.empty((len(table), resamples), dtype=np.int8)
    low, high = np.empty(len(table)), np.empty(len(table))
    for size in np.unique(n):
        same = np.flatnonzero(n == size)
        rows = max(1, _BLOCK // (resamples * int(size)))
        for start in range(0, len(same), rows):
            here = same[start : start + rows]
            shape = (len(here), resamples, int(size))
            moved = random.choice(spread, shape) if len(spread) > 1 else np.zeros(shape)
            moved = (moved + random.normal(0.0, noise, shape)).mean(axis=2) + middle[here, None]
            paid = worth[here, None] + random.normal(0.0, worth_noise, (len(here), resamples))
            draws[here] = (moved < happy_at) + 2 * (paid < worth_at)  # the order of QUADRANTS
            ends = np.quantile(np.clip(moved, 0, 1), [(1 - level) / 2, (1 + level) / 2], axis=1)
            low[here], high[here] = np.minimum(ends[0], middle[here]), np.maximum(ends[1], middle[here])
    return draws, low, high


def _said(table: pd.DataFrame, draws: np.ndarray) -> pd.DataFrame:
    chances = np.stack([(draws == at).mean(axis=1) for at in range(len(QUADRANTS))], axis=1)
    for at, name in enumerate(QUADRANTS):
        table[name] = chances[:, at]
    order = np.argsort(-chances, axis=1, kind="stable")
    table["quadrant"] = [QUADRANTS[at] for at in order[:, 0]]
    table["probability"] = chances.max(axis=1)
    table["borderline"] = table["probability"] < BORDERLINE
    table["unhappy"] = table[UNHAPPY] + table[LET_GO]
    said = []
    for row, by in zip(chances, order, strict=True):
        first, second = f"{QUADRANTS[by[0]]} ({row[by[0]]:.0%})", f"{QUADRANTS[by[1]]} ({row[by[1]]:.0%})"
        text = first if row[by[0]] >= BORDERLINE else f"borderline: {first} or {second}"
        said.append(text.replace("%", " %"))
    table["said"] = said
    return table


def _shares(draws: np.ndarray, level: float) -> pd.DataFrame:
    rows = []
    for at, name in enumerate(QUADRANTS):
        counts = (draws == at).sum(axis=0)
        share = counts / len(draws)
        low, high = np.quantile(share, [(1 - level) / 2, (1 + level) / 2])
        rows.append((name, counts.mean(), share.mean(), low, high, len(draws)))
    found = pd.DataFrame(rows, columns=["quadrant", "expected", "value", "low", "high", "n"])
    found["low"] = found[["low", "value"]].min(axis=1)
    found["high"] = found[["high", "value"]].max(axis=1)
    return found


def _left_out(people: pd.DataFrame, worth: pd.Series, key: str) -> pd.DataFrame:
    lost = people[people["account_id"].map(worth).isna()]
    why = lost["account_id"].notna().map({True: "its worth is not known", False: "it has no account"})
    found = pd.DataFrame({"id": lost[key], "why": why}).dropna(subset=["id"])
    silent = sorted(set(worth.index) - set(people["account_id"])) if key == "account_id" else []
    rest = pd.DataFrame({"id": silent, "why": "nobody there answered"})
    parts = [part for part in (found.drop_duplicates("id"), rest) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"id": [], "why": []}, dtype="str")


def _doubts(table: pd.DataFrame, of: str, left_out: pd.DataFrame, worth_noise: float) -> tuple[str, ...]:
    many = "accounts" if of == "account" else "people"
    doubts = []
    if borderline := int(table["borderline"].sum()):
        doubts.append(f"{borderline} of {len(table)} {many} are borderline: no quadrant has 80 %.")
    if of == "account" and table["people"].sum() < SMALL:
        doubts.append(
            f"Only {int(table['people'].sum())} answered in all: how far colleagues lie apart is hardly "
            "known, and the probabilities are surer than they should be."
        )
    for why, count in left_out["why"].value_counts().items():
        doubts.append(f"{count} {many} are not placed: {why}.")
    if worth_noise == 0:
        doubts.append(
            "Company-happiness is taken as exact, although what it costs to serve is seldom known well."
        )
    return tuple(doubts)
