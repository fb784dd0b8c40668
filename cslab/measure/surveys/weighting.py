"""Weights that let each kind of customer count as much as there are of them, and who did not answer."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.measure.surveys.design import kish_n
from cslab.measure.surveys.raking import CLOSE, rake_codes

if TYPE_CHECKING:
    import altair as alt
    import numpy.typing as npt

    Population = pd.DataFrame | Mapping[str, Mapping[str, float]]

UNKNOWN = "unknown"
"""Category of those of whom an attribute is not known."""

MOST_CATEGORIES = 40
"""With more, weights would follow single people."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """How much each answer counts, and what that costs.

    Parameters
    ----------
    weights : Series of float
        One an answer, indexed as the answers were. Their mean is 1, or they add to a total that was given.
    by : tuple of str
        The columns whose margins they hold.
    margins : DataFrame
        One row a category of each: by, category, asked (people, or the target itself), answered (people),
        before, target, after (shares, parts of one).
    n_eff : float
        As many equal answers they are worth (Kish).
    design_effect : float
        Answers over `n_eff`: how much the variance grows by counting unequally.
    trimmed : int
        How many were cut off at the cap.
    cap : float or None
        No answer counts more than so many times the mean.
    converged : bool
        True when all margins hold.
    cells : DataFrame
        The category of each answer, as it was raked: one column a margin, pooled ones named together.
    base : Series of float
        The weights before.
    caveats : tuple of str
        What to doubt.
    """

    weights: pd.Series
    by: tuple[str, ...]
    margins: pd.DataFrame
    n_eff: float
    design_effect: float
    trimmed: int
    cap: float | None
    converged: bool
    cells: pd.DataFrame
    base: pd.Series
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the margins: before, target and after."""
        return self.margins.copy()

    def with_caveats(self, caveats: Sequence[str]) -> Weights:
        """Return the same with more to doubt."""
        return replace(self, caveats=(*self.caveats, *caveats))

    def dummies(self) -> pd.DataFrame:
        """Give a column of 0 and 1 for each category of each margin: what was calibrated to."""
        return pd.get_dummies(self.cells.astype(str), dtype=float)

    def chart(self) -> alt.LayerChart:
        """Draw the share of each category among those who answered, before and after."""
        from cslab import charts

        rows = self.margins.assign(
            label=self.margins["by"].str.replace("_", " ") + ": " + self.margins["category"]
        )
        return charts.dumbbells(
            rows,
            label="label",
            first="before",
            second="after",
            names=("as they answered", "weighted"),
            title="Share of people",
        )

    def _repr_html_(self) -> str:
        figures = (
            f"<p>{len(self.weights)} answers, worth {self.n_eff:.0f} equal ones "
            f"(design effect {self.design_effect:.2f}); {self.trimmed} cut off at the cap.</p>"
        )
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        shown = self.margins.round(3).to_html(index=False, escape=True, border=0)
        return f"{figures}{shown}<ul>{doubts}</ul>"


