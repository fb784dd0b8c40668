"""Claims that say the same, or the opposite: in words, by what is asked of the data, or by whom they fit."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import astuple, replace
from typing import Final

import numpy as np
import pandas as pd

from cslab.challenge.messages.stems import stemmed
from cslab.estimate import Estimate
from cslab.study.personas import Claim, Indicator

REDUNDANT: Final = 0.8
"""Phi from which two claims are one claim, and below minus which one is the opposite of the other."""

ALIKE: Final = 0.8
"""Likeness of words, 0 to 1, from which two claims are said in the same words."""

FEW: Final = 5
DRAWS: Final = 4_000

SAME, REVERSED = "same", "opposite"

_NOT: Final = frozenset(
    (
        *("not", "never", "no", "nobody", "none", "nothing", "neither", "nor", "cannot", "cant", "wont"),
        *("dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "wouldnt", "shouldnt", "couldnt"),
        *("hasnt", "havent", "hadnt", "without", "hardly", "seldom", "rarely"),
    )
)


def in_words(one: str, other: str, *, names: Collection[str] = (), language: str = "en") -> tuple[str, float]:
    """Compare two claims by their words.

    Parameters
    ----------
    one, other : str
        The claims.
    names : collection of str
        Words that each claim of the persona may begin with, such as its name.
    language : str
        Two letters.

    Returns
    -------
    tuple of (str, float)
        ``"same"``, or ``"opposite"`` where one of them denies what the other says; and how alike they are,
        0 to 1.

    Notes
    -----
    Words that say little are left out, the others stemmed and sorted; the likeness is the normalised
    similarity of the two lines (Indel: letters to put in or take out). A claim denies where it has an odd
    number of words such as "not", "never", "nobody"; that is known for English alone.

    Examples
    --------
    >>> in_words("She wants paperless approvals.", "She wants her approvals paperless")
    ('same', 1.0)
    >>> in_words("She reads the digest", "She never reads the digest")
    ('opposite', 1.0)
    """
    from rapidfuzz import fuzz

    barred = {word.key for name in names for word in stemmed(name, language)}
    lines, denies = [], []
    for text in (one, other):
        words = stemmed(text, language)
        denies.append(sum(word.plain in _NOT for word in words) % 2)
        lines.append(
            " ".join(sorted(word.key for word in words if not word.little and word.key not in barred))
        )
    if not all(lines):
        return SAME, 0.0
    return (SAME if denies[0] == denies[1] else REVERSED), fuzz.ratio(*lines) / 100


def in_indicators(one: Claim, other: Claim) -> str:
    """Compare two claims by what is to show them: ``"same"``, ``"opposite"``, or empty for neither.

    They are the same where all that shows one shows the other, whatever the thresholds are; opposite where
    the same figure would have to lie in two places at once.

    Examples
    --------
    >>> high = Claim("a", "p", "", (Indicator("usage", "at_least", 60, feature="lanes"),))
    >>> low = Claim("b", "p", "", (Indicator("usage", "at_most", 40, feature="lanes"),))
    >>> in_indicators(high, low), in_indicators(high, high)
    ('opposite', 'same')
    """
    pairs = [
        (mine, yours) for mine in one.shown_by for yours in other.shown_by if _asked(mine) == _asked(yours)
    ]
    if any(_apart(mine, yours) for mine, yours in pairs):
        return REVERSED
    known = [{_asked(indicator) for indicator in claim.shown_by} for claim in (one, other)]
    return SAME if known[0] and known[0] == known[1] else ""


def phi(
    first: pd.Series[bool], second: pd.Series[bool], *, level: float = 0.95, seed: int = 0
) -> Estimate | None:
    """Estimate how far two claims are true of the same people.

    Parameters
    ----------
    first, second : Series of bool
        Whether each is true, by person_id; people who have both count.
    level : float
        Of the interval.
    seed : int
        The same seed gives the same interval.

    Returns
    -------
    Estimate or None
        From -1, where exactly one of the two is true of everybody, to 1, where always both or neither are.
        None with fewer than 5 people, or where one of them is true of all, or of nobody.

    Notes
    -----
    Estimand: the correlation of the two truths in the population of which the people are a random sample:
    ``phi = (n11 n00 - n10 n01) / sqrt(n1. n0. n.1 n.0)``. The interval is that of Jeffreys' prior: quantiles
    of phi over draws of the four shares from their Dirichlet posterior with a half added to each count; it
    has a width even where the two always go together. Colleagues are taken to be independent, which makes it
    a little too narrow.

    References
    ----------
    Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd edition. Section 3.4 (multinomial model).

    Examples
    --------
    >>> ill = pd.Series([True] * 20 + [False] * 20)
    >>> print(phi(ill, ill))
    1.00 (0.83–1.00, n = 40)
    """
    both = pd.concat([first, second], axis=1, join="inner").astype(bool)
    n = len(both)
    one, other = both.iloc[:, 0].to_numpy(), both.iloc[:, 1].to_numpy()
    if n < FEW or len(set(one)) < 2 or len(set(other)) < 2:
        return None
    counts = np.array(
        [(one & other).sum(), (one & ~other).sum(), (~one & other).sum(), (~one & ~other).sum()]
    )
    draws = np.random.default_rng(seed).dirichlet(counts + 0.5, size=DRAWS)
    value = float(_phi(counts[None, :] / n)[0])
    low, high = np.quantile(_phi(draws), [(1 - level) / 2, (1 + level) / 2])
    method = "phi of a fourfold table, interval of Jeffreys' prior"
    return Estimate(value, min(float(low), value), max(float(high), value), n, method, level)


def _phi(
    shares: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    a, b, c, d = shares.T
    found: np.ndarray[tuple[int], np.dtype[np.float64]] = (a * d - b * c) / np.sqrt(
        (a + b) * (c + d) * (a + c) * (b + d)
    )
    return found


def _asked(indicator: Indicator) -> tuple[object, ...]:
    """What is asked of the data, whatever the threshold is."""
    plain = replace(indicator, comparator="about", threshold=0.0, margin=0.0, measure=indicator.counts)
    return tuple(astuple(plain))


def _apart(one: Indicator, other: Indicator) -> bool:
    """Whether no figure could satisfy both."""
    (low, high), (other_low, other_high) = _range(one), _range(other)
    return max(low, other_low) > min(high, other_high)


def _range(indicator: Indicator) -> tuple[float, float]:
    at = float(indicator.threshold)
    if indicator.comparator == "at_least":
        return at, math.inf
    if indicator.comparator == "at_most":
        return -math.inf, at
    return at - indicator.margin, at + indicator.margin
