"""Who has been heard: how many of all customers anybody has listened to, and how concentrated that is."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from cslab.study.frames import frame_of
from cslab.tell.walk.sittings import sittings

if TYPE_CHECKING:
    import altair as alt

FEW: Final = 5
"""Of a group of fewer customers no count is told: it could say who somebody is."""

SPOKEN: Final = ("interview", "call", "visit")
"""Ways in which one speaks with a customer; in a session or a reel they are heard from a recording."""

EVERYBODY, NO_ANSWER, NOT_SAID = "everybody", "no answer", "not said"

_TABLE: Final = {
    **{"by": "str", "group": "str", "customers": "int64", "heard": "Int64", "spoken": "Int64"},
    "note": "str",
}


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """How many customers have been heard: counts of all of them, so without intervals.

    Parameters
    ----------
    table : DataFrame
        One row a group: by (``"everybody"``, ``"score"``, or a column), group, customers, heard (by anybody,
        in any way), spoken (of them, those somebody spoke with), note. Both counts are missing in groups of
        fewer than 5.
    people : DataFrame
        One row a customer: person_id, name, account_id, times, listeners, last_on, how (ways, in words).
    lines, conversations, listeners : int
        Of the log.
    half_of_customers, half_of_listeners : int
        The fewest customers, and the fewest teammates, on whom half of all listening falls.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    people: pd.DataFrame
    lines: int
    conversations: int
    listeners: int
    half_of_customers: int
    half_of_listeners: int
    caveats: tuple[str, ...] = ()

    @property
    def customers(self) -> int:
        """All customers there are."""
        return len(self.people)

    @property
    def heard(self) -> int:
        """Those whom anybody has heard."""
        return int((self.people["times"] > 0).sum())

    @property
    def sentence(self) -> str:
        """How many have been heard."""
        if not self.customers:
            return "There are no customers in people.csv yet."
        if not self.heard:
            return f"Nobody has listened to any of {self.customers:,} customers yet."
        spoken = int((self.people["spoken"] > 0).sum())
        return (
            f"{self.heard:,} of {self.customers:,} customers have been heard; somebody spoke with {spoken:,}."
        )

    @property
    def concentration(self) -> str:
        """How much of the listening falls on few; no names."""
        if not self.lines:
            return ""
        whom = "1 customer" if self.half_of_customers == 1 else f"{self.half_of_customers:,} customers"
        who = "one of us" if self.half_of_listeners == 1 else f"{self.half_of_listeners} of us"
        return (
            f"Half of all listening went to {whom} of the {self.heard:,} heard, and half of the "
            f"{self.conversations:,} conversations were had by {who} (of {self.listeners})."
        )

    def summary(self) -> pd.DataFrame:
        """Return the counts of each group."""
        return self.table

    def chart(self) -> alt.LayerChart:
        """Draw how many of each group have been heard."""
        import altair as alt

        told = self.table[self.table["heard"].notna() & (self.table["by"] != EVERYBODY)].copy()
        told["label"] = told["by"] + ": " + told["group"]
        told["share"] = told["heard"].astype("float64") / told["customers"]
        told["said"] = told["heard"].astype(str) + " of " + told["customers"].map("{:,}".format)
        order = list(told["label"])
        base = alt.Chart(told).encode(
            y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, ticks=False)),
            x=alt.X(
                "share:Q",
                title="Heard by anybody",
                axis=alt.Axis(format="%", tickCount=6),
                scale=alt.Scale(domainMin=0),
            ),
        )
        layers = base.mark_bar(height=12) + base.mark_text(align="left", dx=6).encode(text="said:N")
        drawn: alt.LayerChart = layers.properties(height=alt.Step(26), width="container")
        return drawn

    def _repr_html_(self) -> str:
        told = self.table
        table = told.to_html(index=False, border=0, escape=True, na_rep="")
        doubts = "".join(f"<li>{html.escape(one)}</li>" for one in self.caveats)
        said = html.escape(" ".join(filter(None, [self.sentence, self.concentration])))
        return f"<p>{said}</p>{table}<ul>{doubts}</ul>"


