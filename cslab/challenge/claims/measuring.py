"""Measuring an indicator, person by person, in whatever source it names."""

from __future__ import annotations

from collections.abc import Sequence

from cslab.challenge.claims.sources import Sources
from cslab.challenge.claims.values import Values
from cslab.study.personas import Condition, Indicator


def measure(indicator: Indicator, segment: Sequence[Condition], sources: Sources) -> Values:
    """Measure an indicator for every customer for whom it can be.

    Parameters
    ----------
    indicator : Indicator
        What to measure.
    segment : sequence of Condition
        Whom the claim is about; empty for everybody.
    sources : Sources
        Where to look.

    Returns
    -------
    Values
        One row a person; those in the segment are ``inside``.

    Raises
    ------
    NotFoundError
        If there is no such survey, question, answer, feature, code or column.
    InputError
        If the indicator does not say what counts, or its source holds nothing.
    """
    raise NotImplementedError
