"""Compare coders who coded the same interviews: every measure, for the codebook and for each code."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import NamedTuple

import numpy as np
import pandas as pd

from cslab.errors import NotFoundError
from cslab.estimate import Estimate
from cslab.intervals import SMALL
from cslab.listen.agreement import coefficients
from cslab.listen.agreement.coefficients import Disagreement, pooled
from cslab.listen.agreement.differ import disagreements
from cslab.listen.agreement.resample import RESAMPLES, draw, ends
from cslab.listen.agreement.result import ALL, ANY, MEASURES, Agreement, Figure
from cslab.listen.agreement.tally import MISSING, Floats, Ints, Tally, tally_coded
from cslab.listen.agreement.unitizing import Continuum, Mark, along, tally_continua
from cslab.listen.agreement.units import UNITS, Unit, covered, passages
from cslab.timecode import Span, merge_spans

ENOUGH = 6
"""From so many interviews on, the interval speaks of interviews; below, only of these ones."""

BLOCK = 60.0
"""Seconds of speech that are drawn together where there are too few interviews to draw from."""

RARE = 0.05
"""A code on fewer of the units than this is called rare."""

OVER_TIME = "the customer's speech, as one stretch of time"


class Reading(NamedTuple):
    """One interview as its coders read it: the units they are compared on, and when the customer speaks."""

    units: tuple[Span, ...]
    speech: tuple[Span, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """Interviews that two or more coded, the same units for all codes."""

    interviews: tuple[str, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    unit: str
    units: tuple[tuple[str, Span], ...]
    speech: Mapping[str, tuple[Span, ...]]
    marks: Mapping[tuple[str, str, str], Sequence[Span]]
    read_by: Mapping[str, frozenset[str]]


def compare(
    highlights: pd.DataFrame,
    readings: Mapping[str, Reading],
    *,
    unit: Unit = "segment",
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Agreement:
    """Compare coders on every interview that two or more of them coded.

    Parameters
    ----------
    highlights : DataFrame
        One row a highlight: interview_id, start, end (seconds), codes (tuple of str), coder.
    readings : mapping
        For each interview its `Reading`; for the unit "highlight", its units are not looked at.
    unit : {"segment", "word", "slice", "highlight"}
        What coders are compared on.
    codes : sequence of str, optional
        Only these; all that were used when left out.
    coders : sequence of str, optional
        Only these; all when left out.
    level : float
        Of the intervals.
    resamples, seed : int
        How many samples are drawn for an interval, and where chance starts.

    Returns
    -------
    Agreement

    Raises
    ------
    NotFoundError
        If no interview was coded by two of them.

    Notes
    -----
    A coder who made no highlight in an interview is taken not to have read it. For each code a unit counts
    as coded or not; figures of all codes add up the disagreements of each, seen and expected, so that a
    passage may carry several codes. Over time, each coder's highlights of a code are stretches of one
    continuum, the customer's speech with everything else cut out.
    Intervals: interviews are drawn again, because words of one conversation are not independent; with fewer
    than six interviews, minutes of speech are, and the interval speaks of these interviews alone.
    """
    seen = _gather(highlights, readings, unit, codes, coders)
    names = (ANY, *seen.codes)
    coded = {name: _coded(seen, name) for name in names}
    few = len(seen.interviews) < ENOUGH
    home = [(name, int(span.start // BLOCK) if few else 0) for name, span in seen.units]
    tallies = {name: tally_coded(coded[name], ("", name), _numbered(home)) for name in names}
    over_time = {name: _over_time(seen, name, few) for name in names}
    kappa = "cohen" if len(seen.coders) == 2 else "fleiss"
    measures: dict[str, Callable[[Tally], Disagreement]] = {
        "percent": coefficients.percent,
        "percent_of_coded": coefficients.percent_of_coded,
        kappa: getattr(coefficients, kappa),
        "alpha": coefficients.krippendorff,
        "alpha_u": coefficients.krippendorff,
    }
    figures = []
    for measure, coefficient in measures.items():
        used = over_time if measure == "alpha_u" else tallies
        clusters = len(used[ANY].weights)
        draws = draw(clusters, resamples=resamples, seed=seed)
        parts = {name: coefficient(tally.drawn(draws)) for name, tally in used.items()}
        if seen.codes:
            parts = {ALL: pooled([parts[code] for code in seen.codes])} | parts
        if unit == "highlight" and measure != "alpha_u":
            del parts[ANY]  # every passage is marked by somebody, so there is nothing to agree on
        for name, part in parts.items():
            counted = _count(measure, [coded[code] for code in (seen.codes if name == ALL else (name,))])
            if measure == "alpha_u":
                counted = _stretches(seen, seen.codes if name == ALL else (name,))
            about = _About(measure, name, counted, clusters, few, level)
            figures.append(_figure(part.agreement(), about, seen, coded.get(name)))
    order = {name: at for at, name in enumerate((ALL, *names))}
    figures.sort(key=lambda figure: order[figure.code])
    return Agreement(
        seen.unit,
        seen.coders,
        seen.interviews,
        seen.codes,
        tuple(figures),
        disagreements(seen.units, {code: coded[code] for code in seen.codes}, seen.coders),
        tuple(_doubts(seen, unit, few)),
        tuple(
            pair
            for pair in combinations(seen.coders, 2)
            if any(map(set(pair).issubset, seen.read_by.values()))
        ),
    )


# ------------------------------------------------------------------------------------------ what was coded


def _gather(
    highlights: pd.DataFrame,
    readings: Mapping[str, Reading],
    unit: Unit,
    codes: Sequence[str] | None,
    coders: Sequence[str] | None,
) -> _Compared:
    made = highlights[highlights["interview_id"].isin(list(readings))]
    if coders is not None:
        made = made[made["coder"].isin(list(coders))]
    read_by = {str(name): frozenset(map(str, rows["coder"])) for name, rows in made.groupby("interview_id")}
    twice = tuple(name for name in readings if len(read_by.get(name, ())) > 1)
    if not twice:
        raise NotFoundError(
            "No interview was coded by two people yet; let a second person code one on their own, blind."
        )
    made = made[made["interview_id"].isin(twice)]
    marks: dict[tuple[str, str, str], list[Span]] = {}
    used: dict[str, None] = {}
    for row in made.to_dict("records"):
        span = Span(float(row["start"]), float(row["end"]))
        for code in row["codes"]:
            used[str(code)] = None
            marks.setdefault((row["interview_id"], row["coder"], str(code)), []).append(span)
        marks.setdefault((row["interview_id"], row["coder"], ANY), []).append(span)
    wanted = tuple(sorted(used)) if codes is None else tuple(dict.fromkeys(codes))
    spans = {
        name: passages(made[made["interview_id"] == name]) if unit == "highlight" else readings[name].units
        for name in twice
    }
    units = tuple((name, span) for name in twice for span in spans[name])
    speech = {name: readings[name].speech for name in twice}
    if not units or not any(speech.values()):
        raise NotFoundError(
            "The interviews that two people coded have no words of a customer; transcribe them, or say of "
            "their speakers who asks and who answers."
        )
    names = tuple(sorted({coder for name in twice for coder in read_by[name]}))
    return _Compared(twice, names, wanted, UNITS[unit], units, speech, marks, read_by)


def _coded(seen: _Compared, code: str) -> Ints:
    """Say of each unit who gave it the code: 1, 0, or `MISSING` where they did not read the interview."""
    table = np.full((len(seen.units), len(seen.coders)), MISSING)
    first = 0
    for name, here in groupby(seen.units, key=lambda unit: unit[0]):
        spans = [span for _, span in here]
        places = slice(first, first + len(spans))
        first += len(spans)
        for column, coder in enumerate(seen.coders):
            if coder in seen.read_by[name]:
                table[places, column] = covered(spans, seen.marks.get((name, coder, code), ()))
    return table


def _over_time(seen: _Compared, code: str, few: bool) -> Tally:
    continua, cuts = [], {}
    for at, name in enumerate(seen.interviews):
        speech = merge_spans(seen.speech[name])
        length = sum(part.duration for part in speech)
        coders: list[list[Mark] | None] = []
        for coder in seen.coders:
            found = along(merge_spans(seen.marks.get((name, coder, code), ())), speech)
            own = [Mark(span.start, min(span.end, length), code) for span in found]
            coders.append(own if coder in seen.read_by[name] else None)
        continua.append(Continuum(length, coders))
        if few:
            cuts[at] = list(np.arange(BLOCK, length, BLOCK))
    return tally_continua(continua, values=(code,), cuts=cuts)


def _stretches(seen: _Compared, codes: Sequence[str]) -> int:
    kept = (
        seen.marks.get((name, who, code), ())
        for name in seen.interviews
        for who in seen.coders
        for code in codes
    )
    return sum(len(merge_spans(marks)) for marks in kept)


def _count(measure: str, tables: list[Ints]) -> int:
    """Units that can be compared; of codes added up, as often as somebody coded them."""
    counted = 0
    for table in tables:
        judged = (table != MISSING).sum(axis=1) > 1
        counted += int((judged & ((table > 0).any(axis=1) if measure == "percent_of_coded" else True)).sum())
    return counted if measure == "percent_of_coded" else counted // max(1, len(tables))


def _numbered(homes: Sequence[tuple[str, int]]) -> Ints:
    place = {home: at for at, home in enumerate(dict.fromkeys(homes))}
    return np.array([place[home] for home in homes])


# ------------------------------------------------------------------------------------------ figures


class _About(NamedTuple):
    measure: str
    code: str
    n: int
    clusters: int
    few: bool
    level: float


def _figure(values: Floats, about: _About, seen: _Compared, coded: Ints | None) -> Figure:
    unit = OVER_TIME if about.measure == "alpha_u" else seen.unit
    value = float(values[0])
    if math.isnan(value):
        return Figure(about.code, about.measure, unit, None, _why_not(coded, seen))
    low, high = ends(values[1:], about.clusters, level=about.level)
    drawn = "minutes of speech" if about.few else "interviews"
    method = f"{MEASURES[about.measure]}, bootstrap interval from drawing {about.clusters} {drawn}"
    share = about.measure.startswith("percent")
    estimate = Estimate(
        value,
        min(low, value) if low == low else value,  # noqa: PLR0124 - NaN where no sample told anything
        max(high, value) if high == high else value,  # noqa: PLR0124
        about.n,
        method,
        about.level,
        "%" if share else "",
        tuple(_caveats(about, value, seen, coded)),
    )
    return Figure(about.code, about.measure, unit, estimate)


def _why_not(coded: Ints | None, seen: _Compared) -> str:
    if coded is not None and not (coded > 0).any():
        return "nobody used it in these interviews"
    if len(seen.coders) > 2:
        return "no unit was judged by every coder"
    return "all units have one and the same value, so chance can't be told from agreement"


def _caveats(about: _About, value: float, seen: _Compared, coded: Ints | None) -> list[str]:
    doubts = []
    if about.n < SMALL:
        things = "stretches" if about.measure == "alpha_u" else "units"
        doubts.append(f"only {about.n} {things}: read it as a direction, not as a figure")
    if coded is not None and about.code != ALL:
        never = [
            who
            for at, who in enumerate(seen.coders)
            if (coded[:, at] != MISSING).any() and not (coded[:, at] > 0).any()
        ]
        if never:
            doubts.append(f"{' and '.join(never)} never used it")
        rows = np.flatnonzero((coded > 0).any(axis=1))
        if 0 < (among := len({seen.units[at][0] for at in rows})) < min(ENOUGH, len(seen.interviews)):
            doubts.append(f"it is in {among} interview{'s' * (among != 1)} only")
        held = (coded > 0).sum() / max(1, (coded != MISSING).sum())
        chance_corrected = not about.measure.startswith("percent")
        if chance_corrected and 0 < held < RARE:
            doubts.append(f"it is on {100 * held:.1g} % of the units: rare codes swing on a few of them")
        if chance_corrected and held > 1 - RARE:
            doubts.append("nearly every unit has it, so little is left to agree on beyond chance")
    if about.measure == "percent":
        doubts.append("counts what nobody coded as agreement")
    if value == 1:
        doubts.append("they never differ here, so the interval has no width; that is not certainty")
    return doubts


def _doubts(seen: _Compared, unit: Unit, few: bool) -> list[str]:
    doubts = []
    if few:
        count = len(seen.interviews)
        doubts.append(
            f"Only {count} interview{'s were' if count != 1 else ' was'} coded by two or more people: the "
            "intervals speak of these interviews, not of the next ones."
        )
    if unit == "highlight":
        doubts.append("What nobody highlighted is no unit here, so chance is judged among highlights alone.")
    if any(seen.read_by[name] != frozenset(seen.coders) for name in seen.interviews):
        doubts.append("Not everybody coded every interview; each is compared on those they coded.")
    return doubts