def coverage(
    people: pd.DataFrame,
    listenings: pd.DataFrame,
    *,
    bands: Mapping[str, str] | None = None,
    order: Sequence[str] = (),
    by: Sequence[str] = (),
) -> Coverage:
    """Count who has been heard.

    Parameters
    ----------
    people : DataFrame
        All customers: person_id, name, account_id, and the columns named by `by`.
    listenings : DataFrame
        teammate, person_id, how, source, on_day, minutes.
    bands : mapping of str to str, optional
        The band of each person's newest score: ``"low"``, ``"middle"``, ``"high"``.
    order : sequence of str
        The bands from low to high.
    by : sequence of str
        Columns that customers are grouped by.

    Notes
    -----
    A census: everybody in people.csv is counted, so there is nothing to infer and no interval. Whoever is in
    the log and no longer in people.csv is not counted as a customer. The two halves say how concentrated
    listening is: the smallest number of customers, or of teammates, that half of the lines, or of the
    conversations, fall on.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": [f"p-{n}" for n in range(6)], "name": "Ann", "account_id": "a-1"})
    >>> log = pd.DataFrame({"teammate": ["Maya", "Tom"], "person_id": ["p-1", "p-1"], "how": "call",
    ...                     "source": "", "on_day": "2026-11-24", "minutes": 20.0})
    >>> print(coverage(people, log).sentence)
    1 of 6 customers have been heard; somebody spoke with 1.
    """
    known = people[people["person_id"].notna()].drop_duplicates("person_id").reset_index(drop=True)
    here = listenings[listenings["person_id"].isin(known["person_id"])]
    told = _people(known, here)
    groups: list[tuple[str, pd.Series]] = [(EVERYBODY, pd.Series(EVERYBODY, known.index))]
    if bands is not None:
        score = known["person_id"].map(dict(bands)).astype("object").fillna(NO_ANSWER)
        groups.append(("score", score.astype("object")))
    groups += [(name, known[name].astype("object")) for name in by if name in known]
    rows = [row for name, values in groups for row in _counts(name, values, told, order)]
    had = sittings(here)
    caveats = []
    if any(row[3] is None for row in rows):
        caveats.append(f"Groups of fewer than {FEW} customers are named without a count.")
    gone = listenings["person_id"].nunique() - here["person_id"].nunique()
    if gone:
        caveats.append(f"{gone} who were heard are no longer in people.csv, and are not counted.")
    return Coverage(
        frame_of(rows, _TABLE),
        told,
        len(here),
        len(had),
        had["teammate"].nunique(),
        _half(here["person_id"].value_counts()),
        _half(had["teammate"].value_counts()),
        tuple(caveats),
    )


# ----------------------------------------------------------------------------------------------- inside


def _people(known: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    by = here.groupby("person_id")
    spoken = here[here["how"].isin(SPOKEN)]["person_id"].value_counts()
    ways = {person: ", ".join(sorted(set(rows["how"]))) for person, rows in by}
    ids = known["person_id"]
    return pd.DataFrame(
        {
            "person_id": ids,
            "name": known.get("name", ids),
            "account_id": known.get("account_id"),
            "times": ids.map(here["person_id"].value_counts()).fillna(0).astype("int64"),
            "spoken": ids.map(spoken).fillna(0).astype("int64"),
            "listeners": ids.map(by["teammate"].nunique()).fillna(0).astype("int64"),
            "last_on": ids.map(by["on_day"].max()).astype("str"),
            "how": [ways.get(person, "") for person in ids],
        }
    )


def _counts(name: str, values: pd.Series, told: pd.DataFrame, order: Sequence[str]) -> list[list[Any]]:
    said = values.where(values.notna(), NOT_SAID).astype(str).reset_index(drop=True)
    found = list(dict.fromkeys(said))
    ranks = {group: at for at, group in enumerate([*order, NO_ANSWER])}
    found.sort(key=lambda group: (ranks.get(group, -1) if name == "score" else 0, group == NOT_SAID, group))
    rows: list[list[Any]] = []
    for group in found:
        own = told[(said == group).to_numpy()]
        few = len(own) < FEW and name != EVERYBODY
        heard, spoken = int((own["times"] > 0).sum()), int((own["spoken"] > 0).sum())
        counts = [None, None] if few else [heard, spoken]
        rows.append([name, group, len(own), *counts, f"fewer than {FEW} customers" if few else ""])
    return rows


def _half(counts: pd.Series) -> int:
    """The fewest that together have at least half."""
    if counts.empty:
        return 0
    running = counts.sort_values(ascending=False).cumsum()
    return int((running < counts.sum() / 2).sum()) + 1
