"""How many people it would take to settle a claim, from what its author predicts and nothing else."""

from __future__ import annotations

import math

from cslab.challenge.claims.figures import MOST_PEOPLE
from cslab.challenge.claims.units import lines_of, stored
from cslab.measure.surveys.samples import Kind
from cslab.study.personas import Indicator

SPREAD = 4.0
"""A standard deviation is taken to be the width of the scale over this."""


def people_to_settle(
    indicator: Indicator,
    kind: Kind,
    predicted: float,
    *,
    scale: tuple[float, float] | None = None,
    others: float = math.inf,
    level: float = 0.95,
    power: float = 0.8,
) -> int | None:
    """Give how many people of the segment it takes, were the prediction true.

    Parameters
    ----------
    indicator : Indicator
        With comparator and threshold.
    kind : {"nps", "share", "mean"}
        What is estimated.
    predicted : float
        In the unit that people read.
    scale : tuple of float, optional
        Lowest and highest value of a mean; without it nobody can guess how far values spread.
    others : float
        For a comparison: how many people there are outside of the segment to each one inside.
    level : float
        Of the interval that will decide.
    power : float
        How often it should.

    Returns
    -------
    int or None
        None where the prediction lies on the line, the spread can't be guessed, or more than 100,000 people
        would be needed.

    Notes
    -----
    Shares: the test that belongs to Wilson's interval, with t the threshold and p the prediction,
    ``n = ((z_a sqrt(t(1-t)) + z_b sqrt(p(1-p))) / (p-t))^2``. An NPS: as if nobody were in between, the
    widest spread there is. Means: a standard deviation of a quarter of the scale. Comparisons: both groups
    spread as far as that; shares as if half did in both groups together. ``about``: the distance to the
    nearer end of the margin, and where the prediction lies within it, each end may be missed half as often.
    People are taken to answer independently; where colleagues are among them, it takes more. No answer of
    anybody is looked at.

    References
    ----------
    Fleiss, J. L., Levin, B. & Paik, M. C. (2003). Statistical Methods for Rates and Proportions. Wiley.
    Section 2.5.

    Examples
    --------
    >>> people_to_settle(Indicator("survey", "at_least", 50), "share", 70)
    47
    >>> people_to_settle(Indicator("survey", "at_least", 50), "share", 50) is None
    True
    """
    from scipy import special

    value, lines = stored(predicted, kind), lines_of(indicator, kind)
    line = min(lines, key=lambda at: abs(value - at))
    within = len(lines) == 2 and lines[0] < value < lines[1]
    missed = (1 - power) / 2 if within else 1 - power
    sure, often = float(special.ndtri((1 + level) / 2)), float(special.ndtri(1 - missed))
    spread = _spread(value, line, kind, scale, versus=bool(indicator.versus))
    if spread is None or value == line:
        return None
    there, here = spread
    if indicator.versus:
        wider = math.sqrt(1 + 1 / others) if math.isfinite(others) else 1.0
        there, here = there * wider, here * wider
    people = ((sure * there + often * here) / (value - line)) ** 2
    if people > MOST_PEOPLE:
        return None
    # The t of a mean is wider than z by about two more people.
    return math.ceil(people + (2 if kind == "mean" else 0))


def _spread(
    value: float, line: float, kind: Kind, scale: tuple[float, float] | None, *, versus: bool
) -> tuple[float, float] | None:
    """The standard deviation of one person, were the threshold true, and were the prediction."""
    if kind == "mean":
        if scale is None:
            return None
        guess = (scale[1] - scale[0]) / SPREAD
        return guess, guess
    most = 1.0 if kind == "nps" else 0.5
    if versus:
        return most, most
    if kind == "nps":
        return math.sqrt(max(0.0, 1 - line**2)), math.sqrt(max(0.0, 1 - value**2))
    return math.sqrt(max(0.0, line * (1 - line))), math.sqrt(max(0.0, value * (1 - value)))
