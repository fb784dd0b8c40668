"""What customers said and wrote, word by word: who says a word, where, and in which forms."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cslab.challenge.messages.stems import Stem, knows, stemmed
from cslab.errors import InputError
from cslab.listen.search.passages import word_times

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word was said: the row, and which of its words it is, counted from 0."""

    row: int
    word: int


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """What customers said and wrote, ready to be asked for words. Made by `corpus`.

    Parameters
    ----------
    rows : tuple of mapping
        One a passage or an answer, with the columns of `COLUMNS`.
    words : tuple of tuple of Stem
        The words of each.
    where : mapping of str to array of int
        Rows in which a word is, by its key.
    language : str
        Two letters.
    little : frozenset of str
        Keys that say little, beyond those that the words themselves know.
    caveats : tuple of str
        Who is not in it, and why.
    """

    rows: tuple[Mapping[str, Any], ...]
    words: tuple[tuple[Stem, ...], ...]
    where: Mapping[str, array[int]]
    language: str = "en"
    little: frozenset[str] = frozenset()
    caveats: tuple[str, ...] = ()

    def people(self, source: str | None = None, among: Collection[str] | None = None) -> set[str]:
        """Give those who said or wrote anything at all."""
        return {
            str(row["person_id"])
            for row, words in zip(self.rows, self.words, strict=True)
            if words and (source is None or row["source"] == source) and _in(row, among)
        }

    def says_little(self, word: Stem) -> bool:
        """Whether a word says little by itself."""
        return word.little or word.key in self.little

    def places(self, keys: tuple[str, ...], among: Collection[str] | None = None) -> Iterator[Place]:
        """Give the places where one word, or several in this order, are said."""
        if not keys:
            return
        rarest = min(keys, key=lambda key: len(self.where.get(key, ())))
        for at in self.where.get(rarest, ()):
            if not _in(self.rows[at], among):
                continue
            said = [word.key for word in self.words[at]]
            for first, key in enumerate(said):
                if key == keys[0] and tuple(said[first : first + len(keys)]) == keys:
                    yield Place(at, first)

    def form(self, place: Place, length: int = 1) -> str:
        """Give the words at a place as they were said."""
        words = self.words[place.row]
        text = str(self.rows[place.row]["text"])
        first, last = words[place.word], words[min(place.word + length, len(words)) - 1]
        return " ".join(text[first.start : last.end].split())

    def codes_at(self, place: Place) -> set[str]:
        """Give the codes under which a word was said."""
        marks = self.rows[place.row]["marks"]
        if not marks:
            return set()
        at = self._of_text(place)
        return {code for code, first, after in marks if first <= at < after}

    def quote(self, place: Place, length: int = 1) -> dict[str, Any]:
        """Give the words around a place, who said them, and where that can be heard or read.

        Returns
        -------
        dict
            person_id, person, quote, source, interview_id, start (seconds, at which the quote begins),
            survey, response_id, question.
        """
        row, words = self.rows[place.row], self.words[place.row]
        first = max(0, place.word - AROUND)
        after = min(len(words), place.word + length + AROUND)
        begin = 0 if first == 0 else words[first].start
        text = str(row["text"])
        end = len(text) if after == len(words) else words[after - 1].end
        said = " ".join(text[begin:end].split())
        said = f"{'… ' if first else ''}{said}{' …' if after < len(words) else ''}"
        about = ("person_id", "person", "source", "interview_id", "survey", "response_id", "question")
        return {**{name: row[name] for name in about}, "quote": said, "start": self._start(row, place, first)}

    def _of_text(self, place: Place) -> int:
        """Number of a word among those of its text that spaces part."""
        text = str(self.rows[place.row]["text"])
        return len(text[: self.words[place.row][place.word].start].split())

    def _start(self, row: Mapping[str, Any], place: Place, first: int) -> float:
        times = word_times(row["times"], float(row["start"])) if row["times"] else []
        at = self._of_text(Place(place.row, first)) if times else 0
        return times[at] if at < len(times) else float(row["start"])


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
    words: list[tuple[Stem, ...]] = []
    where: defaultdict[str, array[int]] = defaultdict(lambda: array("l"))
    for given in said.to_dict("records"):
        text = given["text"]
        if not isinstance(text, str) or not text.strip():
            continue
        row = {name: _or(given.get(name), instead) for name, instead in COLUMNS.items()}
        stems = tuple(stemmed(text, language))
        for key in {word.key for word in stems}:
            where[key].append(len(rows))
        rows.append(row)
        words.append(stems)
    return Corpus(
        tuple(rows),
        tuple(words),
        dict(where),
        language,
        frozenset() if language[:2] == "en" else _frequent(words),
        (*caveats, *_doubts(language)),
    )


def _doubts(language: str) -> Iterator[str]:
    if not knows(language):
        yield "Inflections of this language can't be told: only the very same words are found."
    if language[:2] != "en":
        yield f"Words that say little are taken to be the {FREQUENT} most frequent short ones."


def _frequent(words: list[tuple[Stem, ...]]) -> frozenset[str]:
    counted = Counter(word.key for row in words for word in row if 1 < len(word.plain) <= SHORT)
    enough = sum(map(len, words)) >= ENOUGH
    return frozenset(key for key, _ in counted.most_common(FREQUENT)) if enough else frozenset()


def _in(row: Mapping[str, Any], among: Collection[str] | None) -> bool:
    return among is None or row["person_id"] in among


def _or(value: Any, instead: Any) -> Any:
    if isinstance(value, (tuple, bytes)):
        return value
    return instead if value is None or pd.isna(value) else value
