"""Groups of people by something that is known of them or of their account."""

from __future__ import annotations

import pandas as pd

from cslab.errors import InputError, NotFoundError

STAGE = "stage"
"""Not a group of people: the stage of the journey that a highlight is about."""

UNKNOWN = "not known"

MOST = 12
"""Groups of one attribute; more are no groups any more."""

_FEW_NUMBERS = 6
"""A number with more different values than this is cut in two at its median."""

_IDS = {"person_id", "account_id", "name"}


def groups_of(attribute: str, people: pd.DataFrame, accounts: pd.DataFrame) -> pd.Series:
    """Return the group of each person.

    Parameters
    ----------
    attribute : str
        A column of people.csv, or else of accounts.csv; ``account.name`` and the like mean the account's.
    people, accounts : DataFrame
        As the study gives them.

    Returns
    -------
    Series of str
        By person_id. Numbers with many values are cut in two at the median; what is missing is "not known".

    Raises
    ------
    NotFoundError
        If nobody has such an attribute.
    InputError
        If it has too many different values to be groups.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["p-1", "p-2"], "country": ["US", None]})
    >>> groups_of("country", people, pd.DataFrame({"account_id": []})).to_dict()
    {'p-1': 'US', 'p-2': 'not known'}
    """
    values = _values(attribute, people, accounts)
    numbers = pd.to_numeric(values, errors="coerce")
    if numbers.notna().sum() == values.notna().sum() and numbers.nunique() > _FEW_NUMBERS:
        middle = numbers.median()
        cut = numbers.map(lambda value: f"up to {middle:g}" if value <= middle else f"more than {middle:g}")
        return cut.where(numbers.notna(), UNKNOWN).astype("str")
    named = values.map(lambda value: f"{value:g}" if isinstance(value, float) else str(value))
    groups = named.where(values.notna(), UNKNOWN).astype("str")
    if groups.nunique() > MOST:
        raise InputError(
            f"{attribute} has {groups.nunique()} different values, too many to compare; add a column to "
            f"people.csv that puts people into at most {MOST} groups."
        )
    return groups


def order_of(groups: pd.Series) -> list[str]:
    """Return the names of groups: as they sort, halves from low to high, what is not known last."""
    names = set(groups)
    return sorted(names, key=lambda name: (name == UNKNOWN, name.startswith("more than "), name))


def _values(attribute: str, people: pd.DataFrame, accounts: pd.DataFrame) -> pd.Series:
    own = people.set_index("person_id")
    wanted = attribute.removeprefix("account.")
    if wanted == attribute and attribute in own.columns and attribute not in _IDS:
        return own[attribute]
    if wanted in accounts.columns and "account_id" in own.columns:
        known = accounts.drop_duplicates("account_id").set_index("account_id")
        return own["account_id"].map(known[wanted])
    there = {*own.columns, *accounts.columns} - _IDS
    raise NotFoundError.of("attribute", attribute, [STAGE, *sorted(there)])
