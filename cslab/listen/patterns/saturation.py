"""Whether new interviews still bring new codes."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from cslab.errors import NotFoundError
from cslab.estimate import Estimate
from cslab.listen.patterns.people import rows_of, said_by

if TYPE_CHECKING:
    import altair as alt

ORDERS = 999


@dataclass(frozen=True, slots=True, eq=False)
class Saturation:
    """New codes, interview by interview.

    Parameters
    ----------
    table : DataFrame
        One row a coded interview, in the order in which they were recorded: number (from 1), interview_id,
        recorded_on, new (how many codes it was the first with), codes (which; tuple of str), total (so far),
        expected, low, high (of the total, were the same interviews held in any other order).
    next : Estimate
        New codes to expect from one more interview like these.
    once : tuple of str
        Codes that one interview alone has.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    next: Estimate
    once: tuple[str, ...]
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def chart(self) -> alt.LayerChart:
        """Draw the curve, with the band of other orders."""
        from cslab import charts

        return charts.band(self.table, x="number", y="total", x_title="Interviews", y_title="Codes so far")

    def _repr_html_(self) -> str:
        shown = self.table[["number", "interview_id", "recorded_on", "new", "total", "expected"]].round(1)
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        said = html.escape(f"New codes to expect from one more interview: {self.next}")
        return f"<p>{said}</p>{shown.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def saturate(
    highlights: pd.DataFrame,
    interviews: pd.DataFrame,
    *,
    level: float = 0.95,
    orders: int = ORDERS,
    seed: int = 0,
) -> Saturation:
    """Follow the number of codes from interview to interview.

    Parameters
    ----------
    highlights : DataFrame
        interview_id, codes (tuple of str), stage.
    interviews : DataFrame
        interview_id, person_id, recorded_on.
    level : float
        Of the band and the interval.
    orders : int
        How many random orders the band is made from.
    seed : int
        The same seed gives the same band.

    Raises
    ------
    NotFoundError
        If nothing is coded yet.

    Notes
    -----
    ``expected`` is exact: of n interviews, k of which have a code, t drawn at random miss it with
    probability C(n - k, t) / C(n, t). A curve above the band rose faster than chance would have it, because
    early interviews were richer, or were read more eagerly; one below it found much late. New codes to expect
    from one more interview are those seen once, divided by the interviews (Good-Turing); the interval takes
    their number as a Poisson count. Both take interviews to be a random sample of those that could be held:
    not when the next ones are with other kinds of people.

    References
    ----------
    Good, I. J. (1953). The population frequencies of species and the estimation of population parameters.
    Biometrika 40, 237-264.
    Colwell, R. K., Mao, C. X. & Chang, J. (2004). Interpolating, extrapolating, and comparing incidence-based
    species accumulation curves. Ecology 85, 2717-2727.

    Examples
    --------
    >>> asked = pd.DataFrame({"interview_id": ["a", "b"], "recorded_on": ["2026-03-01", "2026-03-02"]})
    >>> asked["person_id"] = None
    >>> made = pd.DataFrame({"interview_id": ["a", "b"], "codes": [("x",), ("x", "y")], "stage": None})
    >>> saturate(made, asked).table[["interview_id", "new", "total", "expected"]]
      interview_id  new  total  expected
    0            a    1      1       1.5
    1            b    1      2       2.0
    """
    said = said_by(rows_of(highlights, interviews), unit="interview_id")
    if not said.codes:
        raise NotFoundError("Nothing is coded yet; add highlights with codes, and their saturation is shown.")
    held = interviews.set_index("interview_id").loc[list(said.people), "recorded_on"]
    dates = held.map(lambda value: "" if pd.isna(value) else str(value))
    order = sorted(range(len(dates)), key=lambda at: (dates.iloc[at] == "", dates.iloc[at], said.people[at]))
    has = said.has[order]
    first = has.argmax(axis=0)
    n, often = len(has), has.sum(axis=0)
    low, high = _band(has, level, orders, seed)
    new = np.bincount(first, minlength=n)
    table = pd.DataFrame(
        {
            "number": np.arange(1, n + 1),
            "interview_id": [said.people[at] for at in order],
            "recorded_on": [held.iloc[at] for at in order],
            "new": new,
            "codes": [tuple(np.array(said.codes, dtype=object)[first == at]) for at in range(n)],
            "total": new.cumsum(),
            "expected": _expected(often, n),
            "low": low,
            "high": high,
        }
    )
    once = tuple(code for code, count in zip(said.codes, often, strict=True) if count == 1)
    return Saturation(table, _next(len(once), n, level), once, _doubts(n, int((dates == "").sum())))


def _expected(often: npt.NDArray[np.int_], n: int) -> npt.NDArray[np.float64]:
    from scipy.special import gammaln

    drawn = np.arange(1, n + 1)[:, None]
    left = n - often[None, :] - drawn
    fits = left >= 0
    missed = (
        gammaln(n - often[None, :] + 1)
        - gammaln(np.where(fits, left, 0) + 1)
        + gammaln(n - drawn + 1)
        - gammaln(n + 1)
    )
    return np.asarray((1 - np.where(fits, np.exp(missed), 0.0)).sum(axis=1))


def _band(has: npt.NDArray[np.bool_], level: float, orders: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the total after each interview, over random orders of the interviews."""
    n = len(has)
    ranks = np.random.default_rng(seed).permuted(np.tile(np.arange(n), (orders, 1)), axis=1)
    totals = np.zeros((orders, n), dtype=int)
    for column in has.T:
        np.add.at(totals, (np.arange(orders), ranks[:, column].min(axis=1)), 1)
    tail = (1 - level) / 2
    low, high = np.quantile(totals.cumsum(axis=1), [tail, 1 - tail], axis=0)
    return low, high


def _next(once: int, n: int, level: float) -> Estimate:
    from scipy import stats

    tail = (1 - level) / 2
    low = float(stats.chi2.ppf(tail, 2 * once)) / 2 if once else 0.0
    high = float(stats.chi2.ppf(1 - tail, 2 * once + 2)) / 2
    caveats = (f"only {n} interviews: read it as a direction",) if n < 10 else ()
    method = "Good-Turing estimate, exact Poisson interval"
    return Estimate(once / n, low / n, high / n, n, method, level, "codes", caveats)


def _doubts(n: int, undated: int) -> tuple[str, ...]:
    doubts = [
        "A flat curve says that the codebook stopped growing, not that customers have nothing new to say.",
        "Codes are those in use today: later merging and splitting is read back into the first interviews.",
    ]
    if undated:
        doubts.append(f"{undated} of {n} interviews have no date, and are put last.")
    return tuple(doubts)
