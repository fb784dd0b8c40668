"""Scoring: what the answers say, with intervals, raw and weighted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pandas as pd

from cslab.challenge.segments import members
from cslab.errors import InputError, NotFoundError
from cslab.measure import surveys as associated
from cslab.measure import surveys as measured
from cslab.measure.surveys import scales
from cslab.measure.surveys.answers import SCORED, one_a_person
from cslab.study.measures import LEVELS, Question
from cslab.study.personas import Condition
from cslab.study.surveys.attributes import attributes_of
from cslab.study.surveys.survey import Survey
from cslab.workbench.surveying import Surveying

T = TypeVar("T")

NOBODY_ASKED = (
    "Nobody said who was asked, so everybody in people.csv is taken to have been; name a list with "
    "`asked` under this survey in study.toml."
)


class _Read:
    """Surveys as they were read: the same only while they are the very same objects."""

    __slots__ = ("surveys",)

    def __init__(self, surveys: tuple[Survey, ...]) -> None:
        self.surveys = surveys

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Read) and [*map(id, self.surveys)] == [*map(id, other.surveys)]

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.surveys)))


class Scoring(Surveying):
    """Scores of questions, their trends, who did not answer, and what goes with what.

    Where a question is named, a level will do as well (``"satisfaction"``, ``"loyalty"``, ``"goodwill"``):
    the mean of its items, from 0 to 1.
    """

    def score(
        self,
        survey: str,
        question: str,
        *,
        by: str | None = None,
        weighted: bool = False,
        level: float = 0.95,
    ) -> measured.Score:
        """Score one question of a survey; see `cslab.measure.surveys.score`.

        Parameters
        ----------
        survey, question : str
            Name of the survey; id of the question, or a level.
        by : str, optional
            An attribute of people or accounts, as it stood when they answered: a figure for each group.
        weighted : bool
            To those asked, by what study.toml names under ``[weights]``; the raw figure stays beside it.
        level : float
            Of the intervals.

        Raises
        ------
        NotFoundError
            If there is no such survey, question or attribute.
        InputError
            If fewer than 5 people answered, the question asks for reasons, or nothing is named to weight by.
        """

        def make() -> measured.Score:
            responses, asked = self._to_score(survey, question, weighted=weighted)
            weights = self.weights(survey) if weighted else None
            return measured.score(responses, asked, by=by, weights=weights, level=level)

        return self._of_surveys(f"score {survey} {question} {by} {weighted} {level}", [survey], make)

    def trend(
        self,
        series: str,
        question: str,
        *,
        by: str | None = None,
        weighted: bool = False,
        level: float = 0.95,
    ) -> measured.Trend:
        """Follow a question over the waves of a series; see `cslab.measure.surveys.trend`.

        Waves that do not have the question are left out.

        Parameters
        ----------
        series : str
            Name of the series.
        question, by, weighted, level
            As for `score`.

        Raises
        ------
        NotFoundError
            If there is no such series, question or attribute.
        InputError
            If there are no two waves with enough answers, or nothing is named to weight by.
        """
        waves = [wave.name for wave in self.series(series)]

        def make() -> measured.Trend:
            taken, weights = {}, {}
            asked = None
            for wave in waves:
                try:
                    responses, asked = self._to_score(wave, question, weighted=weighted)
                except NotFoundError:
                    continue
                title = self.survey(wave).title
                title = f"{title} ({wave})" if title in taken else title
                taken[title] = responses
                if weighted:
                    weights[title] = self.weights(wave)
            if asked is None:
                known = {one.id for wave in waves for one in self.survey(wave).questions}
                raise NotFoundError.of("question", question, known)
            return measured.trend(taken, asked, by=by, weights=weights if weighted else None, level=level)

        return self._of_surveys(f"trend {series} {question} {by} {weighted} {level}", waves, make)

    def compare(
        self,
        survey: str,
        question: str,
        by: str,
        *,
        against: str = "rest",
        weighted: bool = False,
        level: float = 0.95,
    ) -> measured.Comparison:
        """Compare a question between groups of people; see `cslab.measure.surveys.compare`.

        Parameters
        ----------
        survey, question, by, weighted, level
            As for `score`.
        against : {"rest", "pairs"}
            Each group with all the others, or each with each.

        Raises
        ------
        NotFoundError
            If there is no such survey, question or attribute.
        InputError
            If there are no two groups of at least 5 people, or nothing is named to weight by.
        """

        def make() -> measured.Comparison:
            responses, asked = self._to_score(survey, question, weighted=weighted)
            weights = self.weights(survey) if weighted else None
            return measured.compare(responses, asked, by, against=against, weights=weights, level=level)

        name = f"compare {survey} {question} {by} {against} {weighted} {level}"
        return self._of_surveys(name, [survey], make)

    def weights(self, survey: str) -> measured.Weights:
        """Weight the answers of a survey to those who were asked; see `cslab.measure.surveys.weighting.rake`.

        By what study.toml names under ``[weights]``, with its cap. Where nobody said who was asked, everybody
        in people.csv is taken to have been.

        Raises
        ------
        NotFoundError
            If there is no such survey, or no such attribute of those asked.
        InputError
            If study.toml names nothing to weight by, or nobody answered.
        """
        by, cap = self.config.measures.weight_by, self.config.measures.weight_cap
        if not by:
            raise InputError(
                "Nothing is named to weight by; write it under [weights] in study.toml, such as "
                'by = ["plan"], with columns of people.csv or accounts.csv.'
            )

        def make() -> measured.Weights:
            wave = self.survey(survey)
            asked, caveats = self._who_was_asked(wave)
            made = measured.rake(_as_asked(one_a_person(wave.responses), asked, by), asked, by, cap=cap)
            return made.with_caveats(caveats)

        return self._of_surveys(f"weights {survey}", [survey], make)

    def nonresponse(self, survey: str, by: Sequence[str] | None = None) -> measured.Nonresponse:
        """Set those who answered beside those who were asked; see `cslab.measure.surveys.nonresponse`.

        Parameters
        ----------
        survey : str
            Name of the survey.
        by : sequence of str, optional
            Attributes; those that are weighted by when left out.

        Raises
        ------
        NotFoundError
            If there is no such survey or attribute.
        InputError
            If nobody was asked.
        """
        chosen = tuple(self.config.measures.weight_by if by is None else by)

        def make() -> measured.Nonresponse:
            wave = self.survey(survey)
            asked, caveats = self._who_was_asked(wave)
            return measured.nonresponse(asked, wave.responses, chosen).with_caveats(caveats)

        return self._of_surveys(f"nonresponse {survey} {chosen}", [survey], make)

    def moved(self, survey: str, question: str) -> measured.Moved:
        """Say how far the loudest moved a figure; see `cslab.measure.surveys.moved_by`.

        Raises
        ------
        NotFoundError
            If there is no such survey or question.
        InputError
            If fewer than 5 people answered, or nothing is named to weight by.
        """

        def make() -> measured.Moved:
            responses, asked = self._to_score(survey, question, weighted=True)
            return measured.moved_by(responses, asked, self.weights(survey))

        return self._of_surveys(f"moved {survey} {question}", [survey], make)

    def level_scores(
        self, survey: str, *, by: str | None = None, weighted: bool = False
    ) -> dict[str, measured.Score]:
        """Score each level that a survey has items of: satisfaction, loyalty, goodwill; see `score`."""
        has = {question.level for question in self.survey(survey).questions}
        return {name: self.score(survey, name, by=by, weighted=weighted) for name in LEVELS if name in has}

    def reliability(self, survey: str, level: str) -> scales.Reliability:
        """Say how far the items of a level belong together; see `cslab.measure.surveys.scales.reliability`.

        Raises
        ------
        NotFoundError
            If there is no such survey, or no item of such a level in it.
        InputError
            If there are fewer than two items, or too few answers.
        """

        def make() -> scales.Reliability:
            wave = self.survey(survey)
            return scales.reliability(one_a_person(wave.responses), wave.questions, level)

        return self._of_surveys(f"reliability {survey} {level}", [survey], make)

    def drivers(
        self, survey: str, outcome: str, *, topics: Sequence[str] | None = None
    ) -> associated.Drivers:
        """Say what an outcome is associated with; see `cslab.surveys.drivers`.

        Parameters
        ----------
        survey, outcome : str
            Name of the survey; id of the question that is looked at, or a level.
        topics : sequence of str, optional
            Ids of questions that may go with it; all scales that are no item of a level when left out.

        Raises
        ------
        NotFoundError
            If there is no such survey or question.
        InputError
            If there are no topics, too many, or too few answers.
        """

        def make() -> associated.Drivers:
            wave = self.survey(survey)
            responses, asked = self._to_score(survey, outcome, weighted=True)
            chosen = [
                one
                for one in wave.questions
                if (one.id in topics if topics is not None else one.role == "scale" and not one.level)
                and one.id != outcome
            ]
            for name in topics or ():
                self._known("question", name, [one.id for one in wave.questions if one.role in SCORED])
            return associated.drivers(responses, asked, chosen)

        return self._of_surveys(f"drivers {survey} {outcome} {topics}", [survey], make)

    # ---- inside ----

    def _of_surveys(self, name: str, surveys: Sequence[str], make: Callable[[], T]) -> T:
        """Keep a result as long as its surveys stay as they were read, and with them settings and people."""
        configs = {config.name: config for config in self.config.measures.surveys}
        for one in surveys:
            self._known("survey", one, configs)
        seen = self._look()
        read = _Read(tuple(self._survey(configs[one]) for one in surveys))
        return self._kept.get(name, read, make, keep=seen.settled)

    def _counted(
        self, survey: Survey, segment: Sequence[Condition]
    ) -> tuple[pd.DataFrame, measured.Weights | None, set[str] | None]:
        """Whose answers are the truth: responses, their weights where study.toml says by what, and who."""
        people = None
        if segment:
            table = self.people
            chosen = members(segment, table, self.accounts)
            people = {str(one) for one in table.loc[chosen, "person_id"]}
        if not self.config.measures.weight_by or survey.asked is None:
            return survey.responses, None, people
        weights = self.weights(survey.name)
        return survey.responses.loc[weights.weights.index], weights, people

    def _to_score(self, survey: str, question: str, *, weighted: bool) -> tuple[pd.DataFrame, Question]:
        """Give the responses with the question's column; a level is made into one."""
        wave = self.survey(survey)
        responses = one_a_person(wave.responses) if weighted else wave.responses
        if question in LEVELS and question not in {one.id for one in wave.questions}:
            scores = measured.level_scores(responses, wave.questions, question)
            return responses.assign(**{question: scores}), measured.level_question(question)
        return responses, wave.question(question)

    def _who_was_asked(self, wave: Survey) -> tuple[pd.DataFrame, tuple[str, ...]]:
        """Give everybody who was asked, with attributes, and what to doubt about that."""
        if wave.asked is not None:
            return wave.asked, ()
        people = self.people
        names = [question.id for question in self.config.measures.questions]
        rows = attributes_of(people, self.accounts, names).rows(people["person_id"])
        return rows.assign(person_id=people["person_id"]), (NOBODY_ASKED,)


def _as_asked(responses: pd.DataFrame, asked: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Give those who answered the attributes by which they were asked; strangers keep their own."""
    known = asked.drop_duplicates("person_id").set_index("person_id")
    columns = {}
    for name in by:
        if name not in known:
            raise NotFoundError.of("attribute of those asked", name, map(str, known.columns))
        own = responses[name] if name in responses else pd.Series(None, index=responses.index, dtype=object)
        theirs = responses["person_id"].map(known[name])
        columns[name] = theirs.astype(object).where(theirs.notna(), own.astype(object))
    return responses.assign(**columns)
