"""What a segment can be chosen by: columns of people.csv and accounts.csv, and how they are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

PERSON: Final = "person."
ACCOUNT: Final = "account."
"""Before the name of a column that both tables have."""


def column_names(people: Iterable[str], accounts: Iterable[str]) -> tuple[str, ...]:
    """Give every name that a condition may use: plain ones first, then those that say whose they are.

    Parameters
    ----------
    people, accounts : iterable of str
        Columns of the two tables.

    Examples
    --------
    >>> column_names(["person_id", "role", "size"], ["plan", "size"])
    ('person_id', 'role', 'size', 'plan', 'person.size', 'account.size')
    """
    of_people, of_accounts = list(people), list(accounts)
    both = [name for name in of_people if name in of_accounts]
    plain = dict.fromkeys((*of_people, *of_accounts))
    return (*plain, *(PERSON + name for name in both), *(ACCOUNT + name for name in both))


def in_words(column: str) -> str:
    """Write a column's name as people say it.

    Examples
    --------
    >>> in_words("company_size"), in_words("account.started_on")
    ('company size', 'started on of the account')
    """
    whose, name = parted(column)
    words = " ".join(name.replace("_", " ").split()) or column
    return f"{words} of the {whose}" if whose else words


def parted(column: str) -> tuple[str, str]:
    """Part a name into whose it is (``"person"``, ``"account"`` or nothing) and the column's own.

    Examples
    --------
    >>> parted("account.size"), parted("plan")
    (('account', 'size'), ('', 'plan'))
    """
    for prefix in (PERSON, ACCOUNT):
        if column.startswith(prefix):
            return prefix[:-1], column.removeprefix(prefix)
    return "", column
