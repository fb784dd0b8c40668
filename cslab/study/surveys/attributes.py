"""What is known of people and their accounts, as columns that answers can be looked at by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cslab.study.csvfile import bare
from cslab.study.dates import parse_dates

FIXED = ("response_id", "person_id", "account_id", "answered_at")
"""Columns that every table of responses has."""

_NO_ATTRIBUTE = frozenset({"person_id", "account_id", "name", "email", "success_means"})
_RESERVED = frozenset({*FIXED, "survey", "weight", "question", "answer"})


@dataclass(frozen=True, slots=True)
class Attributes:
    """Attributes of everybody as the tables give them now.

    Parameters
    ----------
    people : DataFrame
        One row a person, by person_id: account_id and the person's attributes.
    accounts : DataFrame
        One row an account, by account_id: its attributes.
    emails : mapping of str to str
        Person by e-mail address in small letters, where people.csv has a column email.
    """

    people: pd.DataFrame
    accounts: pd.DataFrame
    emails: dict[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes: of the person, then of the account."""
        return (*(name for name in self.people.columns if name != "account_id"), *self.accounts.columns)

    def dtype(self, name: str) -> Any:
        """Give the type of an attribute's column."""
        return (self.people if name in self.people.columns else self.accounts)[name].dtype

    def resolve(self, written: Sequence[str]) -> pd.Series[str]:
        """Give the person each text means: by id, else by e-mail address; missing where nobody is known.

        Where there are no people at all, nobody can be unknown, and ids are taken as they are.
        """
        texts = pd.Series([bare(text).strip() or None for text in written], dtype="str")
        if self.people.empty:
            return texts
        known = texts.where(self.people.index.get_indexer(pd.Index(texts)) >= 0)
        if self.emails:
            known = known.fillna(texts.str.lower().map(self.emails).astype("str"))
        return known

    def rows(self, persons: pd.Series[str], accounts: pd.Series[str] | None = None) -> pd.DataFrame:
        """Give a row for each person: account_id and all attributes, missing where nothing is known.

        Parameters
        ----------
        persons : Series
            Ids; may be missing.
        accounts : Series, optional
            Ids of accounts given beside them, which win over the person's.
        """
        found = self.people.reindex(pd.Index(persons)).set_axis(persons.index)
        if accounts is not None:
            found["account_id"] = accounts.fillna(found["account_id"]).astype("str")
        of_account = self.accounts.reindex(pd.Index(found["account_id"])).set_axis(persons.index)
        return pd.concat([found, of_account], axis=1)


def attributes_of(
    people: pd.DataFrame, accounts: pd.DataFrame, questions: Collection[str] = ()
) -> Attributes:
    """Collect attributes from the tables of people and accounts.

    Parameters
    ----------
    people, accounts : DataFrame
        As `cslab.study.tables` reads them.
    questions : collection of str
        Ids of questions, whose names are taken.

    Returns
    -------
    found : Attributes
        All columns but ids, names, e-mail addresses and what success means. An account's attribute whose
        name is taken is called ``account_`` and its name; a person's, ``person_`` and its name.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["p-1"], "account_id": ["a-1"], "region": ["north"]})
    >>> accounts = pd.DataFrame({"account_id": ["a-1"], "region": ["east"], "plan": ["Team"]})
    >>> found = attributes_of(people, accounts)
    >>> found.rows(pd.Series(["p-1"])).to_dict("records")
    [{'account_id': 'a-1', 'region': 'north', 'account_region': 'east', 'plan': 'Team'}]
    """
    taken = {*questions, *_RESERVED}
    own = [name for name in people.columns if name not in _NO_ATTRIBUTE]
    renamed = {name: _free(name, "person_", taken) for name in own}
    homes = people if "account_id" in people else people.assign(account_id=pd.Series(dtype="str"))
    by_person = homes.set_index("person_id")[["account_id", *own]].rename(columns=renamed)
    taken |= set(renamed.values())
    theirs = [name for name in accounts.columns if name not in _NO_ATTRIBUTE]
    of_account = {name: _free(name, "account_", taken) for name in theirs}
    by_account = accounts.set_index("account_id")[theirs].rename(columns=of_account)
    emails = {}
    if "email" in people:
        known = people.dropna(subset=["email"])
        once = ~known["email"].str.lower().duplicated(keep=False)
        pairs = zip(known["email"][once].str.lower(), known["person_id"][once], strict=True)
        emails = {str(address).strip(): str(person) for address, person in pairs}
    return Attributes(by_person, by_account, emails)


def _free(name: str, prefix: str, taken: Collection[str]) -> str:
    while name in taken:
        name = prefix + name
    return name


def read_attribute(values: Sequence[str], dtype: Any) -> tuple[pd.Series[Any], Collection[int], str]:
    """Read a column of a file of answers as the attribute it is named like.

    Returns
    -------
    column : Series
        Missing where it is empty or can't be read.
    wrong : collection of int
        Places that can't be read.
    expected : str
        What was expected there.
    """
    texts = [bare(value).strip() or None for value in values]
    if pd.api.types.is_datetime64_any_dtype(dtype):
        days = parse_dates([text or "" for text in texts])
        wrong = [at for at, day in enumerate(days) if isinstance(day, str)]
        column = pd.Series([None if isinstance(day, str) else day for day in days], dtype=dtype)
        return column, wrong, "a date such as 2026-03-04"
    if pd.api.types.is_numeric_dtype(dtype):
        numbers = pd.to_numeric(pd.Series(texts, dtype="str"), errors="coerce")
        whole = pd.api.types.is_integer_dtype(dtype)
        if whole:
            numbers = numbers.where(numbers % 1 == 0)
        wrong = [at for at, text in enumerate(texts) if text is not None and pd.isna(numbers.iloc[at])]
        return numbers.astype(dtype), wrong, "a whole number" if whole else "a plain number such as 1234.50"
    return pd.Series(texts, dtype="str"), (), ""
