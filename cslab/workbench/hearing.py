"""Hearing why: from a number to the voices behind it."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from cslab.errors import InputError
from cslab.study.consent import may_use
from cslab.study.juice import sentiment_of
from cslab.workbench.answering import Answering

THESE, COLLEAGUES, OTHERS = "these people", "same account", "same reason"
"""Whose voice a clip is: of somebody counted, of somebody at their account, of others who said the same."""

ORDER = {THESE: 0, COLLEAGUES: 1, OTHERS: 2}


@dataclass(frozen=True, slots=True, eq=False)
class Why:
    """The voices behind a number.

    Parameters
    ----------
    clips : DataFrame
        One row a clip, best first: the columns of `Study.highlights`, then person_id, person (their name),
        and match: ``"these people"``, ``"same account"`` or ``"same reason"``.
    counted : int or None
        How many people the number counts; None when it counts nobody in particular.
    interviewed : int
        How many of them were interviewed and may be heard.
    heard : int
        How many of them have a clip that fits.
    withheld : int
        How many clips fit, but whose people did not agree to be heard.
    """

    clips: pd.DataFrame
    counted: int | None
    interviewed: int
    heard: int
    withheld: int

    @property
    def sentence(self) -> str:
        """Say how many of those counted can be heard, and who is heard instead."""
        others = bool(len(self.clips)) and bool((self.clips["match"] != THESE).any())
        held = ""
        if self.withheld:
            clips = "1 clip is" if self.withheld == 1 else f"{self.withheld} clips are"
            held = f" {clips} held back: their people did not agree to be heard, or no longer do."
        if self.counted is None:
            said = "Everybody who said it." if len(self.clips) else "Nobody said it in an interview yet."
            return said + held
        if self.heard:
            whom = "The one counted" if self.counted == 1 else f"{self.heard} of the {self.counted:,}"
            more = ", and others who said the same" if others else ""
            return f"{whom} can be heard here{more}.{held}"
        whom = "this person" if self.counted == 1 else f"these {self.counted:,} people"
        nobody = "Nobody was counted" if not self.counted else f"Nobody of {whom} was interviewed"
        if self.interviewed:
            nobody = f"{self.interviewed} of the {self.counted:,} were interviewed, but nobody spoke of this"
        return (
            f"{nobody}; {'the nearest voices are here' if others else 'there is no voice near it yet'}.{held}"
        )

    def summary(self) -> pd.DataFrame:
        """Return the clips."""
        return self.clips

    def _repr_html_(self) -> str:
        listed = self.clips[["person", "quote", "match"]] if len(self.clips) else self.clips
        return f"<p>{html.escape(self.sentence)}</p>{listed.to_html(index=False, escape=True, border=0)}"


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
        limit: int = 12,
        blind_for: str | None = None,
    ) -> pd.DataFrame:
        """Clips that belong to a number, best first; see `why`, which says how many can be heard.

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
        limit: int = 12,
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
            What the clip is about: any of these codes, or one below them.
        stage : str, optional
            Stage of the journey.
        sentiment : int or collection of int, optional
            -1, 0 or 1, as the clip was judged.
        limit : int
            At most so many clips.
        audience : str
            Who listens; whoever did not agree to be heard by them is not.
        blind_for : str, optional
            Who listens: one who codes blind hears what they coded alone.

        Raises
        ------
        NotFoundError
            If a code or the stage is unknown.
        InputError
            If the sentiment or the audience is none.

        Notes
        -----
        Clips of the people counted come first, then of others at their accounts, then, where a code, a stage
        or a sentiment says what the number is about, of anybody who said the same; the column ``match`` tells
        which. Within each, everybody's juiciest clip comes before anybody's second one, so that many are
        heard rather than one at length.
        """
        if limit < 1:
            raise InputError(f"At least one clip must be asked for, but the limit was {limit}.")
        fitting = self._about(codes, stage, sentiment, blind_for)
        asked = self.interviews.set_index("interview_id")
        known = self.people.set_index("person_id")
        fitting = fitting[fitting["interview_id"].isin(asked.index)].reset_index(drop=True)
        fitting["person_id"] = fitting["interview_id"].map(asked["person_id"])
        fitting["person"] = fitting["person_id"].map(known["name"]).fillna(fitting["interview_id"])
        everybody = people is None and accounts is None
        named, at = set(people or ()), set(accounts or ())
        account = known["account_id"].dropna().to_dict()
        named |= {person for person, where in account.items() if where in at}
        near = at | {account[person] for person in named if person in account}
        about = codes is not None or stage is not None or sentiment is not None

        def whose(person: object) -> str:
            if person in named:
                return THESE
            if account.get(str(person)) in near:
                return COLLEAGUES
            return OTHERS if about else ""

        fitting["match"] = [
            (OTHERS if about else THESE) if everybody else whose(person) for person in fitting["person_id"]
        ]
        allowed = {
            str(row["interview_id"]): bool(may_use(row["consent"], row["consent_until"], audience=audience))
            for row in self.interviews.to_dict("records")
        }
        fitting = fitting[fitting["match"] != ""]
        open_ = fitting["interview_id"].map(allowed).fillna(False).astype(bool)
        ready = _best_first(fitting[open_])
        interviewed = {
            str(person)
            for name, person in zip(asked.index, asked["person_id"], strict=True)
            if person in named and allowed.get(str(name), False)
        }
        return Why(
            ready.head(limit).reset_index(drop=True),
            None if everybody else len(named),
            len(interviewed),
            ready.loc[ready["match"] == THESE, "person_id"].nunique(),
            int((~open_).sum()),
        )

    # ---- inside ----

    def _about(
        self,
        codes: Iterable[str] | None,
        stage: str | None,
        sentiment: int | Collection[int] | None,
        blind_for: str | None,
    ) -> pd.DataFrame:
        """Highlights about something, with their words."""
        found = self.highlights(stage=stage, blind_for=blind_for)
        if codes is not None:
            wanted = self._with_those_below(codes)
            found = found[[not wanted.isdisjoint(given) for given in found["codes"]]]
        if sentiment is not None:
            given = [sentiment] if isinstance(sentiment, int) else list(sentiment)
            found = found[found["sentiment"].isin([sentiment_of(one) for one in given])]
        return found.reset_index(drop=True)

    def _with_those_below(self, codes: Iterable[str]) -> set[str]:
        named = {self._code(code) or code for code in ([codes] if isinstance(codes, str) else codes)}
        book = self.codebook
        return named.union(*(book.below(code) for code in named))


def _best_first(clips: pd.DataFrame) -> pd.DataFrame:
    """Order clips: by whose they are, then everybody's best, then everybody's second best."""
    ranked = clips.assign(
        _whose=clips["match"].map(ORDER), _juice=clips["juiciness"].astype("Float64").fillna(0.0)
    ).sort_values(["_whose", "_juice", "interview_id", "start"], ascending=[True, False, True, True])
    turn = ranked.groupby(["_whose", "person"]).cumcount()
    ranked = ranked.assign(_turn=turn).sort_values(["_whose", "_turn"], kind="stable")
    return ranked.drop(columns=["_whose", "_juice", "_turn"])
