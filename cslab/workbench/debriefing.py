"""Debriefing: what a session shows once it is revealed, and what it changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.measure.surveys.rescaled import rescaled_means
from cslab.measure.surveys.spread import rescaled_spread
from cslab.study import changes, seats, taps
from cslab.study import sessions as kept
from cslab.study.convened import Session, same
from cslab.study.measures import Question
from cslab.study.surveys.survey import Survey
from cslab.tell.sessions.errors import with_interval
from cslab.tell.sessions.result import OwnResult, SessionResult, own_result, session_result
from cslab.workbench.mirroring import IN_SESSIONS, Mirroring

T = TypeVar("T")


class Debriefing(Mirroring):
    """See the real answers beside one's own guesses, and what listening changed."""

    def session_answers(self, name: str, *, for_: str, phase: str = "before") -> pd.DataFrame:
        """Give what everybody wrote down, to somebody who may see it.

        Parameters
        ----------
        for_ : str
            Who asks.
        phase : {"before", "after"}
            The second answers are given once the session is closed.

        Returns
        -------
        DataFrame
            One row an answer: item, own, certainty, predicted, you (True for their own). No names, and in
            each item by the prediction, so that nobody can be followed from one item to the next.

        Raises
        ------
        InputError
            If nothing is revealed yet, or they have not locked what they believe.
        """
        found = self._shown(name, for_)
        if phase == "after" and found.open:
            raise InputError("The second answers are shown once the session is closed.")
        table = seats.locked_answers(self.store, name, phase)
        table["you"] = [same(one, for_) for one in table["teammate"]]
        table = table.sort_values(["item", "predicted", "own"], kind="stable")
        return table[["item", "own", "certainty", "predicted", "you"]].reset_index(drop=True)

    def session_distribution(self, name: str, *, for_: str | None = None) -> pd.DataFrame:
        """Give what customers answered, to somebody who may see it.

        Parameters
        ----------
        for_ : str, optional
            Who asks; anybody who was in it when left out.

        Returns
        -------
        DataFrame
            One row an answer there is to each question: item, wording, at (0 to 100), answer, people, share,
            n, mean (0 to 100), low and high (its interval at 95 %). Questions that fewer than 5 customers
            answered are left out.

        Raises
        ------
        InputError
            If nothing is revealed yet, or they have not locked what they believe.
        """
        found = self._shown(name, for_)

        def make() -> pd.DataFrame:
            survey, questions = self._asked_in(found)
            if survey is None:
                return rescaled_spread(pd.DataFrame(), ())
            responses, weights, people = self._counted(survey, found.segment)
            return rescaled_spread(responses, questions, weights=weights, people=people)

        spread = self._of_session("distribution", found, (), make)
        means = with_interval(self._session_actual(found)).set_index("item")
        columns = {"mean": "value", "low": "low", "high": "high"}
        return spread.assign(
            **{name: spread["item"].map(means[column]).astype(float) for name, column in columns.items()}
        )

    def session_result(self, name: str, *, for_: str | None = None, level: float = 0.95) -> SessionResult:
        """Measure what a session changed, for the team; see `cslab.tell.sessions.result.session_result`.

        Parameters
        ----------
        for_ : str, optional
            Who asks; anybody who was in it when left out.
        level : float
            Of the intervals.

        Raises
        ------
        InputError
            If nothing is revealed yet, or who asks has not locked what they believe.
        """
        found = self._shown(name, for_)

        def make() -> SessionResult:
            return session_result(found, *self._session_tables(found), level=level)

        return self._of_session(f"result {level}", found, changes.last_change(self.store), make)

    def own_session_result(self, name: str, teammate: str, *, level: float = 0.95) -> OwnResult:
        """Measure what a session changed in one person's guesses: for themselves alone.

        Raises
        ------
        NotFoundError
            If they are not in the session.
        InputError
            If nothing is revealed yet, or they have not locked what they believe.
        """
        found = self._shown(name, teammate)

        def make() -> OwnResult:
            return own_result(found, teammate, *self._session_tables(found), level=level)

        stamp = changes.last_change(self.store)
        return self._of_session(f"result of {teammate.casefold()} {level}", found, stamp, make)

    # ---- inside ----

    def _shown(self, name: str, teammate: str | None) -> Session:
        """The session, once it has been revealed and to somebody who may look."""
        found = kept.load_session(self.store, name)
        if teammate is not None and (why := found.hidden_from(teammate)):
            raise InputError(why)
        if not found.revealed and found.open:
            raise InputError(f"Nothing of this session is shown before {found.facilitator} reveals it.")
        return found

    def _session_tables(
        self, found: Session
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """First answers, second answers, what customers answered, taps."""
        before, after = (seats.locked_answers(self.store, found.name, one) for one in ("before", "after"))
        return before, after, self._session_actual(found), taps.taps(self.store, found.name)

    def _session_actual(self, found: Session) -> pd.DataFrame:
        def make() -> pd.DataFrame:
            survey, questions = self._asked_in(found)
            if survey is None:
                return rescaled_means(pd.DataFrame(), ())
            responses, weights, people = self._counted(survey, found.segment)
            return rescaled_means(responses, questions, weights=weights, people=people)

        return self._of_session("actual", found, (), make)

    def _asked_in(self, found: Session) -> tuple[Survey | None, tuple[Question, ...]]:
        """The survey of a session, and those of its questions that are still there and have a scale."""
        try:
            survey = self.survey(found.survey)
        except NotFoundError:
            return None, ()
        there = {question.id: question for question in survey.questions if question.scale is not None}
        return survey, tuple(there[item] for item in found.items if item in there)

    def _of_session(self, what: str, found: Session, more: Hashable, make: Callable[[], T]) -> T:
        seen = self._look()
        stamp = (seen.files, changes.last_change(self.store, but=IN_SESSIONS), more)
        return self._kept.get(f"session {found.name} {what}", stamp, make, keep=seen.settled)
