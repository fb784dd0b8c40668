"""Do the items of a scale belong together? Alpha, omega, and what each item adds."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.measure.surveys.factors import (
    MOST_SHARED,
    communalities,
    correlations_of,
    first_loadings,
    omega_of,
)
from cslab.measure.surveys.levels import items_of
from cslab.study.measures import Question

if TYPE_CHECKING:
    import altair as alt
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEAST = 10
"""From fewer people a reliability would say nothing."""

UNSURE = 50
"""From fewer people it is told as a direction."""


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """How far the items of a level belong together.

    Parameters
    ----------
    level : str
        What they are items of.
    alpha, omega : Estimate
        Cronbach's alpha (Feldt's interval), and omega total of one common factor (bootstrap interval).
    items : DataFrame
        One row an item: item, wording, reverse (as declared), mean, sd (from 0 to 1, turned), value, low,
        high (its correlation with the mean of the other items; Fisher's interval), n, alpha_without, loading
        (on the common factor), word (fits, weak, looks turned).
    n : int
        People who answered all items.
    caveats : tuple of str
        What to doubt.
    """

    level: str
    alpha: Estimate
    omega: Estimate
    items: pd.DataFrame
    n: int
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return one row for alpha and one for omega."""
        named = [self.alpha.summary().assign(figure="alpha"), self.omega.summary().assign(figure="omega")]
        return pd.concat(named, ignore_index=True)

    def chart(self) -> alt.LayerChart:
        """Draw the correlation of each item with the others, with intervals, and a line at none."""
        from cslab import charts

        return charts.intervals(
            self.items,
            label="wording",
            title="Correlation with the other items",
            lines=(0.0,),
        )

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return (
            f"<p>{html.escape(self.level)}: alpha {html.escape(str(self.alpha))}, omega "
            f"{html.escape(str(self.omega))}</p>"
            f"{self.items.round(3).to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"
        )


def reliability(
    responses: pd.DataFrame,
    questions: Sequence[Question],
    level: str,
    *,
    interval: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
) -> Reliability:
    """Say how far the items of a level belong together.

    Parameters
    ----------
    responses : DataFrame
        One row a person, one column a question; ``account_id`` where known.
    questions : sequence of Question
        Those with this level are its items; reversed ones are turned.
    level : {"satisfaction", "loyalty", "goodwill"}
        Which.
    interval : float
        Level of the intervals.
    resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    Reliability

    Raises
    ------
    NotFoundError
        If there is no such level, or no item of it in the responses.
    InputError
        If there are fewer than two items that anybody answered differently, or fewer than 10 people answered
        all of them.

    Notes
    -----
    Alpha is a lower bound of how reliable the mean of the items is, if their errors are independent; it says
    nothing on what they measure, nor that it is one thing. Omega allows items to say unequally much.
    Both grow with the number of items, and with items that say the same in other words. An item looks turned
    when its correlation with the others lies wholly below 0.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika 16, 297-334.
    Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability coefficient
    twenty. Psychometrika 30, 357-370.
    Sijtsma, K. (2009). On the use, the misuse, and the very limited usefulness of Cronbach's alpha.
    Psychometrika 74, 107-120.

    Examples
    --------
    >>> asked = [Question(f"sat_{at}", f"Item {at}", "scale", (1, 7), "satisfaction") for at in (1, 2, 3)]
    >>> rng = np.random.default_rng(1)
    >>> felt = rng.normal(size=(80, 1))
    >>> given = np.clip(np.round(4 + 1.2 * felt + rng.normal(size=(80, 3))), 1, 7)
    >>> found = reliability(pd.DataFrame(given, columns=["sat_1", "sat_2", "sat_3"]), asked, "satisfaction")
    >>> print(found.alpha)
    0.73 (0.60–0.82, n = 80)
    """
    check_level(interval)
    items = items_of(responses, questions, level)
    given = items[items.notna().any(axis=1)]
    whole = given.dropna()
    same = [str(name) for name in whole if whole[name].nunique() < 2]
    if len(whole) < LEAST:
        raise InputError(
            f"Only {len(whole)} people answered all items of {level}; how far they belong together can be "
            f"told from {LEAST} on."
        )
    whole = whole.drop(columns=same)
    if whole.shape[1] < 2:
        raise InputError(
            f"Whether items of {level} belong together can be told from two items on that people answer "
            "differently."
        )
    matrix = whole.to_numpy(dtype=np.float64)
    groups = _groups(responses, whole)
    asked = {question.id: question for question in questions}
    about = _items(whole, asked, interval)
    alpha = cronbach(whole, level=interval)
    omega = omega_total(whole, groups=groups, level=interval, resamples=resamples, seed=seed)
    doubts = [
        *(f"Everybody answered {name} alike, so it is left out." for name in same),
        *_missing(len(given), len(whole)),
        *_doubts(matrix, about, alpha, omega, groups),
    ]
    return Reliability(level, alpha, omega, about, len(whole), tuple(doubts))


def cronbach(items: pd.DataFrame, *, level: float = 0.95) -> Estimate:
    """Estimate Cronbach's alpha, with Feldt's interval.

    Parameters
    ----------
    items : DataFrame, shape (n, k)
        None missing, turned so that high means the same in all of them.
    level : float
        Of the interval.

    Raises
    ------
    InputError
        If there are fewer than two items or people, or the items' sum is the same for everybody.

    Notes
    -----
    ``k / (k - 1) * (1 - sum of variances / variance of the sum)``. The interval takes people to be
    independent, and the items to be about equally good.

    References
    ----------
    Feldt, L. S., Woodruff, D. J. & Salih, F. A. (1987). Statistical inference for coefficient alpha. Applied
    Psychological Measurement 11, 93-103.

    Examples
    --------
    >>> print(cronbach(pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [2, 2, 3, 5, 4], "c": [1, 3, 3, 4, 5]})))
    0.95 (0.72–0.99, n = 5)
    """
    from scipy import stats

    check_level(level)
    n, k = items.shape
    if n < 2 or k < 2:
        raise InputError("Alpha needs at least two items and two people.")
    value = _alpha(np.cov(items.to_numpy(dtype=np.float64), rowvar=False))
    if not np.isfinite(value):
        raise InputError("Alpha needs people who differ in the sum of the items.")
    low, high = (
        1 - (1 - value) * float(stats.f.ppf(at, n - 1, (n - 1) * (k - 1)))
        for at in ((1 + level) / 2, (1 - level) / 2)
    )
    return Estimate(value, low, high, n, "Cronbach's alpha, Feldt's interval", level)


def omega_total(
    items: pd.DataFrame,
    *,
    factors: int = 1,
    groups: Sequence[str] | npt.NDArray[np.int_] | None = None,
    level: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
) -> Estimate:
    """Estimate omega total, with a bootstrap interval.

    Parameters
    ----------
    items : DataFrame, shape (n, k)
        As for `cronbach`.
    factors : int
        How many things the items have in common.
    groups : sequence, shape (n,), optional
        Who answers alike, such as the account of each: drawn as a whole.
    level, resamples, seed
        Of the interval.

    Notes
    -----
    See `cslab.measure.surveys.factors.omega_of`. Common factors by least squares. With two items it is alpha
    of items that are equally good, as their loadings can't be told apart.

    Examples
    --------
    >>> given = pd.DataFrame({"a": [1, 2, 3, 4, 5] * 4, "b": [2, 2, 3, 5, 4] * 4, "c": [1, 3, 3, 4, 5] * 4})
    >>> print(omega_total(given))
    0.951 (0.929–0.977, n = 20)
    """
    check_level(level)
    matrix = items.to_numpy(dtype=np.float64)
    value = float(omega_of(np.cov(matrix, rowvar=False), factors))
    n = len(matrix)
    units = np.arange(n) if groups is None else pd.factorize(np.asarray(groups))[0]
    count = int(units.max()) + 1
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=resamples)
    times = drawn[:, units].astype(np.float64)
    total = times.sum(axis=1)
    means = times @ matrix / total[:, None]
    squares = np.einsum("bn,ni,nj->bij", times, matrix, matrix, optimize=True) / total[:, None, None]
    covariances = squares - means[:, :, None] * means[:, None, :]
    fine = np.einsum("bii->bi", covariances).min(axis=1) > 0
    found = omega_of(covariances[fine], factors, close=1e-4, rounds=200)
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    who = "people" if groups is None else "accounts"
    common = f"{factors} factor{'s' if factors > 1 else ''}"
    method = f"omega total of {common} (minres), percentile bootstrap over {who}"
    return Estimate(value, min(float(low), value), max(float(high), value), n, method, level)


