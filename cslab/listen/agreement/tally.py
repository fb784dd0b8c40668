"""The one table that every coefficient of agreement is read from: patterns of values, and how much of each.

A unit is one row of values, one for each coder. Rows that look alike are counted together, so that a
bootstrap of thousands of words costs no more than one of a few patterns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cslab.errors import InputError

MISSING = -1
"""In a pattern: this coder did not judge this unit."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int_]


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """How often, or for how long, coders gave which values together.

    Parameters
    ----------
    values : tuple
        The values that can be given, in order of size where they have one.
    patterns : array of int, shape (P, m)
        For each of m coders the index of the value, or `MISSING`.
    weights : array of float, shape (C, P)
        How many units of each of C clusters show each pattern; for a continuum, how long they do.
    alone : array of float, shape (C, K), optional
        Pairs that each value makes with itself in one and the same unit. When left out, as many as
        there are values that can be paired, which holds wherever units do not differ in length.
    """

    values: tuple[Any, ...]
    patterns: Ints
    weights: Floats
    alone: Floats | None = None

    def drawn(self, draws: Floats) -> Tally:
        """Return the tally of many samples of clusters at once.

        Parameters
        ----------
        draws : array of float, shape (B, C)
            How often each cluster is in each sample.
        """
        alone = None if self.alone is None else draws @ self.alone
        return replace(self, weights=draws @ self.weights, alone=alone)

    @property
    def whole(self) -> Tally:
        """All clusters as one."""
        return self.drawn(np.ones((1, len(self.weights))))

    def given(self) -> Ints:
        """Count who gave which value in each pattern: shape (P, K)."""
        return np.asarray((self.patterns[:, :, None] == np.arange(len(self.values))).sum(axis=1))


def tally_units(
    ratings: npt.ArrayLike, *, values: Sequence[Any] | None = None, clusters: npt.ArrayLike | None = None
) -> Tally:
    """Count the patterns of a table of ratings.

    Parameters
    ----------
    ratings : array-like, shape (n, m)
        One row a unit, one column a coder. None and NaN stand for a unit that the coder did not judge.
    values : sequence, optional
        The values that can be given; those that are there, sorted, when left out.
    clusters : array-like, shape (n,), optional
        What each unit belongs to; every unit is its own when left out.

    Raises
    ------
    InputError
        If the ratings are no table, or hold a value that is not among `values`.

    Examples
    --------
    >>> tally_units([["a", "a"], ["b", "a"], ["a", "a"]]).whole.weights
    array([[2., 1.]])
    """
    table = np.asarray(ratings, dtype=object)
    if table.ndim != 2 or not table.size:
        raise InputError("Ratings must be a table with a row for each unit and a column for each coder.")
    there = [[not _missing(cell) for cell in row] for row in table.tolist()]
    seen = {
        cell for row, here in zip(table.tolist(), there, strict=True) for cell in np.array(row, object)[here]
    }
    known = tuple(sorted(seen) if values is None else values)
    if unknown := seen - set(known):
        raise InputError(f"Ratings hold {sorted(map(str, unknown))[0]!r}, which is not one of the values.")
    place = {value: at for at, value in enumerate(known)}
    coded = np.array(
        [
            [place[cell] if here else MISSING for cell, here in zip(row, present, strict=True)]
            for row, present in zip(table.tolist(), there, strict=True)
        ]
    )
    return tally_coded(coded, known, clusters)


def tally_coded(coded: Ints, values: Sequence[Any], clusters: npt.ArrayLike | None = None) -> Tally:
    """Count the patterns of units whose values are indices already; as `tally_units`.

    Parameters
    ----------
    coded : array of int, shape (n, m)
        Index of the value that each coder gave each unit, or `MISSING`.
    values : sequence
        What the indices stand for.
    clusters : array-like, shape (n,), optional
        What each unit belongs to.
    """
    patterns, shown = np.unique(coded, axis=0, return_inverse=True)
    groups = np.arange(len(coded)) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    weights = np.zeros((int(groups.max()) + 1, len(patterns)))
    np.add.at(weights, (groups, shown.reshape(-1)), 1.0)
    return Tally(tuple(values), patterns, weights)


def _missing(cell: Any) -> bool:
    return cell is None or (isinstance(cell, float) and cell != cell)  # noqa: PLR0124 - only NaN differs from itself
