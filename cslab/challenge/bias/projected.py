"""What the mirror shows: how far the team's own taste leaks into what it believes of customers."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cslab.challenge.bias.words import PEOPLE_LIKE_US, TEAM, chance, deserved
from cslab.errors import NotFoundError
from cslab.estimate import Estimate

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One teammate's own figure: for them alone, unless they share it.

    Parameters
    ----------
    name : str
        Who.
    weight : Estimate or None
        Their projection weight, drawn toward the team's as far as chance explains the difference; None where
        it can't be told from the others'.
    alone : Estimate or None
        The same from their own answers alone, which is far less certain.
    sentence : str
        In plain words.
    items : DataFrame
        item, wording, own, certainty, predicted, customers, low, high (of the customers), error (how far the
        prediction lies above the customers; missing where nobody asked them).
    """

    name: str
    weight: Estimate | None
    alone: Estimate | None
    sentence: str
    items: pd.DataFrame = field(repr=False)

    def summary(self) -> pd.DataFrame:
        """Return one row a figure: figure, value, low, high, n, method."""
        return figures({"drawn toward the team's": self.weight, "own answers alone": self.alone})

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.sentence)}</p>"


@dataclass(frozen=True, slots=True, eq=False)
class Sureness:
    """Whether a team projects more where its members are sure of their own view.

    Parameters
    ----------
    sure, unsure : Estimate or None
        The weight among answers that are surer than the same person's usual ones, and among the others.
    difference : Estimate or None
        The first less the second.
    answers : tuple of int
        How many answers are sure, and unsure.
    sentence : str
        In plain words; says why where there is no figure.
    """

    sure: Estimate | None
    unsure: Estimate | None
    difference: Estimate | None
    answers: tuple[int, int]
    sentence: str

    def summary(self) -> pd.DataFrame:
        """Return one row a figure: figure, value, low, high, n, method."""
        return figures({"where sure": self.sure, "where unsure": self.unsure, "difference": self.difference})