def _alpha(covariances: Floats) -> float:
    k = len(covariances)
    whole = float(covariances.sum())
    return float("nan") if whole <= 0 else k / (k - 1) * (1 - float(np.trace(covariances)) / whole)


def _items(whole: pd.DataFrame, asked: dict[str, Question], level: float) -> pd.DataFrame:
    from scipy import stats

    matrix = whole.to_numpy(dtype=np.float64)
    n, k = matrix.shape
    covariances = np.cov(matrix, rowvar=False)
    loadings = first_loadings(correlations_of(matrix))
    rows = []
    for at, name in enumerate(map(str, whole.columns)):
        rest = np.delete(matrix, at, axis=1).mean(axis=1)
        together = float(np.corrcoef(matrix[:, at], rest)[0, 1]) if rest.std() > 0 else 0.0
        ends = stats.pearsonr(matrix[:, at], rest).confidence_interval(level) if rest.std() > 0 else (-1, 1)
        without = np.delete(np.delete(covariances, at, axis=0), at, axis=1)
        low, high = float(ends[0]), float(ends[1])
        word = "looks turned" if high < 0 else "weak" if together < 0.3 else "fits"
        question = asked[name]
        rows.append(
            {
                "item": name,
                "wording": question.wording,
                "reverse": question.reverse,
                "mean": float(matrix[:, at].mean()),
                "sd": float(matrix[:, at].std(ddof=1)),
                "value": together,
                "low": low,
                "high": high,
                "n": n,
                "alpha_without": _alpha(without) if k > 2 else np.nan,
                "loading": float(loadings[at]),
                "word": word,
            }
        )
    return pd.DataFrame(rows)


