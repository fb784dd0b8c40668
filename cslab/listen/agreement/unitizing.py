"""Agreement over a continuum: who marked which stretch, of what length, as what.

The coefficient for unitizing of Krippendorff, Mathet, Bouvry & Widlöcher (2016), here called u-alpha, with
its relative that asks only whether something was marked. It needs no cutting into equal units: stretches may
have any length, and what nobody marked is part of the continuum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cslab.errors import InputError
from cslab.listen.agreement.coefficients import krippendorff
from cslab.listen.agreement.tally import MISSING, Floats, Ints, Tally
from cslab.timecode import Span


class Mark(NamedTuple):
    """One stretch of a continuum that one coder marked as something."""

    start: float
    end: float
    value: str


class Continuum(NamedTuple):
    """One continuum and what its coders marked in it.

    Parameters
    ----------
    length : float
        In any measure of length, the same for all continua: seconds, characters.
    coders : sequence of sequences of Mark, or None
        One for each coder, always in the same order; None for a coder who did not read it.
    """

    length: float
    coders: Sequence[Sequence[Mark] | None]


def unitizing_alpha(continua: Iterable[Continuum], *, grain: float = 0.0, only_marked: bool = False) -> float:
    """Return Krippendorff's alpha for unitizing: agreement on where stretches lie and on what they are.

    Parameters
    ----------
    continua : iterable of Continuum
        Read by at least two coders each; others add nothing.
    grain : float
        The length of what can't be cut any further: 1 for a text measured in characters, 0 for time.
    only_marked : bool
        Ask only whether a stretch was marked, and not as what.

    Returns
    -------
    float
        1 for full agreement, about 0 for what chance would bring; NaN where nobody marked anything.

    Raises
    ------
    InputError
        If a mark does not lie in its continuum, or two of one coder overlap.

    Notes
    -----
    The variant of the 2016 paper, which corrects that of 1995 for more than two coders: coincidences are the
    lengths of the intersections of two coders' stretches, the gaps between them being stretches of one
    value of their own; chance pairs all stretches but each with itself. A gap is taken to be made of pieces
    as long as the grain. Nominal differences only. Cutting a continuum that nobody marked across the cut
    changes nothing; stretches that are shifted, or split in another way, lower it.

    References
    ----------
    Krippendorff, K., Mathet, Y., Bouvry, S. & Widlöcher, A. (2016). On the reliability of unitizing textual
    continua: further developments. Quality & Quantity 50, 2347-2364.
    Krippendorff, K. (2018). Content Analysis, 4th ed. Sage. Section 12.6.

    Examples
    --------
    >>> maya = [Mark(10, 20, "trust"), Mark(60, 80, "price")]
    >>> tom = [Mark(10, 20, "trust"), Mark(65, 85, "price")]
    >>> unitizing_alpha([Continuum(200, [maya, tom])])
    0.8125
    >>> unitizing_alpha([Continuum(200, [maya, maya])])
    1.0
    """
    chosen = list(continua)
    if only_marked:
        chosen = [_without_values(continuum) for continuum in chosen]
    tally = tally_continua(chosen, grain=grain)
    return float(krippendorff(tally.whole).agreement()[0])


def tally_continua(
    continua: Sequence[Continuum],
    *,
    values: Sequence[str] | None = None,
    grain: float = 0.0,
    cuts: Mapping[int, Sequence[float]] | None = None,
) -> Tally:
    """Measure how long coders gave which values together; each continuum is a cluster of its own.

    Parameters
    ----------
    continua : sequence of Continuum
        As for `unitizing_alpha`.
    values : sequence of str, optional
        Those that can be marked; those that are there, sorted, when left out. The tally's first value is
        the gap.
    grain : float
        As for `unitizing_alpha`.
    cuts : mapping, optional
        For some continua, by their place, where they are cut into several clusters.

    Raises
    ------
    InputError
        As for `unitizing_alpha`.
    """
    marked = sorted({mark.value for one in continua for marks in one.coders for mark in marks or ()})
    known = ("", *(marked if values is None else values))
    place = {value: at for at, value in enumerate(known)}
    rows: list[Ints] = []
    lengths: list[Floats] = []
    homes: list[Ints] = []
    alone: list[Floats] = []
    for at, (length, coders) in enumerate(continua):
        read = [None if marks is None else _in_order(marks, length) for marks in coders]
        bounds = sorted({0.0, float(length), *(cut for cut in (cuts or {}).get(at, ()) if 0 < cut < length)})
        edges = {edge for marks in read for mark in marks or () for edge in (mark.start, mark.end)}
        points = np.array(sorted({*bounds, *edges}))
        parts = np.diff(points)
        home = np.searchsorted(bounds, points[:-1], side="right") - 1
        row = np.tile([MISSING if marks is None else 0 for marks in read], (len(parts), 1))
        own = np.zeros((len(bounds) - 1, len(known)))
        for coder, marks in enumerate(read):
            for mark in marks or ():
                inside = slice(*np.searchsorted(points, [mark.start, mark.end]))
                row[inside, coder] = place[mark.value]
                np.add.at(own[:, place[mark.value]], home[inside], parts[inside] * (mark.end - mark.start))
        np.add.at(own[:, 0], home, grain * parts * (row == 0).sum(axis=1))
        pairable = sum(marks is not None for marks in read) > 1
        rows.append(row)
        lengths.append(parts)
        homes.append(home + sum(len(made) for made in alone))
        alone.append(own * pairable)
    if not rows:
        raise InputError("There is no continuum to compare coders on.")
    patterns, shown = np.unique(np.concatenate(rows), axis=0, return_inverse=True)
    weights = np.zeros((sum(len(made) for made in alone), len(patterns)))
    np.add.at(weights, (np.concatenate(homes), shown.reshape(-1)), np.concatenate(lengths))
    return Tally(known, patterns, weights, np.concatenate(alone))


def along(spans: Sequence[Span], speech: Sequence[Span]) -> list[Span]:
    """Return where spans of a recording lie in its speech, when all that is no speech is cut out.

    Parameters
    ----------
    spans : sequence of Span
        Those that hold no speech at all are left out.
    speech : sequence of Span
        In order, without overlap.

    Examples
    --------
    >>> along([Span(5, 22), Span(12, 18)], [Span(0, 10), Span(20, 30)])
    [Span(start=5.0, end=12.0)]
    """
    if not spans or not speech:
        return []
    begins, finishes = (np.array([getattr(part, edge) for part in speech]) for edge in ("start", "end"))
    starts, ends = (np.array([getattr(span, edge) for span in spans]) for edge in ("start", "end"))
    passed = np.concatenate([[0.0], np.cumsum(finishes - begins)])
    first = np.searchsorted(finishes, starts, side="right")
    last = np.searchsorted(begins, ends, side="left") - 1
    held = first <= last
    first, last, starts, ends = first[held], last[held], starts[held], ends[held]
    low = passed[first] + np.maximum(starts, begins[first]) - begins[first]
    high = passed[last] + np.minimum(ends, finishes[last]) - begins[last]
    return [Span(float(start), float(end)) for start, end in zip(low, high, strict=True) if start < end]


def _in_order(marks: Sequence[Mark], length: float) -> list[Mark]:
    ordered = sorted(marks)
    for mark in ordered:
        if not 0 <= mark.start < mark.end <= length:
            raise InputError(
                f"The stretch from {mark.start:g} to {mark.end:g} does not lie within 0 and {length:g}."
            )
    for mark, after in pairwise(ordered):
        if after.start < mark.end:
            raise InputError(
                f"Two stretches of one coder overlap at {after.start:g}; compare such codes one by one."
            )
    return ordered


def _without_values(continuum: Continuum) -> Continuum:
    marked = [marks and [mark._replace(value="marked") for mark in marks] for marks in continuum.coders]
    return Continuum(continuum.length, marked)
