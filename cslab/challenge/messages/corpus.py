"""What customers said and wrote, word by word: who says a word, where, and in which forms."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from cslab.challenge.messages.stems import NUMBERS, Stem, knows, stemmed
from cslab.errors import InputError
from cslab.listen.search.passages import word_times

if TYPE_CHECKING:
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]

SPOKEN: Final = "interview"
WRITTEN: Final = "answer"

NEEDED: Final = ("person_id", "text", "source")
COLUMNS: Final = {
    **{"person_id": "", "person": "", "text": "", "source": SPOKEN, "interview_id": "", "start": 0.0},
    **{"times": b"", "survey": "", "response_id": "", "question": "", "marks": ()},
}
"""Columns of what was said, and what stands where one is missing."""

AROUND: Final = 14
"""Words of a quote on each side of the word that it is for."""

FREQUENT: Final = 50
"""In languages without a list: so many of the most frequent short words say little."""
SHORT: Final = 4
ENOUGH: Final = 2_000

_SPACED = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word was said: the row, and which of its words it is, counted from 0."""

    row: int
    word: int


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the corpus in whatever form.

    Parameters
    ----------
    key : str
        What it is compared by.
    little : bool
        Whether it says little by itself.
    number : bool
        Whether it is a number, in figures or in words.
    """

    key: str
    little: bool
    number: bool


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """What customers said and wrote, ready to be asked for words. Made by `corpus`.

    Parameters
    ----------
    rows : tuple of mapping
        One a passage or an answer, with the columns of `COLUMNS`.
    terms : tuple of Term
        Every word that is said.
    said : ndarray of int, shape (words,)
        What is said, word after word: places in `terms`.
    begin, end : ndarray of int, shape (words,)
        Where each word stands in the text of its row.
    bounds : ndarray of int, shape (rows + 1,)
        The first word of each row.
    order, firsts : ndarray of int
        All words by their term, and where each term begins there.
    language : str
        Two letters.
    frequent : frozenset of str
        Keys that say little because they are everywhere; where there is no list of such words.
    caveats : tuple of str
        Who is not in it, and why.
    """

    rows: tuple[Mapping[str, Any], ...]
    terms: tuple[Term, ...]
    said: Integers
    begin: Integers
    end: Integers
    bounds: Integers
    order: Integers
    firsts: Integers
    language: str = "en"
    frequent: frozenset[str] = frozenset()
    caveats: tuple[str, ...] = ()

    def people(self, source: str | None = None, among: Collection[str] | None = None) -> set[str]:
        """Give those who said or wrote anything at all."""
        spoke = np.diff(self.bounds) > 0
        return {
            str(row["person_id"])
            for row, words in zip(self.rows, spoke, strict=True)
            if words and (source is None or row["source"] == source) and self.includes(row, among)
        }

    @staticmethod
    def includes(row: Mapping[str, Any], among: Collection[str] | None) -> bool:
        """Whether a row is of one of these people; of anybody, where none are named."""
        return among is None or row["person_id"] in among

    def says_little(self, word: Stem | Term) -> bool:
        """Whether a word says little by itself."""
        return word.little or word.key in self.frequent

    def positions(self, key: str) -> Integers:
        """Give the numbers, among all words, of those that are a word; of two that are one, by their key."""
        found = [
            self.order[self.firsts[at] : self.firsts[at + 1]]
            for at, term in enumerate(self.terms)
            if term.key == key and not term.little
        ]
        return np.sort(np.concatenate(found)) if found else self.order[:0]

    def place(self, number: int) -> Place:
        """Give the place of a word by its number among all words."""
        row = int(np.searchsorted(self.bounds, number, side="right")) - 1
        return Place(row, int(number - self.bounds[row]))

    def places(self, keys: tuple[str, ...], among: Collection[str] | None = None) -> Iterator[Place]:
        """Give the places where one word, or several in this order, are said."""
        if not keys:
            return
        numbers = self.positions(keys[0])
        for after, key in enumerate(keys[1:], start=1):
            numbers = numbers[np.isin(numbers + after, self.positions(key))]
        for number in numbers:
            place = self.place(int(number))
            whole = number + len(keys) <= self.bounds[place.row + 1]
            if whole and self.includes(self.rows[place.row], among):
                yield place

    def form(self, place: Place, length: int = 1) -> str:
        """Give the words at a place as they were said."""
        first = int(self.bounds[place.row]) + place.word
        last = min(first + length, int(self.bounds[place.row + 1])) - 1
        text = str(self.rows[place.row]["text"])
        return " ".join(text[int(self.begin[first]) : int(self.end[last])].split())

    def codes_at(self, place: Place) -> set[str]:
        """Give the codes under which a word was said."""
        marks = self.rows[place.row]["marks"]
        if not marks:
            return set()
        at = int(self.numbers(place.row)[place.word])
        return {code for code, first, after in marks if first <= at < after}

    def numbers(self, row: int) -> Integers:
        """Give of each word of a row its number among those that spaces part in the text."""
        begins = [match.start() for match in _SPACED.finditer(str(self.rows[row]["text"]))]
        here = self.begin[self.bounds[row] : self.bounds[row + 1]]
        return np.searchsorted(np.array(begins, dtype=np.int64), here, side="right") - 1

    def quote(self, place: Place, length: int = 1) -> dict[str, Any]:
        """Give the words around a place, who said them, and where that can be heard or read.

        Returns
        -------
        dict
            person_id, person, quote, source, interview_id, start (seconds, at which the quote begins),
            survey, response_id, question.
        """
        row, base = self.rows[place.row], int(self.bounds[place.row])
        count = int(self.bounds[place.row + 1]) - base
        first = max(0, place.word - AROUND)
        after = min(count, place.word + length + AROUND)
        text = str(row["text"])
        begin = 0 if first == 0 else int(self.begin[base + first])
        end = len(text) if after == count else int(self.end[base + after - 1])
        said = " ".join(text[begin:end].split())
        said = f"{'… ' if first else ''}{said}{' …' if after < count else ''}"
        about = ("person_id", "person", "source", "interview_id", "survey", "response_id", "question")
        start = self._start(place.row, first)
        return {**{name: row[name] for name in about}, "quote": said, "start": start}

    def _start(self, row: int, word: int) -> float:
        about = self.rows[row]
        times = word_times(about["times"], float(about["start"])) if about["times"] else []
        at = int(self.numbers(row)[word]) if times else 0
        return times[at] if at < len(times) else float(about["start"])


def corpus(said: pd.DataFrame, *, language: str = "en", caveats: Collection[str] = ()) -> Corpus:
    """Make ready what customers said and wrote.

    Parameters
    ----------
    said : DataFrame
        One row a passage of one person, or an answer: person_id, text, source (``"interview"`` or
        ``"answer"``); where known person (their name), interview_id, start (seconds), times (as
        `cslab.listen.search.passages.Passage`), survey, response_id, question, and marks: a tuple of
        (code, first word, word after the last), words being what spaces part.
    language : str
        Two letters.
    caveats : collection of str
        Who is not in it, and why.

    Raises
    ------
    InputError
        If a column that is needed is not there.

    Examples
    --------
    >>> said = pd.DataFrame({"person_id": ["p-1"], "text": ["We approved it."], "source": ["answer"]})
    >>> found = corpus(said)
    >>> [found.form(place) for place in found.places(("approv",))]
    ['approved']
    """
    lacking = [name for name in NEEDED if name not in said.columns]
    if lacking:
        raise InputError(f"What customers said has no column {lacking[0]}; it needs {', '.join(NEEDED)}.")
    rows: list[Mapping[str, Any]] = []
    known: dict[tuple[str, bool, bool], int] = {}
    words, begin, end, bounds = array("q"), array("q"), array("q"), array("q", [0])
    short: Counter[str] = Counter()
    listed = language[:2] == "en"
    for given in said.to_dict("records"):
        text = given["text"]
        if not isinstance(text, str) or not text.strip():
            continue
        for word in stemmed(text, language):
            number = word.plain.isdigit() or (listed and word.plain in NUMBERS)
            words.append(known.setdefault((word.key, word.little, number), len(known)))
            begin.append(word.start)
            end.append(word.end)
            if not listed and 1 < len(word.plain) <= SHORT:
                short[word.key] += 1
        rows.append({name: _or(given.get(name), instead) for name, instead in COLUMNS.items()})
        bounds.append(len(words))
    numbers = np.array(words, dtype=np.int64)
    return Corpus(
        tuple(rows),
        tuple(Term(*term) for term in known),
        numbers,
        np.array(begin, dtype=np.int64),
        np.array(end, dtype=np.int64),
        np.array(bounds, dtype=np.int64),
        np.argsort(numbers, kind="stable"),
        np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=len(known)))]).astype(np.int64),
        language,
        frozenset(key for key, _ in short.most_common(FREQUENT)) if len(words) >= ENOUGH else frozenset(),
        (*caveats, *_doubts(language)),
    )


def _doubts(language: str) -> Iterator[str]:
    if not knows(language):
        yield "Inflections of this language can't be told: only the very same words are found."
    if language[:2] != "en":
        yield f"Words that say little are taken to be the {FREQUENT} most frequent short ones."


def _or(value: Any, instead: Any) -> Any:
    if isinstance(value, (tuple, bytes)):
        return value
    return instead if value is None or pd.isna(value) else value