def rake(
    responses: pd.DataFrame,
    population: Population,
    by: Sequence[str] | None = None,
    *,
    cap: float | None = 5.0,
    base: pd.Series | None = None,
    total: float | None = None,
    empty: str = "pool",
) -> Weights:
    """Weight answers so that each margin has the shares it has among all who were asked.

    Parameters
    ----------
    responses : DataFrame, n rows
        One row a person who answered, with the columns that `by` names.
    population : DataFrame or mapping
        Everybody who was asked, with the same columns; or for each column the share or number of people of
        each category, such as ``{"plan": {"free": 700, "pro": 300}}``.
    by : sequence of str, optional
        The margins; all of the mapping when left out.
    cap : float or None
        No answer counts more than so many times the mean. None trims nothing.
    base : Series of float, optional
        Weights to begin with, indexed as `responses`: one over the chance of being asked.
    total : float, optional
        What the weights add to; their number when left out, so that the mean is 1.
    empty : {"pool", "refuse"}
        What becomes of a category of which nobody answered: it is pooled with the one of the fewest people
        asked, and a caveat names both; or it is refused.

    Returns
    -------
    Weights

    Raises
    ------
    InputError
        If nobody answered or was asked, `by` names nothing, a target is negative, a category is empty and
        shall be refused, or the cap is below 1.
    NotFoundError
        If a column is missing.

    Notes
    -----
    Estimand of what is weighted: the figure among all who were asked. It holds if, within each category,
    those who answered are like those who did not: weights mend what the margins see, and nothing else.
    Raking (iterative proportional fitting) keeps the margins, not their combinations. Those of whom a
    category is not known keep their own share. Few answers in a large category make large weights: see
    `n_eff`, and the number trimmed, after which margins no longer hold exactly.

    References
    ----------
    Deming, W. E. & Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table when the
    expected marginal totals are known. Annals of Mathematical Statistics 11, 427-444.
    Kish, L. (1965). Survey Sampling. Wiley. Section 11.7.
    Battaglia, M. P., Hoaglin, D. C. & Frankel, M. R. (2009). Practical considerations in raking survey data.
    Survey Practice 2(5).

    Examples
    --------
    >>> answered = pd.DataFrame({"plan": ["free"] * 5 + ["pro"] * 15})
    >>> made = rake(answered, {"plan": {"free": 100, "pro": 100}})
    >>> made.weights.round(3).unique().tolist(), round(made.n_eff, 1)
    ([2.0, 0.667], 15.0)
    """
    if len(responses) == 0:
        raise InputError("Nobody answered, so there is nothing to weight.")
    if cap is not None and cap < 1:
        raise InputError(f"The cap of weights must be at least 1 times the mean, but {cap:g} was given.")
    if empty not in ("pool", "refuse"):
        raise InputError(f"{empty!r} is no way to treat empty categories; use pool or refuse.")
    names = _names(by, population)
    start = pd.Series(1.0, index=responses.index) if base is None else base.reindex(responses.index)
    start = start.astype(float)
    if start.isna().any() or (start <= 0).any():
        raise InputError("Weights to begin with must be more than 0, one for each answer.")
    margins = [_margin(name, responses, _target(population, name), start, empty) for name in names]
    coded = [(margin.codes(), margin.shares.to_numpy(dtype=np.float64)) for margin in margins]
    made = rake_codes(coded, np.asarray(start, dtype=np.float64), cap=cap)
    scale = 1.0 if total is None else total / len(responses)
    weights = pd.Series(made.weights[0] * scale, index=responses.index, name="weight")
    worth = kish_n(weights)
    converged = made.gap < CLOSE * 100
    doubts = [doubt for margin in margins for doubt in margin.doubts]
    if made.trimmed:
        were = "was" if made.trimmed == 1 else "were"
        doubts.append(
            f"{_people(made.trimmed)} would have counted more than {cap:g} times the mean and {were} cut off."
        )
    if not converged:
        doubts.append(f"The margins could not all be held: a share is off by {made.gap * 100:.1f} points.")
    if worth < len(responses) / 2:
        doubts.append(f"Weighting makes {len(responses)} answers worth {worth:.0f}: few speak for many.")
    return Weights(
        weights,
        names,
        pd.concat([margin.table(start, weights) for margin in margins], ignore_index=True),
        worth,
        len(responses) / worth,
        made.trimmed,
        cap,
        converged,
        pd.DataFrame({margin.name: margin.cells for margin in margins}, index=responses.index),
        start,
        tuple(doubts),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Margin:
    """Answers and target of one margin in the same categories."""

    name: str
    cells: pd.Series
    shares: pd.Series
    counts: pd.Series | None
    doubts: tuple[str, ...]

    def codes(self) -> npt.NDArray[np.int_]:
        return pd.Categorical(self.cells, categories=list(self.shares.index)).codes.astype(np.int_)

    def table(self, base: pd.Series, weights: pd.Series) -> pd.DataFrame:
        rows = []
        for category, share in self.shares.items():
            here = self.cells == category
            asked = None if self.counts is None else self.counts.get(category)
            rows.append(
                {
                    "by": self.name,
                    "category": str(category),
                    "asked": pd.NA if asked is None else int(asked),
                    "answered": int(here.sum()),
                    "before": float(base[here].sum() / base.sum()),
                    "target": float(share),
                    "after": float(weights[here].sum() / weights.sum()),
                }
            )
        return pd.DataFrame(rows).astype({"asked": "Int64"})


def _names(by: Sequence[str] | None, population: Population) -> tuple[str, ...]:
    given = population if by is None else [by] if isinstance(by, str) else by
    names = tuple(str(name) for name in given)
    if not names:
        raise InputError("Weights need a margin, such as plan; name it under [weights] in study.toml.")
    return names


def _target(population: Population, name: str) -> pd.Series:
    """Give how many (or which share) each category has among those who were asked."""
    if isinstance(population, pd.DataFrame):
        if name not in population:
            raise NotFoundError.of("column of those who were asked", name, map(str, population.columns))
        counts = as_categories(population[name]).value_counts(sort=False).sort_index().astype(float)
    else:
        if name not in population:
            raise NotFoundError.of("margin", name, map(str, population))
        counts = pd.Series({str(key): float(part) for key, part in population[name].items()}, dtype=float)
    if (counts < 0).any() or not np.isfinite(counts).all():
        raise InputError(f"Targets of {name} must be at least 0.")
    counts = counts[counts > 0]
    if counts.drop(UNKNOWN, errors="ignore").sum() <= 0:
        raise InputError(f"Nobody who was asked has a known {name}, so there is nothing to weight to.")
    if len(counts) > MOST_CATEGORIES:
        raise InputError(
            f"There are {len(counts)} different values of {name}; weight by a column with at most "
            f"{MOST_CATEGORIES}."
        )
    return counts


def _margin(name: str, responses: pd.DataFrame, target: pd.Series, base: pd.Series, empty: str) -> _Margin:
    """Bring answers and target of one margin to the same categories; targets become shares."""
    if name not in responses:
        raise NotFoundError.of("column to weight by", name, map(str, responses.columns))
    cells, doubts = as_categories(responses[name]), []
    strange = sorted(set(cells) - set(target.index) - {UNKNOWN})
    if strange:
        doubts.append(
            f"{_people(int(cells.isin(strange).sum()))} answered whose {name} nobody asked has "
            f"({', '.join(strange[:3])}): counted as unknown."
        )
        cells = cells.where(~cells.isin(strange), UNKNOWN)
    target = target.drop(UNKNOWN, errors="ignore")
    known = set(cells) - {UNKNOWN}
    if not known:
        raise InputError(f"The {name} of nobody who answered is known, so it can't be weighted by.")
    silent = [category for category in target.index if category not in known]
    if silent and empty == "refuse":
        raise InputError(
            f"Nobody with {name} {', '.join(silent)} answered, so no weight can speak for them; "
            "take categories together, or leave this margin out."
        )
    if silent:
        cells, target, doubt = _pooled(name, cells, target, silent)
        doubts.append(doubt)
    shares = target / target.sum()
    unknown = cells == UNKNOWN
    left_out = float(base[unknown].sum() / base.sum())
    if left_out > 0:
        doubts.append(
            f"The {name} of {_people(int(unknown.sum()))} who answered is not known: they keep their share."
        )
        shares = pd.concat([shares * (1 - left_out), pd.Series({UNKNOWN: left_out})])
    counted = target if bool((target % 1 == 0).all()) and float(target.sum()) > 1 else None
    return _Margin(name, cells, shares, counted, tuple(doubts))


def _pooled(
    name: str, cells: pd.Series, target: pd.Series, silent: list[str]
) -> tuple[pd.Series, pd.Series, str]:
    """Take categories that nobody answered for together with the smallest that somebody did."""
    host = str(target.drop(silent).idxmin())
    together = " or ".join([host, *silent])
    missed = target.index.isin(silent)
    part = float(target[missed].sum() / target.sum())
    merged = target.drop([host, *silent])
    merged[together] = float(target[missed].sum() + target[host])
    doubt = (
        f"Nobody with {name} {', '.join(silent)} answered ({part * 100:.0f} % of those asked): taken "
        f"together with {host}, whose answers now speak for them, which may be wrong."
    )
    return cells.where(cells != host, together), merged, doubt


def as_categories(column: pd.Series) -> pd.Series:
    """Give categories as words; those that are not there are unknown."""
    return column.astype(object).where(column.notna(), UNKNOWN).astype(str)


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"
