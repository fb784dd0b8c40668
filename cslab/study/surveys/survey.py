"""One wave of a survey: who answered what and when, who they were then, and who was asked."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cslab.errors import NotFoundError
from cslab.intervals import proportion
from cslab.study.faults import Fault
from cslab.study.measures import Question, SurveyConfig

if TYPE_CHECKING:
    import pandas as pd

    from cslab.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey as it was answered once.

    Parameters
    ----------
    config : SurveyConfig
        Its settings in study.toml.
    questions : tuple of Question
        Those that this wave has, in the order of study.toml.
    responses : DataFrame
        One row a response: response_id (str), person_id (str; missing where nobody knows who answered),
        account_id (str), answered_at (datetime64[us], UTC without a zone), one column a question under its id
        (float64 for scores, as they were given; str for choices and reasons), then the attributes of the
        person and the account as they stood when the answer was first read.
    asked : DataFrame or None
        Who was asked: person_id, account_id and the attributes as they are now; None when nobody knows.
    faults : tuple of Fault
        What can't be used as it stands, in the order of the file.
    left_out : int
        Rows of the file that are in no response.
    reasons : mapping of str to int
        Why rows were left out, in words, and how many for each reason.
    attributes : tuple of str
        Columns of `responses` that are attributes.
    caveats : tuple of str
        What to doubt about the wave as a whole, in plain words.

    Examples
    --------
    >>> import pandas as pd
    >>> ask = Question("recommend", "How likely are you to recommend us?", "nps", (0, 10))
    >>> answers = pd.DataFrame({"response_id": ["r1", "r2"], "recommend": [9.0, float("nan")]})
    >>> wave = Survey(SurveyConfig("nps", "surveys/nps.csv"), (ask,), answers)
    >>> wave.summary()
        question role  answered  missing                              wording
    0  recommend  nps         1        1  How likely are you to recommend us?
    """

    config: SurveyConfig
    questions: tuple[Question, ...]
    responses: pd.DataFrame
    asked: pd.DataFrame | None = None
    faults: tuple[Fault, ...] = ()
    left_out: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How it is called in code and addresses."""
        return self.config.name

    @property
    def title(self) -> str:
        """How it is called before people."""
        return self.config.title or self.config.name

    @property
    def answered(self) -> int:
        """How many of those who were asked answered; all responses where nobody knows who was asked."""
        if self.asked is None:
            return len(self.responses)
        return len(set(self.asked["person_id"]) & set(self.responses["person_id"].dropna()))

    @property
    def response_rate(self) -> Estimate | None:
        """Share of those asked who answered; None when nobody knows who was asked."""
        if self.asked is None or self.asked.empty:
            return None
        return proportion(self.answered, len(self.asked))

    def question(self, id_: str) -> Question:
        """Give one question of this wave.

        Raises
        ------
        NotFoundError
            If this wave does not have it.
        """
        for question in self.questions:
            if question.id == id_:
                return question
        raise NotFoundError.of("question", id_, [question.id for question in self.questions])

    def of_role(self, *roles: str) -> tuple[Question, ...]:
        """Give the questions of some roles: ``"nps"``, ``"why"``..."""
        return tuple(question for question in self.questions if question.role in roles)

    def whys(self, id_: str) -> tuple[Question, ...]:
        """Give the open questions that ask for the reason of a question's answer."""
        return tuple(question for question in self.questions if question.why_of == id_)

    def copy(self) -> Survey:
        """Give a survey whose tables may be changed without changing this one's."""
        asked = None if self.asked is None else self.asked.copy(deep=False)
        return replace(self, responses=self.responses.copy(deep=False), asked=asked)

    def summary(self) -> pd.DataFrame:
        """Give one row a question: question, role, answered, missing, wording."""
        import pandas as pd

        counts = [int(self.responses[question.id].notna().sum()) for question in self.questions]
        return pd.DataFrame(
            {
                "question": [question.id for question in self.questions],
                "role": [question.role for question in self.questions],
                "answered": counts,
                "missing": [len(self.responses) - count for count in counts],
                "wording": [question.wording for question in self.questions],
            }
        )

    def _repr_html_(self) -> str:
        rate = self.response_rate
        facts = [f"{len(self.responses):,} responses"]
        facts += [f"{self.answered:,} of {len(self.asked):,} asked"] if self.asked is not None else []
        facts += [f"response rate {rate}"] if rate is not None else []
        facts += [f"{count:,} {reason}" for reason, count in self.reasons.items()]
        said = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        table = self.summary().to_html(index=False, escape=True, border=0)
        return (
            f"<h4>{html.escape(self.title)}</h4><p>{html.escape(', '.join(facts))}</p><ul>{said}</ul>{table}"
        )
