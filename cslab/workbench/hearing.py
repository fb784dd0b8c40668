"""Hearing why: from a number to the voices behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from cslab.errors import InputError
from cslab.measure.reasons.bands import GROUPS, bands_of, group_of
from cslab.measure.surveys.levels import level_scores
from cslab.study.changes import last_change
from cslab.study.consent import may_use
from cslab.study.juice import sentiment_of
from cslab.study.measures import LEVELS
from cslab.workbench.answering import Answering
from cslab.workbench.voices import THESE, Whose, Why, best_first, said_by

LIMIT = 12
"""Clips that are given unless more are asked for."""

WRITTEN = (
    "response_id",
    "person_id",
    "question",
    "text",
    "score",
    "choice",
    "answered_at",
    "codes",
    "survey",
)
"""Columns of what was written, where nothing was."""


class Hearing(Answering):
    """Clips that belong to a number: by who was counted, what they said, and where in the journey."""

    def voices(
        self,
        *,
        people: Iterable[str] | None = None,
        accounts: Iterable[str] | None = None,
        codes: Iterable[str] | None = None,
        stage: str | None = None,
        sentiment: int | Collection[int] | None = None,
        limit: int = LIMIT,
        blind_for: str | None = None,
    ) -> pd.DataFrame:
        """Clips that belong to a number, best first; `why` says more.

        Returns
        -------
        DataFrame
            ``why(...).clips``.
        """
        return self.why(
            people=people,
            accounts=accounts,
            codes=codes,
            stage=stage,
            sentiment=sentiment,
            limit=limit,
            blind_for=blind_for,
        ).clips

    def why(
        self,
        *,
        people: Iterable[str] | None = None,
        accounts: Iterable[str] | None = None,
        codes: Iterable[str] | None = None,
        stage: str | None = None,
        sentiment: int | Collection[int] | None = None,
        survey: str | None = None,
        limit: int = LIMIT,
        audience: str = "team",
        blind_for: str | None = None,
    ) -> Why:
        """Find the voices behind a number: first of the very people counted, then of those nearest to them.

        Parameters
        ----------
        people : iterable of str, optional
            person_id of those whom the number counts.
        accounts : iterable of str, optional
            account_id of those whom it counts; everybody there is one of them.
        codes : iterable of str, optional
            What it is about: any of these codes, or one below them.
        stage : str, optional
            Stage of the journey; answers in writing belong to none.
        sentiment : int or collection of int, optional
            -1, 0 or 1, as a clip was judged; answers in writing are not.
        survey : str, optional
            Take answers from this survey alone.
        limit : int
            At most so many clips, and so many answers.
        audience : str
            Who listens; whoever did not agree to be heard by them is not.
        blind_for : str, optional
            Who listens: one who codes blind is given what they coded alone.

        Raises
        ------
        NotFoundError
            If a code, the stage or the survey is unknown.
        InputError
            If the sentiment or the audience is none.

        Notes
        -----
        The people counted come first, then others at their accounts, then, where a code, a stage or a
        sentiment says what the number is about, anybody who said the same; the column ``match`` tells which.
        Within each, everybody's best comes before anybody's second: the juiciest clip, the newest answer. So
        many are heard rather than one at length.
        """
        if limit < 1:
            raise InputError(f"At least one clip must be asked for, but the limit was {limit}.")
        table = self.people
        everybody = people is None and accounts is None
        whose = Whose.of(
            table,
            None if everybody else [*([people] if isinstance(people, str) else people or ())],
            [*([accounts] if isinstance(accounts, str) else accounts or ())],
            about=codes is not None or stage is not None or sentiment is not None,
        )
        names = dict(zip(table["person_id"], table["name"], strict=True))
        wanted = None if codes is None else self._with_those_below(codes)
        clips = self._clips(wanted, stage, sentiment, blind_for)
        interviews = self.interviews
        allowed = {
            str(row["interview_id"]): bool(may_use(row["consent"], row["consent_until"], audience=audience))
            for row in interviews.to_dict("records")
        }
        spoke = dict(zip(interviews["interview_id"], interviews["person_id"], strict=True))
        clips = said_by(clips, clips["interview_id"].map(spoke), names, whose)
        heard = clips["interview_id"].map(allowed).fillna(False).astype(bool)
        ready = best_first(clips[heard], clips["juiciness"].astype("Float64").fillna(0.0))
        answers = self._written_anywhere(survey, blind_for)
        if wanted is not None:
            answers = answers[_any_of(wanted, answers["codes"])]
        answers = said_by(
            answers.head(0) if stage is not None else answers, answers["person_id"], names, whose
        )
        wrote = best_first(answers, answers["answered_at"].fillna(pd.Timestamp(0)))
        return Why(
            ready.head(limit).reset_index(drop=True),
            wrote.head(limit).reset_index(drop=True),
            None if everybody else len(whose.counted),
            len({person for name, person in spoke.items() if person in whose.counted and allowed[str(name)]}),
            ready.loc[ready["match"] == THESE, "person_id"].nunique(),
            wrote.loc[wrote["match"] == THESE, "person_id"].nunique(),
            int((~heard).sum()),
        )

    def who_answered(self, survey: str, question: str, group: str | None = None) -> tuple[str, ...]:
        """Give the people who answered a question, or those of them whose answers are alike.

        Parameters
        ----------
        survey, question : str
            Which; a level (satisfaction, loyalty, goodwill) for all its questions together.
        group : str, optional
            ``"low"``, ``"middle"`` or ``"high"``: for NPS detractors, passives and promoters, for a scale
            below its middle, at it and above it; for a choice, what was chosen.

        Returns
        -------
        tuple of str
            person_id of each, once; answers that nobody's name stands at are left out.

        Raises
        ------
        NotFoundError
            If there is no such survey, question, level or group.
        """
        read = self.survey(survey)
        answers = read.responses
        if question in LEVELS:
            role, scale = "scale", (0.0, 1.0)
            given = level_scores(answers, read.questions, question)
        else:
            asked = read.question(question)
            role, scale = asked.role, asked.scale or (0.0, 1.0)
            given = answers[question]
        known = answers["person_id"].notna() & given.notna()
        if group is not None:
            names = dict(zip(GROUPS, bands_of(role, (), given), strict=False)) if role != "choice" else {}
            self._known("group of answers", group, names or set(given.dropna()))
            wanted = names.get(group, group)
            known &= pd.Series(
                [group_of(one, role, scale) == wanted for one in given], given.index, dtype=bool
            )
        return tuple(dict.fromkeys(answers.loc[known, "person_id"]))

    def who_was_silent(self, survey: str) -> tuple[str, ...]:
        """Give the people who were asked and did not answer; nobody where no one knows who was asked.

        Raises
        ------
        NotFoundError
            If there is no such survey.
        """
        read = self.survey(survey)
        if read.asked is None:
            return ()
        answered = set(read.responses["person_id"].dropna())
        return tuple(dict.fromkeys(one for one in read.asked["person_id"].dropna() if one not in answered))

    # ---- inside ----

    def _clips(
        self,
        wanted: set[str] | None,
        stage: str | None,
        sentiment: int | Collection[int] | None,
        blind_for: str | None,
    ) -> pd.DataFrame:
        """Highlights about something, with their words."""
        found = self.highlights(stage=stage, blind_for=blind_for)
        found = found[found["interview_id"].isin(self.interviews["interview_id"])]
        if wanted is not None:
            found = found[_any_of(wanted, found["codes"])]
        if sentiment is not None:
            given = [sentiment] if isinstance(sentiment, int) else list(sentiment)
            found = found[found["sentiment"].isin([sentiment_of(one) for one in given])]
        return found.reset_index(drop=True)

    def _written_anywhere(self, survey: str | None, blind_for: str | None) -> pd.DataFrame:
        """What people wrote in surveys, with its codes."""
        names = list(self.surveys["name"])
        self._known("survey", survey, names)
        seen = self._look()

        def read() -> pd.DataFrame:
            tables = [self.answers(name, blind_for=blind_for).assign(survey=name) for name in names]
            return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(WRITTEN))

        stamp = (seen.files, last_change(self.store), blind_for)
        table = self._kept.get("written", stamp, read, keep=seen.settled)
        return table if survey is None else table[table["survey"] == survey].reset_index(drop=True)

    def _with_those_below(self, codes: Iterable[str]) -> set[str]:
        named = {self._code(code) or code for code in ([codes] if isinstance(codes, str) else codes)}
        book = self.codebook
        return named.union(*(book.below(code) for code in named))


def _any_of(wanted: Collection[str], codes: pd.Series) -> pd.Series:
    return pd.Series([any(code in wanted for code in given) for given in codes], codes.index, dtype=bool)
