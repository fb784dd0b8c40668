"""What is known of people and their accounts, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from cslab.challenge.claims.rows import rows_of
from cslab.challenge.claims.sources import Sources
from cslab.challenge.claims.values import Values
from cslab.challenge.segments import members, value_choices
from cslab.errors import InputError, NotFoundError
from cslab.measure.surveys.samples import UNITS, Kind
from cslab.study.personas import Condition, Indicator
from cslab.study.segmentcolumns import in_words, parted

_TOLD: Final = 2
EVERYBODY: Final = (
    "Everybody in people.csv of whom it is known is counted; the interval is as if they stood for all "
    "customers like them, those to come among them."
)


def measure_people(indicator: Indicator, segment: Sequence[Condition], sources: Sources) -> Values:
    """Measure a column of people.csv or accounts.csv; see `cslab.challenge.claims.measure`.

    Raises
    ------
    NotFoundError
        If there is no such column or value.
    InputError
        If no column is named, it does not say what counts, or it holds no numbers where some are asked for.
    """
    column = indicator.column
    if not column:
        raise InputError('It does not say which column it looks at; name one, such as column = "plan".')
    # "Is not" something that nobody is holds for all of whom the column knows anything.
    known = members((Condition(column, "is_not", ("\x00",)),), sources.people, sources.accounts)
    if not known.any():
        raise InputError(f"Nothing is known in the column {column}.")
    named = bool(indicator.values) or indicator.low is not None or indicator.high is not None
    plain = in_words(column)
    kind: Kind
    if indicator.measure == "mean" or (not indicator.measure and not named):
        kind, values = "mean", _numbers(column, sources, known)
        known &= values.notna()
        words = f"Mean of {plain}"
    elif not named:
        raise InputError(f'It does not say what of {column} counts; give low and high, or values = ["..."].')
    else:
        kind, values, which = "share", _that_count(indicator, sources), _which(indicator)
        words = f"People whose {plain} is {which}"
    table, _ = rows_of(
        indicator,
        segment,
        sources,
        kind,
        people=sources.people.loc[known, "person_id"],
        values=values[known],
    )
    unknown = int((~known).sum())
    doubts = (f"The {plain} of {unknown:,} of {len(known):,} people is not known.",) if unknown else ()
    return Values(
        indicator,
        table,
        kind,
        UNITS[kind],
        words,
        caveats=(EVERYBODY, *doubts),
        spoke=f"of whom we know “{plain}”",
        does=_have(indicator),
    )


def _that_count(indicator: Indicator, sources: Sources) -> pd.Series[float]:
    people, accounts, column = sources.people, sources.accounts, indicator.column
    chosen = pd.Series(False, index=people.index)
    if indicator.low is not None or indicator.high is not None:
        ends = {"at_least": indicator.low, "at_most": indicator.high}
        limits = tuple(Condition(column, test, (end,)) for test, end in ends.items() if end is not None)
        chosen |= members(limits, people, accounts)
    for value in indicator.values:
        fits = members((Condition(column, "is", (value,)),), people, accounts)
        if not fits.any() and (choices := value_choices(column, people, accounts)):
            raise NotFoundError.of(f"value of {column}", value, choices)
        chosen |= fits
    return chosen.astype(float)


def _which(indicator: Indicator) -> str:
    parts = []
    low, high = indicator.low, indicator.high
    if low is not None and high is not None:
        parts.append(f"from {low:g} to {high:g}")
    elif low is not None:
        parts.append(f"at least {low:g}")
    elif high is not None:
        parts.append(f"at most {high:g}")
    return " or ".join([*parts, *indicator.values])


def _have(indicator: Indicator) -> str:
    """What those who count have there, in a sentence; a long list is told by its length."""
    if len(indicator.values) > _TOLD:
        return f"have one of the {len(indicator.values)} values that count"
    said = replace(indicator, values=tuple(f"“{value}”" for value in indicator.values))
    return f"have {_which(said)}"


def _numbers(column: str, sources: Sources, known: pd.Series[bool]) -> pd.Series[float]:
    """A column as numbers: the person's own, and their account's where they have none."""
    people, accounts = sources.people, sources.accounts
    whose, name = parted(column)
    own: pd.Series[Any] = pd.Series(float("nan"), index=people.index)
    theirs = own
    if whose != "account" and name in people:
        own = pd.to_numeric(people[name], errors="coerce")
    if whose != "person" and name in accounts and "account_id" in people:
        by_account = accounts.drop_duplicates("account_id").set_index("account_id")[name]
        theirs = pd.to_numeric(people["account_id"].map(by_account), errors="coerce")
    found = own.fillna(theirs).astype(float)
    if not found[known].notna().any():
        raise InputError(
            f'{column} holds no numbers, so it has no mean; say what counts with values = ["..."].'
        )
    return found
