"""Hearing why: from a number to the voices behind it."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from cslab.errors import InputError
from cslab.study.changes import last_change
from cslab.study.consent import may_use
from cslab.study.juice import sentiment_of
from cslab.workbench.answering import Answering

THESE, COLLEAGUES, OTHERS = "these people", "same account", "same reason"
"""Whose voice a clip is: of somebody counted, of somebody at their account, of others who said the same."""

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

ORDER = {THESE: 0, COLLEAGUES: 1, OTHERS: 2}


@dataclass(frozen=True, slots=True, eq=False)
class Why:
    """The voices behind a number.

    Parameters
    ----------
    clips : DataFrame
        One row a clip, best first: the columns of `Study.highlights`, then person_id, person (their name),
        and match: ``"these people"``, ``"same account"`` or ``"same reason"``.
    answers : DataFrame
        One row an answer in writing, best first: the columns of `Study.answers`, then survey, person, match.
    counted : int or None
        How many people the number counts; None when it counts nobody in particular.
    interviewed : int
        How many of them were interviewed and may be heard.
    heard, wrote : int
        How many of them have a clip that fits, and an answer that does.
    withheld : int
        How many clips fit, but whose people did not agree to be heard.
    """

    clips: pd.DataFrame
    answers: pd.DataFrame
    counted: int | None
    interviewed: int
    heard: int
    wrote: int
    withheld: int

    @property
    def sentence(self) -> str:
        """Say how many of those counted can be heard, and who is heard instead."""
        return " ".join(filter(None, [self._heard(), self._wrote(), self._withheld()]))

    def groups(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Give the clips by whose they are, those of the people counted first."""
        for match in ORDER:
            here = self.clips[self.clips["match"] == match]
            if len(here):
                yield match, here.reset_index(drop=True)

    def _heard(self) -> str:
        if self.counted is None:
            return "Everybody who said it." if len(self.clips) else "Nobody said it in an interview yet."
        if not self.counted:
            return "Nobody was counted, so there is nobody to hear."
        if self.heard:
            return f"{_of(self.heard, self.counted)} can be heard{self._besides()}."
        if self.interviewed:
            said = f"{_of(self.interviewed, self.counted)} was interviewed, but did not speak of this"
        else:
            said = "This person was" if self.counted == 1 else f"None of these {self.counted:,} people was"
            said += " not interviewed" if self.counted == 1 else " interviewed"
        near = "the nearest voices are below" if len(self.clips) else "nobody near them was heard yet"
        return f"{said}; {near}."

    def _besides(self) -> str:
        whose = set(self.clips["match"]) if len(self.clips) else set()
        if OTHERS in whose:
            return "; so can others who said the same"
        return "; so can others at their accounts" if COLLEAGUES in whose else ""

    def _wrote(self) -> str:
        if not self.wrote:
            return ""
        if self.counted == 1:
            return "They wrote about it, too." if self.heard else "They wrote about it."
        return f"{self.wrote:,} of them wrote about it."

    def _withheld(self) -> str:
        if not self.withheld:
            return ""
        clips = "1 clip is" if self.withheld == 1 else f"{self.withheld} clips are"
        return f"{clips} held back: their people did not agree to be heard, or no longer do."

    def summary(self) -> pd.DataFrame:
        """Return the clips."""
        return self.clips

    def _repr_html_(self) -> str:
        listed = self.clips[["person", "quote", "match"]] if len(self.clips) else self.clips
        return f"<p>{html.escape(self.sentence)}</p>{listed.to_html(index=False, escape=True, border=0)}"


def _of(some: int, everybody: int) -> str:
    return "The person counted" if everybody == 1 else f"{some:,} of the {everybody:,} people counted"


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
        clips = _by(clips, clips["interview_id"].map(spoke), names, whose)
        heard = clips["interview_id"].map(allowed).fillna(False).astype(bool)
        ready = best_first(clips[heard], clips["juiciness"].astype("Float64").fillna(0.0))
        answers = self._written_anywhere(survey, blind_for)
        if wanted is not None:
            answers = answers[_any_of(wanted, answers["codes"])]
        answers = _by(answers.head(0) if stage is not None else answers, answers["person_id"], names, whose)
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


@dataclass(frozen=True, slots=True)
class Whose:
    """Tells whose voice a clip or an answer is."""

    counted: frozenset[str]
    near: frozenset[str]
    account: Mapping[str, str]
    everybody: bool
    about: bool

    @classmethod
    def of(
        cls, table: pd.DataFrame, people: Collection[str] | None, accounts: Collection[str], *, about: bool
    ) -> Whose:
        """Read who is at which account.

        Parameters
        ----------
        table : DataFrame
            people.csv.
        people : collection of str or None
            person_id of those counted; None when nobody in particular is.
        accounts : collection of str
            account_id of those counted.
        about : bool
            Whether it is known what the number is about, so that others can have said the same.
        """
        known = table[table["account_id"].notna()]
        account = {str(one): str(at) for one, at in zip(known["person_id"], known["account_id"], strict=True)}
        counted = {str(one) for one in people or ()} | {one for one, at in account.items() if at in accounts}
        near = {*accounts, *(account[one] for one in counted if one in account)}
        return cls(frozenset(counted), frozenset(near), account, people is None and not accounts, about)

    def match(self, person: object) -> str:
        """Say whose voice it is; nothing when it has no place here."""
        if self.everybody:
            return OTHERS if self.about else THESE
        if person in self.counted:
            return THESE
        if self.account.get(str(person)) in self.near:
            return COLLEAGUES
        return OTHERS if self.about else ""


def _any_of(wanted: Collection[str], codes: pd.Series) -> pd.Series:
    return pd.Series([any(code in wanted for code in given) for given in codes], codes.index, dtype=bool)


def _by(rows: pd.DataFrame, people: pd.Series, names: Mapping[str, str], whose: Whose) -> pd.DataFrame:
    """Say of each row who speaks and whose voice that is; rows that have no place here are left out."""
    people = people.loc[rows.index]
    fallback = rows.get("interview_id", "Somebody")
    named = people.map(names).astype(object)
    made = rows.assign(
        person_id=people.astype(object),
        person=named.where(named.notna(), fallback),
        match=pd.Series([whose.match(one) for one in people], index=rows.index, dtype=object),
    )
    return made[made["match"] != ""]


def best_first(rows: pd.DataFrame, worth: pd.Series) -> pd.DataFrame:
    """Order rows by whose they are, then everybody's best, then everybody's second best."""
    ranked = rows.assign(_whose=rows["match"].map(ORDER), _worth=worth.loc[rows.index])
    ranked = ranked.sort_values(["_whose", "_worth"], ascending=[True, False], kind="stable")
    ranked["_turn"] = ranked.groupby(["_whose", "person"]).cumcount()
    ranked = ranked.sort_values(["_whose", "_turn"], kind="stable")
    return ranked.drop(columns=["_whose", "_worth", "_turn"])
