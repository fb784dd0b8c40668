"""Whether a claim tells the people of a segment from everyone else, or is true of all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from cslab.challenge.claims.values import Values
from cslab.estimate import Estimate
from cslab.measure.surveys.differences import difference
from cslab.measure.surveys.samples import Sample, estimate

EQUIVALENT: Final = 0.2
"""Cohen's h of shares, or d of means, below which a difference is too small to matter."""

EVERYONE: Final = 0.85
"""Share of all customers above which a claim is true of nearly everyone."""

FEW: Final = 5

ALIKE, MAYBE_ALIKE, APART, UNKNOWN = "alike", "maybe alike", "apart", "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """How far a segment lies from everyone else in one figure.

    Parameters
    ----------
    word : str
        ``"alike"``: so near that the difference does not matter; ``"maybe alike"``: it seems so, and too few
        were measured to tell; ``"apart"``: they differ; ``"unknown"``: it can't be told.
    inside, outside : Estimate or None
        Of the segment, and of everyone else.
    gap : Estimate or None
        How far the first lies above the second.
    effect : Estimate or None
        The same as Cohen's h, or d, with the interval that the two one-sided tests decide by (90 %).
    """

    word: str
    inside: Estimate | None = None
    outside: Estimate | None = None
    gap: Estimate | None = None
    effect: Estimate | None = None


def sample_of(values: Values, rows: pd.DataFrame) -> Sample:
    """Make a sample of some people of whom something was measured; colleagues are one group."""
    accounts = rows["account_id"]
    own = pd.Series([f"alone {at}" for at in range(len(rows))], rows.index, dtype=object)
    groups = accounts.astype(object).where(accounts.notna(), own)
    clusters = groups.to_numpy(dtype=object) if groups.duplicated().any() else None
    weights = rows["weight"].to_numpy(dtype=float) if values.weighted else None
    unit = values.unit if values.kind == "mean" else ""
    return Sample(values.kind, rows["value"].to_numpy(dtype=float), weights, clusters, unit=unit)


def apart(values: Values, *, equivalent: float = EQUIVALENT, level: float = 0.95) -> Apart:
    """Compare the people of a segment with everyone else.

    Parameters
    ----------
    values : Values
        What was measured of whom.
    equivalent : float
        Cohen's h of shares, or d of means and of an NPS, that does not matter yet.
    level : float
        Of the intervals; each of the two one-sided tests is at 1 less this.

    Returns
    -------
    Apart

    Notes
    -----
    Two one-sided tests: the two are alike where the interval of the effect at ``2 * level - 1`` lies within
    ``±equivalent``. For shares ``h = 2 asin(sqrt(p1)) - 2 asin(sqrt(p2))`` with standard error
    ``sqrt(1 / n1 + 1 / n2)``, n being what weighted or clustered answers are worth. For means and an NPS the
    difference over the pooled standard deviation, by t. Not for shares near 0 or 1 of fewer than about 20
    people, where the standard error of h is too small.

    References
    ----------
    Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach for
    assessing the equivalence of average bioavailability. Journal of Pharmacokinetics and Biopharmaceutics
    15, 657-680. Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences. Section 6.2.

    Examples
    --------
    >>> from cslab.study.personas import Indicator
    >>> rows = pd.DataFrame({"account_id": None, "weight": 1.0, "inside": [True, False] * 500})
    >>> values = Values(Indicator("usage", "at_least", 50), rows.assign(value=1.0), "share", "%", "Use it")
    >>> apart(values).word
    'alike'
    """
    inside, outside = (rows.dropna(subset=["value"]) for rows in (values.inside, values.outside))
    if min(len(inside), len(outside)) < FEW:
        return Apart(UNKNOWN)
    first, second = sample_of(values, inside), sample_of(values, outside)
    ends = min(first.worth().units, second.worth().units)
    if ends < 2:
        return Apart(UNKNOWN)
    effect = _effect(first, second, 2 * level - 1)
    gap = difference(first, second, level=level)
    one, other = estimate(first, level=level), estimate(second, level=level)
    if effect is None:
        return Apart(UNKNOWN, one, other, gap)
    if -equivalent < effect.low and effect.high < equivalent:
        word = ALIKE
    elif gap.low > 0 or gap.high < 0:
        word = APART
    else:
        word = MAYBE_ALIKE if abs(effect.value) < equivalent else UNKNOWN
    return Apart(word, one, other, gap, effect)


def of_everyone(values: Sequence[Values], truths: pd.DataFrame, *, level: float = 0.95) -> Estimate | None:
    """Estimate of how many of all customers a claim is true.

    Parameters
    ----------
    values : sequence of Values
        What was measured for the claim.
    truths : DataFrame
        person_id, and true: whether the claim is true of them.
    level : float
        Of the interval.

    Returns
    -------
    Estimate or None
        In ``%``; None with fewer than 5 people.

    Notes
    -----
    Weighted where one figure alone shows the claim and its values are; colleagues are one group.
    """
    if len(truths) < FEW or not values:
        return None
    tables = [one.table[one.table["person_id"].notna()] for one in values]
    first = pd.concat(tables).assign(who=lambda rows: rows["person_id"].astype(str)).drop_duplicates("who")
    rows = truths.merge(first[["who", "account_id", "weight"]], left_on="person_id", right_on="who")
    rows = rows.assign(value=rows["true"].astype(float))
    weighted = len(values) == 1 and values[0].weighted
    shape = Values(values[0].indicator, rows, "share", "%", values[0].words, weighted)
    return estimate(sample_of(shape, rows), level=level)


def _effect(first: Sample, second: Sample, level: float) -> Estimate | None:
    from scipy import special

    one, other = first.worth(), second.worth()
    n = first.n + second.n
    if first.kind == "share":
        value = 2 * (math.asin(math.sqrt(first.value)) - math.asin(math.sqrt(second.value)))
        se = math.sqrt(1 / one.n_eff + 1 / other.n_eff)
        reach = float(special.ndtri((1 + level) / 2)) * se
        return Estimate(value, value - reach, value + reach, n, "Cohen's h, two one-sided tests", level)
    spreads = [
        float(np.average((some.values - some.value) ** 2, weights=some.counting)) * some.n / (some.n - 1)
        for some in (first, second)
    ]
    degrees = one.units + other.units - 2
    pooled = math.sqrt(((first.n - 1) * spreads[0] + (second.n - 1) * spreads[1]) / (n - 2))
    if not pooled or degrees < 1:
        return None
    value = (first.value - second.value) / pooled
    se = math.sqrt(1 / one.n_eff + 1 / other.n_eff)
    reach = float(special.stdtrit(degrees, (1 + level) / 2)) * se
    return Estimate(value, value - reach, value + reach, n, "Cohen's d, two one-sided t-tests", level)
