"""Where those whom no persona fits differ most from those whom one does."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Final

import pandas as pd

COLUMNS: Final = ("attribute", "value", "none", "none_of", "fit", "fit_of", "difference", "number")

FEW: Final = 5
"""Values that fewer people have are not told: they say little, and may say who somebody is."""

MOST_VALUES: Final = 12
"""A column with more different words than this is no attribute by which people are told apart."""

_NONE: Final = frozenset(
    {"person_id", "account_id", "name", "email", "success_means", "judged_on", "churned_on"}
)


def differing(none: Collection[str], people: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Compare those whom no persona fits with all others, by everything known of them.

    Parameters
    ----------
    none : collection of str
        person_id of those whom no persona fits.
    people, accounts : DataFrame
        people.csv and accounts.csv; numbers are cut into quarters, dates are left out.

    Returns
    -------
    DataFrame
        One row an attribute, with the value whose share differs most between the two: attribute, value,
        none and none_of (people who have it, of how many), fit and fit_of, difference (of the shares), number
        (whether it is a range of numbers).

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": [f"p-{at}" for at in range(20)], "account_id": None})
    >>> people["plan"] = ["solo"] * 10 + ["team"] * 10
    >>> found = differing([f"p-{at}" for at in range(8)], people, pd.DataFrame({"account_id": []}))
    >>> found[["attribute", "value"]].to_numpy().tolist()
    [['plan', 'solo']]
    """
    people = people.drop_duplicates("person_id")
    whose = people["person_id"].astype(str).isin(set(none))
    rows = []
    if 0 < whose.sum() < len(people):
        for name, column, number in _attributes(people, accounts):
            found = _most(name, column, whose)
            if found is not None:
                rows.append((*found, number))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _attributes(people: pd.DataFrame, accounts: pd.DataFrame) -> Iterator[tuple[str, pd.Series[str], bool]]:
    """Give each attribute as words by the index of `people`, and whether these are ranges of numbers.

    The person's own value counts, else the account's.
    """
    homes = accounts.drop_duplicates("account_id").set_index("account_id")
    for name in dict.fromkeys([*people.columns, *accounts.columns]):
        if name in _NONE:
            continue
        column = people[name] if name in people.columns else pd.Series(pd.NA, people.index, dtype=object)
        if name in homes.columns:
            theirs = people["account_id"].map(homes[name].astype(object))
            column = column.astype(object).where(column.notna(), theirs)
        found = _words(column)
        if found is not None:
            yield str(name), *found


def _words(column: pd.Series[str]) -> tuple[pd.Series[str], bool] | None:
    """Give a column as words, numbers by quarters, and whether it is numbers; None where nobody differs."""
    known = column.dropna()
    if known.empty or pd.api.types.is_datetime64_any_dtype(known.infer_objects()):
        return None
    numbers = pd.to_numeric(known.astype(str), errors="coerce")
    if numbers.notna().all() and numbers.nunique() > MOST_VALUES // 2:
        return _quarters(numbers).reindex(column.index), True
    if known.nunique() > MOST_VALUES or _is_date(known.iloc[0]):
        return None
    return column.where(column.notna()).astype("str"), False


def _is_date(value: object) -> bool:
    return hasattr(value, "isoformat")


def _quarters(numbers: pd.Series[float]) -> pd.Series[str]:
    ends = sorted(set(numbers.quantile([0.25, 0.5, 0.75])))

    def named(number: float) -> str:
        if number <= ends[0]:
            return f"up to {ends[0]:,g}"
        for low, high in pairwise(ends):
            if number <= high:
                return f"more than {low:,g}, up to {high:,g}"
        return f"more than {ends[-1]:,g}"

    return numbers.map(named).astype("str")


def _most(
    name: str, column: pd.Series[str], whose: pd.Series[bool]
) -> tuple[str, str, int, int, int, int, float] | None:
    known = column.notna()
    none_of, fit_of = int((known & whose).sum()), int((known & ~whose).sum())
    if min(none_of, fit_of) < FEW:
        return None
    best = None
    for value, count in column[known].value_counts().items():
        if count < FEW:
            continue
        none, fit = int((whose & (column == value)).sum()), int((~whose & (column == value)).sum())
        gap = none / none_of - fit / fit_of
        if best is None or abs(gap) > abs(best[-1]):
            best = (name, str(value), none, none_of, fit, fit_of, gap)
    return best if best is not None and best[-1] else None
