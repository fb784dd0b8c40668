"""How good a persona is: claims that are vague, said twice, true of everyone, or tell nobody apart."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import pandas as pd

from cslab.challenge.personas.alike import ALIKE, REDUNDANT, in_words, phi
from cslab.challenge.personas.persons import Measured, truths
from cslab.challenge.personas.problem import (
    KINDS,
    LIKE_OTHERS,
    NUMBERS,
    OF_EVERYONE,
    OPPOSITE,
    SAID_TWICE,
    SMALL_SEGMENT,
    VAGUE,
    Problem,
    numbers,
)
from cslab.challenge.personas.telling_apart import EQUIVALENT, EVERYONE, Apart, apart, of_everyone
from cslab.challenge.personas.told import alike_pair, like_others, small_segment, true_of_all, vague
from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.intervals import SMALL
from cslab.study.personas import Claim, Persona

TABLE: Final = ("claim", "check", *NUMBERS)

OF_ALL, AGAINST_OTHERS, SAME_PEOPLE = "of all customers", "against everyone else", "true of the same people"
"""What is checked of claims."""


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """What is wrong with a persona.

    Parameters
    ----------
    persona : Persona
        Which.
    problems : tuple of Problem
        What is wrong: of claims, then of the segment; certain ones first.
    table : DataFrame
        All that was worked out, also where nothing is wrong: claim (ids), check, and the numbers: what,
        value, low, high, n, level, unit, method.
    size, of : int
        People in the segment, and customers there are.
    locked, drafts : int
        Claims that are locked, and that are not: of these only what their words and indicators tell is
        told.
    measured : int
        Locked claims that could be measured.
    """

    persona: Persona
    problems: tuple[Problem, ...]
    table: pd.DataFrame
    size: int
    of: int
    locked: int
    drafts: int
    measured: int

    @property
    def sentence(self) -> str:
        """Say what is wrong, in one sentence."""
        claims = self.locked + self.drafts
        if not claims:
            return f"{self.persona.name} claims nothing yet: write down what you believe of these people."
        found = [
            f"{count} {_counted(kind, count, sure=sure)}"
            for kind in _WORDS
            for sure in (True, False)
            if (count := len({id_ for one in self.of_kind(kind) if one.sure is sure for id_ in one.claims}))
        ]
        lead = f"Of {claims} {'claim' if claims == 1 else 'claims'}"
        small = any(one.kind == SMALL_SEGMENT for one in self.problems)
        size = " The segment itself is small." if small else ""
        if not found:
            return f"{lead} none is vague, doubled or true of everyone, as far as can be told.{size}"
        return f"{lead}, {_listed(found)}.{size}"

    def of_kind(self, kind: str) -> tuple[Problem, ...]:
        """Give the problems of one kind."""
        return tuple(one for one in self.problems if one.kind == kind)

    def of_claim(self, claim: str) -> tuple[Problem, ...]:
        """Give the problems of one claim, by its id."""
        return tuple(one for one in self.problems if claim in one.claims)

    def summary(self) -> pd.DataFrame:
        """Return all numbers that were worked out."""
        return self.table

    def _repr_html_(self) -> str:
        lines = "".join(f"<li>{html.escape(one.sentence)}</li>" for one in self.problems)
        return f"<p>{html.escape(self.sentence)}</p><ul>{lines}</ul>"


_WORDS: Final = {
    VAGUE: ("is vague", "are vague"),
    OF_EVERYONE: ("is true of nearly everyone", "are true of nearly everyone"),
    LIKE_OTHERS: ("is as true of everyone else", "are as true of everyone else"),
    SAID_TWICE: ("says the same as another", "say the same as another"),
    OPPOSITE: ("says the opposite of another", "say the opposite of another"),
}
"""How claims with a problem are counted: one, and several."""


def _counted(kind: str, count: int, *, sure: bool) -> str:
    words = _WORDS[kind][count > 1]
    verb, _, rest = words.partition(" ")
    if sure:
        return words
    return f"{verb} perhaps {rest}" if verb in ("is", "are") else f"perhaps {words}"


def quality(
    measured: Measured,
    *,
    size: int,
    of: int,
    redundant: float = REDUNDANT,
    alike: float = ALIKE,
    everyone: float = EVERYONE,
    equivalent: float = EQUIVALENT,
    smallest: int = SMALL,
    language: str = "en",
    level: float = 0.95,
    seed: int = 0,
) -> Quality:
    """Look for what is wrong with a persona.

    Parameters
    ----------
    measured : Measured
        The persona with its claims, and what was measured of whom.
    size, of : int
        People in its segment, and customers there are.
    redundant : float
        Phi from which two claims are one.
    alike : float
        Likeness of words from which two claims are said in the same words.
    everyone : float
        Share of all customers above which a claim is true of nearly everyone.
    equivalent : float
        Cohen's h or d below which a difference from everyone else does not matter.
    smallest : int
        People below which the segment is small.
    language : str
        Two letters.
    level : float
        Of the intervals.
    seed : int
        For the interval of phi.

    Returns
    -------
    Quality

    Raises
    ------
    InputError
        If a threshold lies outside of 0 and 1.

    Notes
    -----
    *Vague*: nothing is named that would show the claim. *True of nearly everyone*: of more than `everyone`
    of all customers for whom it was measured; for certain where the lower end of the interval is above it.
    *Like everyone else*: the segment is equivalent to all others by two one-sided tests, see
    `cslab.challenge.personas.telling_apart.apart`. *Said twice* and *opposite*: by phi over the people
    measured for both, by the same figure being asked for, or in the same words. Only claims that are locked
    are measured, so that nobody writes a claim knowing what the data says.

    References
    ----------
    Meehl, P. E. (1956). Wanted - a good cookbook. American Psychologist 11, 263-272 (the Barnum effect).

    Examples
    --------
    >>> wish = Claim("works", "ann", "She wants something that just works.")
    >>> found = quality(Measured(Persona("ann", "Ann"), (wish,)), size=40, of=90)
    >>> found.sentence
    'Of 1 claim, 1 is vague.'
    """
    check_level(level)
    limits = {"redundant": redundant, "alike": alike, "everyone": everyone, "equivalent": equivalent}
    for name, limit in limits.items():
        if not 0 < limit <= 1:
            raise InputError(f"The threshold {name} must lie above 0 and up to 1, but {limit} was given.")
    by_claim = {str(claim): some for claim, some in truths(measured.values).groupby("claim", sort=False)}
    problems: list[Problem] = []
    rows: list[pd.DataFrame] = []
    for claim in (*measured.claims, *measured.drafts):
        if not claim.shown_by:
            problems.append(vague(claim))
    for claim in measured.claims:
        if claim.id in by_claim:
            values = measured.values[claim.id]
            share = of_everyone(values, by_claim[claim.id], level=level)
            gaps = {one.words: apart(one, equivalent=equivalent, level=level) for one in values}
            problems += _of_claim(claim, share, gaps, everyone)
            rows += _rows(claim, share, gaps)
    names = (measured.persona.name, measured.persona.id)
    for one, other in combinations((*measured.claims, *measured.drafts), 2):
        figure = _together(by_claim.get(one.id), by_claim.get(other.id), level=level, seed=seed)
        if figure is not None:
            rows.append(_row(f"{one.id}, {other.id}", SAME_PEOPLE, {"phi": figure}))
        words = in_words(one.says, other.says, names=names, language=language)
        problems += alike_pair(one, other, figure, words, redundant, alike)
    problems += small_segment(size, of, smallest)
    order = {kind: at for at, kind in enumerate(KINDS)}
    problems.sort(key=lambda problem: (not problem.sure, order[problem.kind]))
    made = [row for row in rows if len(row)]
    return Quality(
        measured.persona,
        tuple(problems),
        pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=list(TABLE)),
        size,
        of,
        len(measured.claims),
        len(measured.drafts),
        len(by_claim),
    )


# ----------------------------------------------------------------------------------------------- inside


def _of_claim(
    claim: Claim, share: Estimate | None, gaps: dict[str, Apart], everyone: float
) -> Iterator[Problem]:
    """A claim that is true of all is as true of everyone else: that is said once."""
    if share is not None and share.value > everyone:
        yield true_of_all(claim, share, everyone)
        return
    figures = {name: one for words, gap in gaps.items() for name, one in _of_gap(words, gap).items()}
    problem = like_others(claim, list(gaps.values()), figures)
    if problem is not None:
        yield problem


def _rows(claim: Claim, share: Estimate | None, gaps: dict[str, Apart]) -> Iterator[pd.DataFrame]:
    if share is not None:
        yield _row(claim.id, OF_ALL, {"true of all customers": share})
    for words, gap in gaps.items():
        yield _row(claim.id, AGAINST_OTHERS, _of_gap(words, gap))


def _together(
    one: pd.DataFrame | None, other: pd.DataFrame | None, *, level: float, seed: int
) -> Estimate | None:
    if one is None or other is None:
        return None
    first, second = (some.set_index("person_id")["true"] for some in (one, other))
    return phi(first, second, level=level, seed=seed)


def _of_gap(words: str, gap: Apart) -> dict[str, Estimate]:
    parts = {"segment": gap.inside, "everyone else": gap.outside, "difference": gap.gap, "effect": gap.effect}
    lead = f"{words}: " if words else ""
    return {f"{lead}{what}": one for what, one in parts.items() if one is not None}


def _row(claim: str, check: str, figures: dict[str, Estimate]) -> pd.DataFrame:
    table = numbers(figures)
    table.insert(0, "check", check)
    table.insert(0, "claim", claim)
    return table


def _listed(pieces: Sequence[str]) -> str:
    return pieces[0] if len(pieces) == 1 else f"{', '.join(pieces[:-1])} and {pieces[-1]}"
