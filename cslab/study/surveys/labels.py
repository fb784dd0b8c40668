"""Words that survey tools put on the points of a scale, from the lowest point to the highest."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from cslab.study.surveys.files import folded

_NEITHER = "neutral|neither"

SETS: tuple[str, ...] = (
    # agreement
    "strongly disagree, disagree, neither agree nor disagree|neither agree or disagree|undecided|"
    f"{_NEITHER}, agree, strongly agree",
    "strongly disagree, somewhat disagree, neither agree nor disagree|neither agree or disagree|"
    f"{_NEITHER}, somewhat agree, strongly agree",
    "strongly disagree, disagree, agree, strongly agree",
    "strongly disagree, disagree, somewhat disagree|slightly disagree|disagree somewhat, "
    f"neither agree nor disagree|neither agree or disagree|{_NEITHER}, "
    "somewhat agree|slightly agree|agree somewhat, agree, strongly agree",
    # satisfaction
    "very dissatisfied|very unsatisfied, dissatisfied|unsatisfied, "
    f"neither satisfied nor dissatisfied|{_NEITHER}, satisfied, very satisfied",
    "very dissatisfied|extremely dissatisfied|very unsatisfied, somewhat dissatisfied|somewhat unsatisfied, "
    f"neither satisfied nor dissatisfied|{_NEITHER}, somewhat satisfied, very satisfied|extremely satisfied",
    "very dissatisfied, dissatisfied, satisfied, very satisfied",
    "extremely dissatisfied, moderately dissatisfied, slightly dissatisfied, "
    f"neither satisfied nor dissatisfied|{_NEITHER}, slightly satisfied, moderately satisfied, "
    "extremely satisfied",
    "very dissatisfied, dissatisfied, somewhat dissatisfied, "
    f"neither satisfied nor dissatisfied|{_NEITHER}, somewhat satisfied, satisfied, very satisfied",
    "not at all satisfied, slightly satisfied|not so satisfied, somewhat satisfied|moderately satisfied, "
    "very satisfied, extremely satisfied|completely satisfied",
    # ease
    f"very difficult, difficult, neither easy nor difficult|{_NEITHER}, easy, very easy",
    "very difficult|extremely difficult, somewhat difficult, neither easy nor difficult|"
    f"{_NEITHER}, somewhat easy, very easy|extremely easy",
    "very difficult, difficult, somewhat difficult, neither easy nor difficult|"
    f"{_NEITHER}, somewhat easy, easy, very easy",
    "extremely difficult, moderately difficult, slightly difficult, neither easy nor difficult|"
    f"{_NEITHER}, slightly easy, moderately easy, extremely easy",
    # likelihood
    f"very unlikely, unlikely, neither likely nor unlikely|{_NEITHER}, likely, very likely",
    "very unlikely|extremely unlikely, somewhat unlikely, neither likely nor unlikely|"
    f"{_NEITHER}, somewhat likely, very likely|extremely likely",
    # quality
    "very poor, poor, fair|average|acceptable, good, very good|excellent",
    "poor, fair, good, very good, excellent",
    "terrible, poor, average, good, excellent",
    # how often, how much
    "never, rarely|seldom, sometimes, often, always",
    "not at all important, slightly important, moderately important|somewhat important, very important, "
    "extremely important",
)


ENDS = ("not at all likely", "extremely likely", "not likely", "not at all", "completely", "very much")
"""Words that stand on the two ends of scales of numbers."""

_ENDS = frozenset(map(folded, ENDS))


def _sets() -> tuple[tuple[MappingProxyType[str, int], int], ...]:
    found = []
    for written in SETS:
        points = [point.split("|") for point in written.split(", ")]
        places = {folded(word): at for at, words in enumerate(points) for word in words}
        found.append((MappingProxyType(places), len(points)))
    return tuple(found)


_SETS = _sets()


def places_of(words: Iterable[str], points: int) -> dict[str, int] | None:
    """Give the place, from 0, of each of some words on a scale that they all belong to.

    Parameters
    ----------
    words : iterable of str
        All the words that were answered.
    points : int
        How many points the scale has.

    Returns
    -------
    dict or None
        None where there is no scale of so many points that has all of them, or where two of them would share
        a point: then it is another scale, and nothing is guessed.

    Examples
    --------
    >>> places_of(["Agree", "Strongly agree"], 5)
    {'Agree': 3, 'Strongly agree': 4}
    >>> places_of(["Agree", "Absolutely"], 5)
    """
    wanted = list(words)
    found: list[dict[str, int]] = []
    for places, size in _SETS:
        if size != points:
            continue
        at = {word: places.get(folded(word)) for word in wanted}
        known = {word: place for word, place in at.items() if place is not None}
        distinct = {folded(word) for word in wanted}
        if len(known) == len(at) and len(set(known.values())) == len(distinct):
            found.append(known)
    return found[0] if found and all(other == found[0] for other in found) else None


def is_label(word: str) -> bool:
    """Whether a word stands on some scale.

    Examples
    --------
    >>> is_label("Very easy"), is_label("because")
    (True, False)
    """
    return folded(word) in _ENDS or any(folded(word) in places for places, _ in _SETS)


def points_of(words: Iterable[str]) -> int | None:
    """How many points the usual scale has that these words stand on: 5 before 7 before others, or None."""
    wanted = list(words)
    sizes = sorted({size for _, size in _SETS}, key=lambda size: (size != 5, size != 7, size))
    return next((size for size in sizes if places_of(wanted, size)), None)
