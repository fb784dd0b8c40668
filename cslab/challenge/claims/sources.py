"""What indicators are measured in: tables and readers that are asked only for what is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.errors import NotFoundError
from cslab.study.measures import MeasureConfig

if TYPE_CHECKING:
    from cslab.measure.surveys.weighting import Weights
    from cslab.measure.usage.uses import Uses
    from cslab.study.surveys.survey import Survey


def _no_survey(name: str) -> Survey:
    raise NotFoundError.of("survey", name, ())


def _unweighted(name: str) -> Weights | None:  # noqa: ARG001 (one shape for all)
    return None


def _only_itself(code: str) -> frozenset[str]:
    return frozenset({code})


def _no_answers(survey: str) -> pd.DataFrame:  # noqa: ARG001 (one shape for all)
    return pd.DataFrame(
        {name: pd.Series(dtype=object) for name in ("response_id", "person_id", "question", "codes")}
    )


def _no_marks() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in ("interview_id", "codes")})


def _nothing() -> Any:
    return None


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that claims are held against, asked for only when an indicator needs it.

    Parameters
    ----------
    people, accounts : DataFrame
        As people.csv and accounts.csv.
    config : MeasureConfig
        Questions, surveys and features of study.toml.
    survey : callable
        Gives a wave by its name; raises a `CslabError` where it can't be read.
    weights : callable
        Gives the weights of a wave's responses (one a person), or None where nobody knows by what, or who was
        asked.
    below : callable
        Gives a code and those below it; raises `NotFoundError` where there is no such code.
    answers : callable
        Gives a wave's open answers with words in them: response_id, person_id, question, codes (tuple of str,
        as far as the reader may see).
    marks : callable
        Gives highlights: interview_id, codes, as far as the reader may see.
    interviews : DataFrame
        As interviews.csv: interview_id, person_id, consent, consent_until.
    uses : callable
        Gives who used which feature; raises `InputError` where there is no usage. See
        `cslab.measure.usage.uses.find_uses`.
    active_days : callable
        Gives one row a person with any event in the last 28 days: person_id, account_id, days; None where
        there is no usage. See `cslab.challenge.claims.used.active_days`.
    today : date or None
        The day on which consent must hold; the present one when not given.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["p-1"], "account_id": ["a-1"]})
    >>> Sources(people).answers("nps").empty
    True
    """

    people: pd.DataFrame
    accounts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"account_id": []}, dtype="str"))
    config: MeasureConfig = field(default_factory=MeasureConfig)
    survey: Callable[[str], Survey] = _no_survey
    weights: Callable[[str], Weights | None] = _unweighted
    below: Callable[[str], frozenset[str]] = _only_itself
    answers: Callable[[str], pd.DataFrame] = _no_answers
    marks: Callable[[], pd.DataFrame] = _no_marks
    interviews: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            {
                name: pd.Series(dtype=object)
                for name in ("interview_id", "person_id", "consent", "consent_until")
            }
        )
    )
    uses: Callable[[], Uses | None] = _nothing
    active_days: Callable[[], pd.DataFrame | None] = _nothing
    today: date | None = None
