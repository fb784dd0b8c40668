"""The voices behind a number: whose they are, in which order they are heard, and how many can be."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

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


def said_by(rows: pd.DataFrame, people: pd.Series, names: Mapping[str, str], whose: Whose) -> pd.DataFrame:
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
