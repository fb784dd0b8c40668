"""The rows that every source is measured into: who, with whom, what, and whether they are in the segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from cslab.challenge.claims.sources import Sources
from cslab.challenge.claims.units import hits
from cslab.challenge.segments import members
from cslab.measure.surveys.samples import Kind
from cslab.study.personas import Condition, Indicator


def rows_of(
    indicator: Indicator,
    segment: Sequence[Condition],
    sources: Sources,
    kind: Kind,
    *,
    people: Iterable[Any],
    values: Iterable[float],
    accounts: Iterable[Any] | None = None,
    weights: Iterable[float] | None = None,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Make the table of `cslab.challenge.claims.values.Values`, and say who is left out of it.

    Parameters
    ----------
    indicator, segment, sources, kind
        What is measured, for whom, where, as what.
    people, values : iterable, length n
        person_id (missing where nobody knows) and value of each.
    accounts, weights : iterable, length n, optional
        account_id as the source knows it (the person's own where it does not), and weight.

    Raises
    ------
    NotFoundError, InputError
        If the segment names an unknown column, or an impossible condition.

    Notes
    -----
    Where the claim is about everybody, those whom people.csv does not have count, too. Otherwise nobody can
    say whether they belong to the segment, and they are left out.
    """
    table = pd.DataFrame({"person_id": pd.Series(list(people), dtype=object)})
    table["person_id"] = table["person_id"].where(table["person_id"].notna(), None)
    known = sources.people.drop_duplicates("person_id").set_index("person_id")
    given = [None] * len(table) if accounts is None else list(accounts)
    theirs = pd.Series(given, dtype=object, index=table.index)
    if "account_id" in known:
        theirs = theirs.where(theirs.notna(), table["person_id"].map(known["account_id"]).astype(object))
    table["account_id"] = theirs.where(theirs.notna(), None)
    table["value"] = pd.Series(list(values), dtype="float64", index=table.index)
    table["weight"] = pd.Series(
        [1.0] * len(table) if weights is None else list(weights), dtype="float64", index=table.index
    )
    chosen = members(segment, sources.people, sources.accounts)
    strange = ~table["person_id"].isin(known.index)
    doubts: tuple[str, ...] = ()
    if segment:
        inside = set(sources.people.loc[chosen, "person_id"])
        table["inside"] = table["person_id"].isin(inside)
        if lost := int(strange.sum()):
            who = "1 person is" if lost == 1 else f"{lost:,} people are"
            doubts = (f"{who} not in people.csv, so nobody knows whether they belong; they are left out.",)
        table = table[~strange].reset_index(drop=True)
    else:
        table["inside"] = True
    table["hit"] = hits(indicator, table["value"], kind, table.loc[~table["inside"], "value"])
    return table, doubts
