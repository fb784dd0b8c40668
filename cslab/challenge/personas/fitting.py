"""Whom personas fit: how many real customers each holds, who fits none, who fits worst, who comes nearest."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from cslab.challenge.personas.outside import differing
from cslab.errors import InputError, NotFoundError
from cslab.study.personas import Persona

if TYPE_CHECKING:
    import altair as alt

LEAST: Final = 3
"""Claims that must be measured for a person before it is said how well they fit."""

SEGMENTS: Final = (
    *("persona", "name", "people", "people_of", "accounts", "accounts_of", "revenue", "revenue_known"),
    "heard",
)
PERSONS: Final = (
    *("persona", "person_id", "name", "account_id", "inside", "heard", "tested", "true_of", "untrue_of"),
    *("share_untrue", "untrue"),
)
_TYPES: Final = {
    **{"inside": "bool", "heard": "bool", "tested": "int64", "true_of": "int64", "untrue_of": "int64"},
    "share_untrue": "float64",
}
OVERLAP: Final = ("persona", "other", "people", "of", "share")


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Personas against real customers.

    These are counts of everybody in people.csv, no sample of them: they have no intervals.

    Parameters
    ----------
    people, accounts : int
        How many customers there are.
    segments : DataFrame
        One row a persona: persona, name, people and people_of, accounts and accounts_of (with somebody in
        it), revenue (of those accounts together; missing where unknown) and revenue_known (how many of the
        accounts it is known of), heard (people in it who can be heard).
    several : tuple of str
        person_id of those who fit two personas or more.
    none : tuple of str
        person_id of those who fit no persona.
    none_heard : tuple of str
        Those of them who can be heard.
    outside : DataFrame
        Where those who fit none differ most from those who fit one, the largest difference first:
        attribute, value, none, none_of, fit, fit_of, difference (of the two shares, parts of one), number
        (whether the value is a range of numbers). Values that fewer than 5 people have are left out.
    overlap : DataFrame
        One row a pair of personas: persona, other, people (who fit both), of (who fit either), share.
    persons : DataFrame
        One row a persona and real person for whom at least `least` of its claims were measured: persona,
        person_id, name, account_id, inside (whether they are of its segment), heard, tested (claims
        measured), true_of, untrue_of, share_untrue, untrue (ids of the claims that are untrue of them).
    tested : mapping of str to int
        Claims of each persona that are measured person by person.
    least : int
        Claims that must be measured for a person.
    faults : tuple of str
        Personas whose segment can't be read, in a sentence each.
    """

    people: int
    accounts: int
    segments: pd.DataFrame
    several: tuple[str, ...]
    none: tuple[str, ...]
    none_heard: tuple[str, ...]
    outside: pd.DataFrame
    overlap: pd.DataFrame
    persons: pd.DataFrame
    tested: Mapping[str, int]
    least: int
    faults: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Say how many fit, in a sentence or two."""
        if self.segments.empty:
            return "There are no personas yet; write one and say which real people it is about."
        if not self.people:
            return "Nobody is in people.csv yet, so it can't be said whom the personas fit."
        count = len(self.segments)
        one = self.people - len(self.none) - len(self.several)
        none = f"Of {self.people:,} customers, {len(self.none):,} fit no persona"
        if not self.several:
            return f"{none} and {one:,} fit {'it' if count == 1 else 'one'}."
        return f"{none}, {one:,} fit one and {len(self.several):,} fit several of the {count}."

    @property
    def unlike(self) -> str:
        """Say who those are that fit no persona, in a sentence."""
        if self.outside.empty or not self.none:
            return ""
        rows = self.outside.sort_values("number", kind="stable").head(2).to_dict("records")
        told = [
            f"{_percent(row['none'] / row['none_of'])} have {_plain(row['attribute'])} “{row['value']}” "
            f"({_percent(row['fit'] / row['fit_of'])} of the others)"
            for row in rows
        ]
        return f"Of the {len(self.none):,} who fit none, {' and '.join(told)}."

    def worst(self, persona: str, limit: int = 5) -> pd.DataFrame:
        """Give the people of a segment whom the persona fits worst: most of its claims are untrue of them.

        Parameters
        ----------
        persona : str
            Its id.
        limit : int
            How many.

        Raises
        ------
        NotFoundError
            If there is no such persona.
        """
        rows = self._of(persona)
        rows = rows[rows["inside"] & (rows["untrue_of"] > 0)]
        order = ["share_untrue", "untrue_of", "heard", "person_id"]
        return rows.sort_values(order, ascending=[False, False, False, True], ignore_index=True).head(limit)

    def nearest(self, persona: str, limit: int = 5) -> pd.DataFrame:
        """Give the real people who come nearest to a persona, those who can be heard first.

        Parameters
        ----------
        persona : str
            Its id.
        limit : int
            How many.

        Returns
        -------
        DataFrame
            As `persons`, people of the segment alone unless none of them can be heard: then those who can
            stand behind them.

        Raises
        ------
        NotFoundError
            If there is no such persona.

        Notes
        -----
        The order is by the share of claims that are true of a person, counted as if one more were true and
        one more untrue: so five of five are nearer than three of three. Nobody of
        the segment is near who is as no claim says.
        """
        rows = self._of(persona)
        inside = rows[rows["inside"] & (rows["true_of"] > 0)]
        if not inside["heard"].any():
            inside = pd.concat([inside, rows[~rows["inside"] & rows["heard"]]])
        near = (inside["true_of"] + 1) / (inside["tested"] + 2)
        ranked = inside.assign(_near=near).sort_values(
            ["heard", "_near", "person_id"], ascending=[False, False, True], ignore_index=True
        )
        return ranked.drop(columns="_near").head(limit)

    def why_no_persons(self, persona: str) -> str:
        """Say why nobody can be named for a persona; empty where somebody can.

        Raises
        ------
        NotFoundError
            If there is no such persona.
        """
        if len(self._of(persona)):
            return ""
        tested = self.tested.get(persona, 0)
        if tested < self.least:
            return (
                f"{tested or 'None'} of its locked claims can be measured person by person, and it takes "
                f"{self.least} to say how well it fits somebody."
            )
        return f"For nobody were {self.least} of its claims measured."

    def summary(self) -> pd.DataFrame:
        """Return one row a persona."""
        return self.segments

    def chart(self) -> alt.LayerChart:
        """Draw how many people fit each persona, several and none."""
        from cslab import charts

        rows = [(row["name"], row["people"], "fit it") for row in self.segments.to_dict("records")]
        rows += [("several of them", len(self.several), "fit several"), ("none", len(self.none), "fit none")]
        table = pd.DataFrame(rows, columns=["persona", "people", "kind"])
        return charts.bars(
            table, label="persona", count="people", kind="kind", title="People", across="Persona"
        )

    def _of(self, persona: str) -> pd.DataFrame:
        known = set(self.segments["persona"])
        if persona not in known:
            raise NotFoundError.of("persona", persona, known)
        return self.persons[self.persons["persona"] == persona].reset_index(drop=True)

    def _repr_html_(self) -> str:
        shown = self.segments[["name", "people", "accounts", "heard"]]
        told = " ".join(filter(None, [self.sentence, self.unlike]))
        return f"<p>{html.escape(told)}</p>{shown.to_html(index=False, escape=True, border=0)}"


def fit(
    personas: Sequence[Persona],
    members: Mapping[str, Collection[str]],
    people: pd.DataFrame,
    accounts: pd.DataFrame,
    *,
    truths: Mapping[str, pd.DataFrame] | None = None,
    heard: Collection[str] = (),
    least: int = LEAST,
    faults: Sequence[str] = (),
) -> Fit:
    """Hold personas against real customers.

    Parameters
    ----------
    personas : sequence of Persona
        Those whose segment can be read.
    members : mapping of str to collection of str
        person_id of those in the segment of each persona, by its id.
    people, accounts : DataFrame
        people.csv and accounts.csv.
    truths : mapping of str to DataFrame, optional
        Of each persona which claims are true of whom; see `cslab.challenge.personas.persons.truths`.
    heard : collection of str
        person_id of those who were interviewed and may be heard.
    least : int
        Claims that must be measured for a person before it is said how well they fit.
    faults : sequence of str
        Personas that are left out, in a sentence each.

    Returns
    -------
    Fit

    Raises
    ------
    InputError
        If `least` is below 1.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": list("pqr"), "account_id": ["a", "a", "b"], "name": list("PQR")})
    >>> accounts = pd.DataFrame({"account_id": ["a", "b"], "plan": ["solo", "team"], "revenue": [9.0, 5.0]})
    >>> found = fit([Persona("ann", "Ann")], {"ann": ["p", "q"]}, people, accounts)
    >>> found.sentence
    'Of 3 customers, 1 fit no persona and 2 fit it.'
    """
    if least < 1:
        raise InputError(f"At least 1 claim must be measured for a person, but {least} was given.")
    everybody = [str(one) for one in people["person_id"]]
    holds = {one.id: frozenset(map(str, members.get(one.id, ()))) & set(everybody) for one in personas}
    often = dict.fromkeys(everybody, 0)
    for whose in holds.values():
        for one in whose:
            often[one] += 1
    none = tuple(one for one in often if not often[one]) if personas else ()
    can = set(map(str, heard))
    known = {
        one.id: (truths or {}).get(one.id, pd.DataFrame(columns=["person_id", "claim", "true"]))
        for one in personas
    }
    persons = [
        row for one in personas for row in _persons(one.id, known[one.id], holds[one.id], people, can, least)
    ]
    return Fit(
        len(often),
        len(accounts),
        pd.DataFrame(
            [_segment(one, holds[one.id], people, accounts, can) for one in personas], columns=list(SEGMENTS)
        ),
        tuple(one for one in often if often[one] > 1),
        none,
        tuple(one for one in none if one in can),
        differing(none, people, accounts),
        pd.DataFrame(list(_overlaps(holds)), columns=list(OVERLAP)),
        pd.DataFrame(persons, columns=list(PERSONS)).astype(_TYPES),
        {name: int(table["claim"].nunique()) for name, table in known.items()},
        least,
        tuple(faults),
    )


# ----------------------------------------------------------------------------------------------- inside


def _segment(
    persona: Persona,
    whose: Collection[str],
    people: pd.DataFrame,
    accounts: pd.DataFrame,
    heard: Collection[str],
) -> tuple[Any, ...]:
    here = people[people["person_id"].astype(str).isin(whose)]
    theirs = accounts[accounts["account_id"].isin(here["account_id"].dropna())]
    money = pd.to_numeric(theirs.get("revenue", pd.Series(dtype=float)), errors="coerce").dropna()
    total = float(money.sum()) if len(money) else float("nan")
    return (
        *(persona.id, persona.name, len(whose), people["person_id"].nunique()),
        *(len(theirs), len(accounts), total, len(money)),
        len(set(whose) & set(heard)),
    )


def _overlaps(holds: Mapping[str, frozenset[str]]) -> Iterator[tuple[Any, ...]]:
    names = list(holds)
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            both, either = len(holds[one] & holds[other]), len(holds[one] | holds[other])
            yield one, other, both, either, both / either if either else 0.0


def _persons(
    persona: str,
    known: pd.DataFrame,
    whose: Collection[str],
    people: pd.DataFrame,
    heard: Collection[str],
    least: int,
) -> Iterator[tuple[Any, ...]]:
    if known.empty:
        return
    about = people.drop_duplicates("person_id").set_index("person_id")
    for who, rows in known.groupby("person_id", sort=False):
        if len(rows) < least or who not in about.index:
            continue
        untrue = tuple(rows.loc[~rows["true"].astype(bool), "claim"])
        name, account = about.at[who, "name"], about.at[who, "account_id"]
        yield (
            *(persona, str(who), name if isinstance(name, str) else str(who), account),
            *(who in whose, who in heard),
            *(len(rows), len(rows) - len(untrue), len(untrue), len(untrue) / len(rows), untrue),
        )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _plain(name: str) -> str:
    return name.replace("_", " ")
