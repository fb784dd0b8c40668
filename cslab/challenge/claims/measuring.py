"""Measuring an indicator, person by person, in whatever source it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cslab.challenge.claims.asked import measure_survey
from cslab.challenge.claims.coded import measure_answers, measure_interviews
from cslab.challenge.claims.known import measure_people
from cslab.challenge.claims.sources import Sources
from cslab.challenge.claims.used import measure_usage
from cslab.challenge.claims.values import Values
from cslab.errors import InputError, NotFoundError
from cslab.study.personas import MEASURES, Condition, Indicator

_BY_SOURCE: Final[Mapping[str, Callable[[Indicator, Sequence[Condition], Sources], Values]]] = {
    "survey": measure_survey,
    "answers": measure_answers,
    "usage": measure_usage,
    "interviews": measure_interviews,
    "people": measure_people,
}


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
        If there is no such source, survey, question, answer, feature, code or column.
    InputError
        If the indicator does not say what counts, or its source holds nothing.

    Notes
    -----
    What each source counts, and whom:

    - ``survey``: of those who answered the question, the share, score or mean; weighted to those who were
      asked where that is known. Without a name, of the newest wave that asks it, relationships before cases.
    - ``answers``: of those whose words are coded, who wrote of a code, or of one below it.
    - ``usage``: of those whose plan has a feature, who ever used it; or the mean number of days with any
      event in the last 28, of those with any.
    - ``interviews``: of those who were interviewed, whose interview is coded and who agreed to be heard, who
      spoke of a code, or of one below it.
    - ``people``: of those of whom a column says something, whom it says that of.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"person_id": ["p", "q"], "account_id": ["a", "b"], "role": ["owner", "clerk"]})
    >>> owners = Indicator("people", "at_least", 50, column="role", values=("owner",))
    >>> found = measure(owners, (), Sources(people))
    >>> found.words, found.table["value"].tolist()
    ('People whose role is owner', [1.0, 0.0])
    """
    if indicator.fault:
        raise InputError(f"It can't be measured as it is written, because {indicator.fault.rstrip('.')}.")
    if indicator.source not in _BY_SOURCE:
        raise NotFoundError.of("source", indicator.source, _BY_SOURCE)
    if indicator.measure and indicator.measure not in MEASURES[indicator.source]:
        raise NotFoundError.of(
            f"measure of {indicator.source}", indicator.measure, MEASURES[indicator.source]
        )
    return _BY_SOURCE[indicator.source](indicator, segment, sources)
