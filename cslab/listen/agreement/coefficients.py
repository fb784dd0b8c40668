"""Coefficients of agreement, each as the disagreement that was seen and the one that chance would bring.

Every coefficient is ``1 - seen / expected``. Kept apart, the two add up over codes, which gives a figure for
a whole codebook where a passage may carry several codes. All take a `Tally` of many samples at once and
give one number a sample; NaN stands for "can't be told from these units".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cslab.listen.agreement.levels import Level, distances
from cslab.listen.agreement.tally import MISSING, Floats, Tally


class Disagreement(NamedTuple):
    """Disagreement seen and expected by chance, one of each for every sample."""

    seen: Floats
    expected: Floats

    def agreement(self) -> Floats:
        """Give the coefficient: 1 for full agreement, 0 for what chance would bring."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.expected > 0, 1 - self.seen / self.expected, np.nan)


def percent(tally: Tally) -> Disagreement:
    """Count, over units that two or more judged, the share of pairs of coders who differ."""
    return _pairs(tally, np.ones(len(tally.patterns), dtype=bool))


def percent_of_coded(tally: Tally) -> Disagreement:
    """Count as `percent` does, but only units to which somebody gave another value than the first one."""
    return _pairs(tally, np.any(tally.patterns > 0, axis=1))


def _pairs(tally: Tally, kept: Any) -> Disagreement:
    given = tally.given()
    judges = given.sum(axis=1)
    kept = kept & (judges > 1)
    pairs = np.maximum(judges * (judges - 1), 1)
    differ = 1 - (given * (given - 1)).sum(axis=1) / pairs
    return Disagreement(tally.weights @ (differ * kept), tally.weights @ kept.astype(float))


def cohen(tally: Tally) -> Disagreement:
    """Compare two coders over the units that both judged; each keeps habits of their own.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
    Measurement 20, 37-46.
    """
    both = (tally.patterns != MISSING).all(axis=1)
    first, second = (tally.patterns[:, coder] for coder in (0, 1))
    weights = tally.weights * both
    total = weights.sum(axis=1)
    kinds = np.arange(len(tally.values))
    margins = [weights @ (judged[:, None] == kinds) for judged in (first, second)]
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = 1 - (margins[0] * margins[1]).sum(axis=1) / total**2
        return Disagreement(weights @ (first != second) / total, expected)


def fleiss(tally: Tally) -> Disagreement:
    """Compare any number of coders, over the units that all of them judged.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin
    76, 378-382.
    """
    complete = (tally.patterns != MISSING).all(axis=1)
    given, coders = tally.given(), tally.patterns.shape[1]
    weights = tally.weights * complete
    total = weights.sum(axis=1, keepdims=True)
    agree = (given * (given - 1)).sum(axis=1) / (coders * (coders - 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = weights @ given / (total * coders)
        return Disagreement(1 - weights @ agree / total[:, 0], 1 - (shares**2).sum(axis=1))


def krippendorff(tally: Tally, level: Level = "nominal") -> Disagreement:
    """Compare any number of coders, over the units that two or more judged.

    Notes
    -----
    Each unit that m coders judged puts its m(m - 1) pairs of values into the coincidence matrix, each
    weighing 1 / (m - 1); chance pairs every value with every other one but itself. Where `Tally.alone` is
    given, units have a length, their pairs weigh as much as they are long, and a unit is not paired with
    itself: this is the coefficient for unitizing (`cslab.listen.agreement.unitizing`).

    References
    ----------
    Krippendorff, K. (2018). Content Analysis: An Introduction to Its Methodology, 4th ed. Sage.
    Sections 12.3 and 12.6.
    """
    given = tally.given().astype(float)
    judges = given.sum(axis=1)
    pairable = judges > 1
    pairs = given[:, :, None] * given[:, None, :] - given[:, :, None] * np.eye(len(tally.values))
    pairs = pairs / np.where(pairable, judges - 1, np.inf)[:, None, None]
    seen = np.tensordot(tally.weights, pairs, axes=1)
    margins = seen.sum(axis=2)
    total = margins.sum(axis=1)
    apart = distances(tally.values, margins, level)
    by_chance = margins[:, :, None] * margins[:, None, :]
    alone = total if tally.alone is None else tally.alone.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Disagreement(
            (seen * apart).sum(axis=(1, 2)) / total,
            (by_chance * apart).sum(axis=(1, 2)) / (total**2 - alone),
        )


def pooled(parts: list[Disagreement]) -> Disagreement:
    """Add up the disagreements of several codes; a code of which nothing can be told adds nothing."""
    seen, expected = (np.array([getattr(part, name) for part in parts]) for name in ("seen", "expected"))
    known = np.isfinite(seen) & np.isfinite(expected)
    return Disagreement(np.where(known, seen, 0).sum(axis=0), np.where(known, expected, 0).sum(axis=0))