def _groups(responses: pd.DataFrame, whole: pd.DataFrame) -> list[str] | None:
    """Give the account of each, where several people answer for one."""
    if "account_id" not in responses:
        return None
    accounts = responses.loc[whole.index, "account_id"]
    named = [str(one) if isinstance(one, str) else f"nobody's {at}" for at, one in enumerate(accounts)]
    return named if len(set(named)) < len(named) else None


def _missing(given: int, whole: int) -> list[str]:
    left = given - whole
    return [f"{left} of {given} people left an item out and are not in it."] if left else []


def _doubts(
    matrix: Floats, about: pd.DataFrame, alpha: Estimate, omega: Estimate, groups: list[str] | None
) -> list[str]:
    n, k = matrix.shape
    doubts = []
    for row in about[about["word"] == "looks turned"].itertuples():
        mend = "take its reverse out" if row.reverse else "set reverse = true"
        doubts.append(
            f"{row.item} goes against the others: it looks as if a high answer meant little of it. If so, "
            f"{mend} in study.toml."
        )
    if n < UNSURE:
        doubts.append(f"Only {n} people: read it as a direction, not as a figure.")
    if k == 2:
        doubts.append("Two items say little on whether they belong together: ask a third.")
    if alpha.value <= 0:
        doubts.append("Alpha below 0 is no reliability: the items do not go together as they are scored.")
    correlations = correlations_of(matrix)
    if k > 3 and float(np.sort(np.linalg.eigvalsh(correlations))[-2]) > 1:
        doubts.append("The items seem to be about more than one thing, so one mean hides a part.")
    if omega.value - alpha.value > 0.05:
        doubts.append("Items say unequally much, so alpha is too low here: trust omega.")
    if float(communalities(correlations).max()) >= MOST_SHARED - 1e-6:
        doubts.append("The one-factor model breaks down at an item that shares all with the others.")
    if alpha.low > 0.95:
        doubts.append("The items say nearly the same in other words: fewer would do.")
    if groups is not None:
        doubts.append("Colleagues are among them; Feldt's interval of alpha does not take that in.")
    return doubts