@dataclass(frozen=True, slots=True, eq=False)
class Cost:
    """What projection costs in accuracy, in points of the 0 to 100 scale.

    Parameters
    ----------
    before : Estimate
        How far predictions lie from the customers, as they were made (root mean square).
    after : Estimate
        The same after the team's projection has been taken out.
    saved : Estimate
        The first less the second: below 0, the taste of this team helped it.
    sentence : str
        In plain words.
    """

    before: Estimate
    after: Estimate
    saved: Estimate
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """How far a team's own taste leaks into what it believes of customers.

    Parameters
    ----------
    verdict : str
        ``"projects"``, ``"does not project more than 0.10"``, ``"contrasts"``, ``"inconclusive"``, or
        ``"untestable"`` where no number is given.
    sentence : str
        The verdict in one sentence that needs no statistics.
    weight : Estimate or None
        The projection weight of these teammates on these items: 0 no projection, 1 "they want what I want".
    people_like_us : Estimate or None
        The same of people like them, of whom they are a sample; needs three.
    p : float
        How often own answers dealt out at random among teammates go with predictions as closely as the real
        ones; NaN without a number. Never shown by itself: see `chance`.
    warranted : Estimate or None
        How much weight one's own taste deserves, given how customers differ: projection harms above it.
    shared_pull : Estimate or None
        How far the team's mean prediction follows the team's mean taste beyond what customers say. Taste and
        common belief can't be told apart here.
    cost : Cost or None
        In accuracy; needs customers' answers.
    sureness : Sureness or None
        Whether it differs between answers that people are sure of and others.
    needs : str
        What a firmer answer would take, in plain words.
    items : DataFrame
        One row an item, the widest gap between prediction and customers first: item, wording, own, predicted
        (means of the team), raters, value, low, high, n (customers; missing where nobody asked them), gap.
    people : DataFrame
        One row a teammate, without their name and in a shuffled order: teammate ("teammate 1"...), value,
        low, high, n (answers), alone. Empty where fewer than `FEW` are shown.
    teammates, items_used, answers : int
        What the number rests on.
    smallest : float
        The smallest weight that matters.
    level : float
        Of the intervals.
    caveats : tuple of str
        What was left out, and what to doubt.
    """

    verdict: str
    sentence: str
    weight: Estimate | None
    people_like_us: Estimate | None
    p: float
    warranted: Estimate | None
    shared_pull: Estimate | None
    cost: Cost | None
    sureness: Sureness | None
    needs: str
    items: pd.DataFrame = field(repr=False)
    people: pd.DataFrame = field(repr=False)
    teammates: int
    items_used: int
    answers: int
    smallest: float
    level: float
    caveats: tuple[str, ...]
    _persons: Mapping[str, Person] = field(repr=False)
    _numbers: Mapping[str, str] = field(repr=False)

    def summary(self) -> pd.DataFrame:
        """Return one row a pooled figure; nothing of a single person.

        Returns
        -------
        DataFrame
            figure, value, low, high, n, unit, method.
        """
        cost, sureness = self.cost, self.sureness
        return figures(
            {
                f"projection weight, {TEAM}": self.weight,
                f"projection weight, {PEOPLE_LIKE_US}": self.people_like_us,
                "warranted weight": self.warranted,
                "shared pull": self.shared_pull,
                "error of predictions": None if cost is None else cost.before,
                "error without projection": None if cost is None else cost.after,
                "cost of projection": None if cost is None else cost.saved,
                "projection weight where sure": None if sureness is None else sureness.sure,
                "projection weight where unsure": None if sureness is None else sureness.unsure,
            }
        )

    def person(self, name: str) -> Person:
        """Return one teammate's own figure.

        Raises
        ------
        NotFoundError
            If nobody of that name is in the team.
        """
        if name not in self._persons:
            raise NotFoundError.of("teammate", name, self._persons)
        return self._persons[name]

    def everybody(self) -> tuple[Person, ...]:
        """Return all teammates' own figures; for what is made of all of them together, not to be shown."""
        return tuple(self._persons.values())

    @property
    def chance(self) -> str:
        """Say how often chance alone would look like this; empty without a number."""
        return chance(self.p)

    @property
    def deserved(self) -> str:
        """Say whether own taste gets more weight than it deserves here; empty where that is not known."""
        if self.weight is None or self.warranted is None:
            return ""
        return deserved(self.weight, self.warranted)

    def chart(self, *, names: Sequence[str] = ()) -> alt.LayerChart:
        """Draw the weight of the team and of each teammate, with intervals, beside 0, warranted and 1.

        Parameters
        ----------
        names : sequence of str
            Teammates who are named; the others stay "teammate 1", "teammate 2"...

        Raises
        ------
        InputError
            If there is no number to draw.
        NotFoundError
            If nobody of a given name is in the team.
        """
        from cslab.challenge.bias.pictures import forest

        return forest(self, names)

    def chart_items(self) -> alt.LayerChart:
        """Draw each item: the team's own taste, what it predicts, and what customers say with interval."""
        from cslab.challenge.bias.pictures import items

        return items(self.items)

    def _repr_html_(self) -> str:
        lines = "".join(
            f"<li>{html.escape(name)}: {html.escape(str(one))}</li>"
            for name, one in {
                TEAM: self.weight,
                PEOPLE_LIKE_US: self.people_like_us,
                "warranted": self.warranted,
            }.items()
            if one is not None
        )
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        more = " ".join(one for one in (self.deserved, self.chance, self.needs) if one)
        return (
            f"<p><b>{html.escape(self.sentence)}</b></p><p>{html.escape(more)}</p><ul>{lines}</ul>"
            f"<ul>{doubts}</ul>"
        )


def figures(named: Mapping[str, Estimate | None]) -> pd.DataFrame:
    """Give one row an estimate that is there: figure, value, low, high, n, unit, method."""
    rows = [
        (name, one.value, one.low, one.high, one.n, one.unit, one.method)
        for name, one in named.items()
        if one is not None
    ]
    return pd.DataFrame(rows, columns=["figure", "value", "low", "high", "n", "unit", "method"])
