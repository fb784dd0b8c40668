"""What a message is about: the codes that are given, or those that its words lead to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cslab.challenge.messages.corpus import Corpus
from cslab.challenge.messages.stems import Stem, stemmed
from cslab.study.codes import Code

MOST_CODES: Final = 3
NAME_COUNTS: Final = 2.0
"""A word of a code's name counts so many times as much as one of its definition."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about.

    Parameters
    ----------
    codes : tuple of str
        The codes; empty where nothing is known.
    guessed : bool
        True where nobody said so.
    sentence : str
        Where that comes from.
    """

    codes: tuple[str, ...] = ()
    guessed: bool = True
    sentence: str = ""


def subject_of(
    words: Sequence[Stem], book: Iterable[Code], said: Corpus, *, among: Collection[str] | None = None
) -> Subject:
    """Guess what a message is about.

    Parameters
    ----------
    words : sequence of Stem
        Its words, without those that say little.
    book : iterable of Code
        The codes in use.
    said : Corpus
        What customers said and wrote.
    among : collection of str, optional
        person_id of those who count.

    Notes
    -----
    First by the words of the codes' names, definitions and examples, rarer ones counting for more; where
    none is in the message, by how many people use words of the message under each code.
    """
    codes = list(book)
    keys = {word.key for word in words}
    found = _named(keys, codes, said.language)
    if found:
        listed = _listed(found)
        return Subject(found, True, f"Guessed from the message: it seems to be about {listed}.")
    found = _used(keys, {code.name for code in codes}, said, among)
    if found:
        listed = _listed(found)
        return Subject(found, True, f"Guessed from who uses its words: it seems to be about {listed}.")
    return Subject(
        sentence="Nothing tells what the message is about; choose the codes that it is about to see what "
        "customers say instead."
    )


def _named(keys: Collection[str], codes: Sequence[Code], language: str) -> tuple[str, ...]:
    about: dict[str, Counter[str]] = {}
    for code in codes:
        name = code.name.replace("-", " ").replace("_", " ")
        weights: Counter[str] = Counter()
        for text, weight in ((" ".join([code.definition, *code.examples]), 1.0), (name, NAME_COUNTS)):
            for word in stemmed(text, language):
                if not word.little:
                    weights[word.key] = max(weights[word.key], weight)  # type: ignore[assignment]
        about[code.name] = weights
    common = Counter(key for weights in about.values() for key in weights)
    scores = {
        name: sum(
            weight * math.log(1 + len(codes) / common[key]) for key, weight in weights.items() if key in keys
        )
        for name, weights in about.items()
    }
    return _best(scores)


def _used(
    keys: Collection[str], known: Collection[str], said: Corpus, among: Collection[str] | None
) -> tuple[str, ...]:
    people: dict[str, set[str]] = {}
    for key in keys:
        for place in said.places((key,), among):
            for code in said.codes_at(place) & set(known):
                people.setdefault(code, set()).add(str(said.rows[place.row]["person_id"]))
    return _best({code: float(len(whose)) for code, whose in people.items() if len(whose) > 1})


def _best(scores: dict[str, float]) -> tuple[str, ...]:
    most = max(scores.values(), default=0.0)
    if most <= 0:
        return ()
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    return tuple(name for name in ranked if scores[name] >= most / 2)[:MOST_CODES]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
