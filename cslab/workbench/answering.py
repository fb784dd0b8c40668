"""Answering: the why behind the scores, how fast we answer, and how good the questions are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.listen.patterns.people import rows_of, said_by
from cslab.measure import questionnaire
from cslab.measure.reasons import explained as why
from cslab.measure.response_times import times as speed
from cslab.study import answercodes, coders, highlights
from cslab.study.changes import last_change
from cslab.workbench.coding import Coding
from cslab.workbench.openanswers import agreement_of, answers_to, has_words, open_questions
from cslab.workbench.surveying import Surveying


class Answering(Coding, Surveying):
    """Open answers and their codes, response times, and the review of a questionnaire."""

    # ---- open answers and their codes ----

    def answers(
        self,
        survey: str,
        question: str | None = None,
        *,
        coder: str | None = None,
        blind_for: str | None = None,
    ) -> pd.DataFrame:
        """List open answers with their codes.

        Parameters
        ----------
        survey : str
            Name of the survey.
        question : str, optional
            An open question, or a closed one whose reasons are asked for; all open ones when left out.
        coder : str, optional
            Only the codes of this coder.
        blind_for : str, optional
            Who will see them: one who codes blind is given their own codes alone.

        Returns
        -------
        DataFrame
            One row an answer with words in it, oldest first: response_id, person_id, question (the open one),
            text, score (the answer to the question that it explains; missing where that is no number),
            choice (that answer where it is a word), answered_at, codes (tuple of str, of all coders).

        Raises
        ------
        NotFoundError
            If there is no such survey or question.
        InputError
            If the question has no open one that asks why.
        """
        read = self.survey(survey)
        put = self.answer_codes(survey, coder=coder, blind_for=blind_for)
        by_place: dict[tuple[str, str], dict[str, None]] = {}
        for response, asked, code in zip(put["response_id"], put["question"], put["code"], strict=True):
            by_place.setdefault((str(response), str(asked)), {})[str(code)] = None
        tables = [answers_to(read, one, written=True) for one in open_questions(read, question)]
        table = pd.concat(tables, ignore_index=True) if tables else answers_to(read, None, written=True)
        places = zip(table["response_id"], table["question"], strict=True)
        table["codes"] = pd.Series([tuple(by_place.get(place, ())) for place in places], dtype=object)
        return table.sort_values("answered_at", kind="stable", na_position="last").reset_index(drop=True)

    def code_answer(
        self,
        survey: str,
        response_id: str,
        question: str,
        codes: str | Sequence[str],
        *,
        coder: str | None = None,
        nonce: str | None = None,
    ) -> tuple[int, ...]:
        """Put codes on an open answer; see `cslab.study.answercodes.add_answer_codes`.

        Parameters
        ----------
        survey, response_id : str
            Which response.
        question : str
            The open question, or the closed one that it explains.
        codes : str or sequence of str
            One or more.
        coder : str, optional
            Who codes; the study's actor when left out.
        nonce : str, optional
            Used once, so that a retried click adds nothing.

        Returns
        -------
        tuple of int
            Ids of the codes on the answer.

        Raises
        ------
        NotFoundError
            If there is no such survey, response, question or code, or nothing was written there.
        """
        response_id, asked = self._written(survey, response_id, question)
        return answercodes.add_answer_codes(
            self.store,
            survey=survey,
            response_id=response_id,
            question=asked,
            codes=[codes] if isinstance(codes, str) else list(codes),
            coder=coder or self.actor,
            nonce=nonce,
            codebook=self._newest_codebook(),
        )

    def uncode_answer(
        self,
        survey: str,
        response_id: str,
        question: str,
        codes: str | Sequence[str],
        *,
        coder: str | None = None,
    ) -> None:
        """Take codes of a coder off an open answer.

        Raises
        ------
        NotFoundError
            If the coder has not put one of them there.
        """
        answercodes.remove_answer_codes(
            self.store,
            survey=survey,
            response_id=response_id,
            question=self._asked(survey, question),
            codes=[codes] if isinstance(codes, str) else list(codes),
            coder=coder or self.actor,
        )

    def answer_codes(
        self,
        survey: str | None = None,
        *,
        question: str | None = None,
        coder: str | None = None,
        blind_for: str | None = None,
    ) -> pd.DataFrame:
        """One row a code of one coder on one answer; see `cslab.study.answercodes.answer_codes`."""
        return answercodes.answer_codes(
            self.store, survey=survey, question=question, coder=coder, blind_for=blind_for
        )

    # ---- why ----

    def reasons(
        self, survey: str, question: str, *, blind_for: str | None = None, level: float = 0.95
    ) -> why.Reasons:
        """Count the reasons people gave for an answer; see `cslab.measure.reasons.reasons`.

        Parameters
        ----------
        survey : str
            Name of the survey.
        question : str
            A closed question, or the open one that explains it.
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes count alone, and agreement is not told.
        level : float
            Of the intervals.

        Raises
        ------
        NotFoundError
            If there is no such survey or question.
        InputError
            If nobody was asked why.
        """
        seen = self._look()
        stamp = (seen.files, last_change(self.store), blind_for, level)
        made: why.Reasons = self._kept.get(
            f"reasons of {survey}/{question}",
            stamp,
            lambda: self._reasons(survey, question, blind_for, level),
            keep=seen.settled,
        )
        return made

    def _reasons(self, survey: str, question: str, blind_for: str | None, level: float) -> why.Reasons:
        read = self.survey(survey)
        asked = open_questions(read, question)
        closed = read.question(asked[0].why_of) if asked[0].why_of else asked[0]
        put = self.answer_codes(survey, blind_for=blind_for)
        put = put[put["question"].isin([one.id for one in asked])]
        answers = pd.concat([answers_to(read, one, written=False) for one in asked], ignore_index=True)
        if closed.role == "choice":
            answers["score"] = answers["choice"].astype(object)
        answers = answers.sort_values("answered_at", kind="stable", na_position="first")
        # A response and question name an answer; reasons know answers by one name only.
        answers["response_id"] = answers["response_id"] + "/" + answers["question"]
        put["response_id"] = put["response_id"] + "/" + put["question"]
        blind = coders.is_blind(self.store, blind_for)
        marked = highlights.highlights(self.store, blind_for=blind_for)
        said = said_by(rows_of(marked, self.interviews))
        names = [tuple(said.codes[at] for at in row.nonzero()[0]) for row in said.has]
        heard = pd.DataFrame({"person_id": list(said.people), "codes": pd.Series(names, dtype=object)})
        return why.reasons(
            answers,
            put,
            question=closed.id,
            role=closed.role,
            scale=closed.scale,
            choices=closed.answers,
            said=heard,
            agreement=None if blind else agreement_of(put),
            level=level,
        )

    # ---- questions ----

    def review(self, survey: str | None = None) -> questionnaire.Review:
        """Look for what is wrong with the questions; see `cslab.measure.questionnaire.review`.

        Parameters
        ----------
        survey : str, optional
            Whose questions; all of study.toml when left out.

        Notes
        -----
        Names of ours are those of ``vocabulary`` in study.toml, but for those in the study's title: customers
        know the name of whose customers they are.
        """
        asked = self.config.measures.questions if survey is None else self.survey(survey).questions
        known = self.config.title.casefold()
        names = [name for name in self.config.vocabulary if name.casefold() not in known]
        return questionnaire.review(asked, vocabulary=names, language=self.config.language or "en")

    # ---- speed ----

    def response_times(
        self, by: str | None = None, *, promise: tuple[float, float] | None = None, level: float = 0.95
    ) -> speed.ResponseTimes:
        """How long customers wait for an answer and for a solution; see `cslab.measure.response_times`.

        Parameters
        ----------
        by : str, optional
            A column of contacts.csv (channel, cause, stage...), or an attribute of the account or the person,
            such as ``"plan"``; ``"account"`` for accounts.
        promise : tuple of float, optional
            Share and hours: ``(0.85, 6)`` for "85 % within 6 hours".
        level : float
            Of the intervals.

        Raises
        ------
        NotFoundError
            If there is no such column or attribute.
        """
        contacts = self.contacts
        if by is not None:
            by, contacts = self._grouped(contacts, by)
        return speed.response_times(contacts, by=by, promise=promise, level=level)

    # ---- inside ----

    def _grouped(self, contacts: pd.DataFrame, by: str) -> tuple[str, pd.DataFrame]:
        """Contacts with the column that they are grouped by."""
        name = {"account": "account_id", "person": "person_id"}.get(by, by)
        if name in contacts.columns:
            return name, contacts
        for table, key in ((self.accounts, "account_id"), (self.people, "person_id")):
            plain = by.removeprefix("account_") if key == "account_id" else by
            if plain in table.columns:
                known = table.drop_duplicates(key).set_index(key)[plain]
                return by, contacts.assign(**{by: contacts[key].map(known)})
        known_names = {*contacts.columns, *self.accounts.columns, *self.people.columns}
        raise NotFoundError.of("attribute", by, known_names)

    def _asked(self, survey: str, question: str) -> str:
        """The open question that is meant."""
        found = open_questions(self.survey(survey), question)
        if len(found) > 1:
            raise InputError(
                f"{question!r} is explained by {' and '.join(one.id for one in found)}; name one of them."
            )
        return found[0].id

    def _written(self, survey: str, response_id: str, question: str) -> tuple[str, str]:
        """Name of an answer with words in it."""
        asked = self._asked(survey, question)
        table = self.survey(survey).responses
        name = str(response_id)
        here = table["response_id"] == name
        if not here.any():
            raise NotFoundError.of("response", name, table["response_id"])
        if not has_words(table.loc[here, asked].iloc[0]):
            raise NotFoundError(f"Response {name} wrote nothing at {asked}, so there is nothing to code.")
        return name, asked
