"""Who moved between quadrants from one wave to the next, and how much of it could be noise."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.measure.customers import quadrant_charts
from cslab.measure.customers.quadrants import QUADRANTS, Quadrants

if TYPE_CHECKING:
    import altair as alt

_METHOD: Final = "expected share of moves over resamples of both waves, percentile interval"


@dataclass(frozen=True, slots=True, eq=False)
class QuadrantMoves:
    """Movement between two waves.

    Parameters
    ----------
    table : DataFrame
        One row a pair of quadrants: from, to, expected (how many units), low, high, people (who answered in
        the later wave, by the likeliest quadrants), accounts (their number, by the likeliest quadrants).
    units : DataFrame
        One row a unit that is in both waves: id, name, before, later (the likeliest), moved (probability).
    moved : Estimate
        Share of units whose quadrant is another one.
    by_noise : float
        Share that would seem to move if nobody did, because neither wave is exact.
    came, went : int
        Units that are in the later, or in the earlier wave only.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    units: pd.DataFrame
    moved: Estimate
    by_noise: float
    came: int
    went: int
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    @property
    def sentence(self) -> str:
        """Say how many moved, against how many would seem to."""
        return (
            f"{self.moved.format(digits=0)} moved to another quadrant; had nobody moved, noise alone would "
            f"show {100 * self.by_noise:.0f} %."
        )

    def chart(self) -> alt.LayerChart:
        """Draw the transition table."""
        return quadrant_charts.moves(self.table, QUADRANTS)

    def _repr_html_(self) -> str:
        wide = self.table.pivot_table(index="from", columns="to", values="expected", sort=False).round(1)
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"<p>{html.escape(self.sentence)}</p>{wide.to_html(border=0)}<ul>{doubts}</ul>"


def quadrant_moves(before: Quadrants, later: Quadrants) -> QuadrantMoves:
    """Compare two waves: who moved from which quadrant to which.

    Parameters
    ----------
    before, later : Quadrants
        Of the same kind of unit. Those in one wave only are counted and left out.

    Returns
    -------
    QuadrantMoves

    Raises
    ------
    InputError
        If the waves place different things, or have nobody in common.

    Notes
    -----
    Estimand: how many of the units in both waves moved. Each resample of the one wave is set against the same
    number of the other, as if their errors had nothing to do with each other; the interval holds the middle
    of the resamples. Noise makes units seem to move, and to move back toward the middle: ``by_noise`` is
    ``1 - sum of squared probabilities`` of a wave, averaged over units and both waves. Read the difference,
    not the movement alone. Where a wave asks other people of an account, a move may be theirs and not the
    account's.

    Examples
    --------
    >>> from cslab.measure.customers.happiness import Happiness
    >>> from cslab.measure.customers.quadrants import quadrants
    >>> def wave(score):
    ...     people = pd.DataFrame({"person_id": ["p-1", "p-2"], "account_id": ["a", "b"],
    ...                            "happiness": [score, .9], "items": 3})
    ...     return quadrants(Happiness(people, .01, ("sat",), ()), pd.Series({"a": .8, "b": .8}), of="person")
    >>> print(quadrant_moves(wave(.9), wave(.2)).sentence)
    50 % (50–50 %, n = 2) moved to another quadrant; had nobody moved, noise alone would show 0 %.
    """
    if before.of != later.of:
        raise InputError(f"One wave places {before.of}s and the other {later.of}s; place the same in both.")
    key = f"{before.of}_id"
    at = pd.DataFrame({"at": range(len(before.table))}, index=pd.Index(before.table[key]))
    both = [name for name in later.table[key] if name in at.index]
    if not both:
        raise InputError(f"No {before.of} is in both waves, so nobody can be seen to move.")
    old = at.loc[both, "at"].to_numpy()
    where = pd.Series(range(len(later.table)), index=later.table[key])
    new = where.loc[both].to_numpy()
    rounds = min(before.draws.shape[1], later.draws.shape[1])
    first, second = before.draws[old, :rounds], later.draws[new, :rounds]
    if before.draws.shape == later.draws.shape:
        # Drawn with one seed, both waves would share their luck: the second is read from the other end.
        second = second[:, ::-1]
    table = _table(before, later, (first, second), (old, new))
    share = (first != second).mean(axis=0)
    low, high = np.quantile(share, [(1 - later.level) / 2, (1 + later.level) / 2])
    value = float(share.mean())
    chances = [wave.table[list(QUADRANTS)].to_numpy()[rows] for wave, rows in ((before, old), (later, new))]
    noise = float(np.mean([(1 - (part**2).sum(axis=1)).mean() for part in chances]))
    units = pd.DataFrame(
        {
            "id": both,
            "name": later.table["name"].to_numpy()[new],
            "before": before.table["quadrant"].to_numpy()[old],
            "later": later.table["quadrant"].to_numpy()[new],
            "moved": (first != second).mean(axis=1),
        }
    ).sort_values(["moved", "id"], ascending=[False, True], ignore_index=True)
    came, went = len(later.table) - len(both), len(before.table) - len(both)
    caveats = _doubts(before.of, came, went)
    moved = Estimate(
        value, min(float(low), value), max(float(high), value), len(both), _METHOD, later.level, "%", caveats
    )
    return QuadrantMoves(table, units, moved, noise, came, went, caveats)


def _table(
    before: Quadrants,
    later: Quadrants,
    draws: tuple[np.ndarray, np.ndarray],
    rows: tuple[np.ndarray, np.ndarray],
) -> pd.DataFrame:
    first, second = draws
    was, now = before.table.iloc[rows[0]], later.table.iloc[rows[1]]
    was_in, now_in = was["quadrant"].to_numpy(), now["quadrant"].to_numpy()
    people, accounts = now["people"].to_numpy(), now["account_id"].to_numpy()
    made = []
    for i, start in enumerate(QUADRANTS):
        for j, end in enumerate(QUADRANTS):
            counts = ((first == i) & (second == j)).sum(axis=0)
            low, high = np.quantile(counts, [(1 - later.level) / 2, (1 + later.level) / 2])
            here = (was_in == start) & (now_in == end)
            made.append(
                (
                    *(start, end, float(counts.mean()), float(low), float(high)),
                    *(int(people[here].sum()), len(set(accounts[here]))),
                )
            )
    return pd.DataFrame(made, columns=["from", "to", "expected", "low", "high", "people", "accounts"])


def _doubts(of: str, came: int, went: int) -> tuple[str, ...]:
    many = "accounts" if of == "account" else "people"
    doubts = []
    if came or went:
        doubts.append(
            f"Only {many} in both waves are compared; {went} answered only before, {came} only later. "
            "Those who stop answering are seldom like the others."
        )
    doubts.append("Company-happiness is that of today in both waves, so only the customers' side can move.")
    return tuple(doubts)
