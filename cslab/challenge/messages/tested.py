"""The message test: our words, held against those that customers use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cslab.challenge.messages.corpus import SPOKEN, WRITTEN, Corpus, Place, corpus
from cslab.challenge.messages.distinctive import distinctive, places_under, spoken_of
from cslab.challenge.messages.result import BY_FEW, BY_MANY, BY_NOBODY, FEW, MessageTest, Piece, people_of
from cslab.challenge.messages.stems import Stem, stemmed
from cslab.challenge.messages.subject import Subject, subject_of
from cslab.errors import InputError
from cslab.estimate import check_level
from cslab.intervals import SMALL, proportion
from cslab.study.codes import Code

LONGEST: Final = 2_000
"""Words of a message."""

MANY: Final = 3
MANY_SPOKE: Final = 0.2
MANY_WROTE: Final = 0.05
"""A word is said by many where at least `MANY` people use it, and at least a fifth of those interviewed or a
twentieth of those who wrote."""

QUOTES: Final = 3
"""Examples of each word, each of another person."""

INSTEAD: Final = 12
"""Words that customers use instead."""

WORDS: Final = (
    *("word", "kind", "said", "people", "n", "value", "low", "high", "spoke", "spoke_of", "wrote"),
    *("wrote_of", "forms"),
)
_INSTEAD: Final = ("word", "people", "n", "value", "low", "high", "elsewhere", "log_odds", "z", "forms")
_QUOTES: Final = (
    *("word", "person_id", "person", "quote", "source", "interview_id", "start", "survey", "response_id"),
    "question",
)


def message_test(
    message: str,
    said: Corpus | pd.DataFrame,
    *,
    codes: Sequence[str] | None = None,
    book: Sequence[Code] = (),
    people: Collection[str] | None = None,
    whom: str = "",
    names: Collection[str] = (),
    language: str = "en",
    level: float = 0.95,
) -> MessageTest:
    """Hold a message against the words of customers.

    Parameters
    ----------
    message : str
        What we say to them.
    said : Corpus or DataFrame
        What customers said and wrote; a table as `corpus` takes it.
    codes : sequence of str, optional
        What the message is about; those below them are to be named, too. Guessed when left out.
    book : sequence of Code
        The codes in use, to guess from.
    people : collection of str, optional
        person_id of those whom the message is for. Where none of them was heard or read, everybody else is,
        and the result says so.
    whom : str
        What those are called; empty for all customers.
    names : collection of str
        Names of people, which are nobody's language.
    language : str
        Two letters; of a Corpus, its own holds.
    level : float
        Of the intervals.

    Returns
    -------
    MessageTest

    Raises
    ------
    InputError
        If there is no word in the message that could be looked for, or it is longer than 2,000 words.

    Notes
    -----
    Estimand: the share of people like those heard or read who use a word at all, spoken or written. People
    are counted, not mentions; inflections of a word are one word. Who speaks for an hour has more room for
    a word than who writes a line, so interviews and answers are counted apart, too. That nobody said a word
    does not show that they would not understand it.

    A word is said by *many* where at least 3 people use it, and at least a fifth of those interviewed or a
    twentieth of those who wrote; else by *few*, or by *nobody*. The limits are a convention.

    For words used instead see `cslab.challenge.messages.distinctive`.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Political Analysis 16, 372-403.

    Examples
    --------
    >>> said = pd.DataFrame({"person_id": ["p-1", "p-2"], "source": "answer"})
    >>> said["text"] = ["I sign on my phone.", "Signing takes a minute."]
    >>> found = message_test("Paperless signatures? Sign anywhere.", said)
    >>> found.words[["word", "people", "said"]].head(3).to_numpy().tolist()
    [['Paperless', 0, 'nobody'], ['signatures', 0, 'nobody'], ['Sign', 2, 'few']]
    """
    check_level(level)
    known = said if isinstance(said, Corpus) else corpus(said, language=language)
    ours = _words_of(message, known)
    everybody = known.people()
    among, note = people, ""
    if people is not None and everybody and not everybody & set(people):
        among = None
        note = f"Nobody of {whom} was heard or read yet, so these are the words of all other customers."
        whom = ""
    spoke, wrote = known.people(SPOKEN, among), known.people(WRITTEN, among)
    heard = _Heard(known, among, spoke, wrote, level)
    rows = [heard.row(keys, text, kind) for keys, text, kind in _looked_for(message, ours, known)]
    words = pd.DataFrame([row for row, _ in rows], columns=list(WORDS))
    subject = (
        subject_of([word for word in ours if not known.says_little(word)], book, known, among=among)
        if codes is None
        else Subject(tuple(codes), False, f"About {', '.join(codes)}, as you said.")
    )
    under = _below(subject.codes, book)
    spoken = spoken_of(known, under, among)
    barred = {word.key for word in ours} | {
        word.key for name in names for word in stemmed(name, known.language)
    }
    found = distinctive(known, spoken, leave_out=barred, most=INSTEAD)
    quotes = [
        quote
        for (_, places), row in zip(rows, words.to_dict("records"), strict=True)
        for quote in heard.quotes(row["word"], places, row["kind"])
    ]
    quotes += [
        quote
        for row in found.to_dict("records")
        for quote in heard.quotes(row["word"], places_under(known, spoken, row["key"]), "word")
    ]
    return MessageTest(
        message,
        whom,
        note,
        len(spoke | wrote),
        len(spoke),
        len(wrote),
        words,
        tuple(_pieces(message, ours, known, words)),
        _shares(found, len(spoken.people), level),
        pd.DataFrame(quotes, columns=list(_QUOTES)),
        subject,
        level,
        tuple(_doubts(known, spoke, wrote, subject, len(spoken.people))),
    )


# ----------------------------------------------------------------------------------------------- inside


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """What customers said, asked for word after word."""

    said: Corpus
    among: Collection[str] | None
    spoke: set[str]
    wrote: set[str]
    level: float

    def row(self, keys: tuple[str, ...], text: str, kind: str) -> tuple[tuple[Any, ...], list[Place]]:
        """Count who says a word; with it go the places, one a person."""
        first: dict[str, Place] = {}
        by: dict[str, set[str]] = {SPOKEN: set(), WRITTEN: set()}
        forms: Counter[str] = Counter()
        for place in self.said.places(keys, self.among):
            row = self.said.rows[place.row]
            who = str(row["person_id"])
            first.setdefault(who, place)
            by.setdefault(str(row["source"]), set()).add(who)
            forms[self.said.form(place, len(keys)).lower()] += 1
        n = len(self.spoke | self.wrote)
        counts = (len(by[SPOKEN]), len(self.spoke), len(by[WRITTEN]), len(self.wrote))
        share = _share(len(first), n, self.level)
        shown = (text, kind, _said(len(first), *counts), len(first), n, *share, *counts)
        return (*shown, tuple(form for form, _ in forms.most_common(4))), list(first.values())

    def quotes(self, word: str, places: Sequence[Place], kind: str) -> Iterator[tuple[Any, ...]]:
        """Give examples, those that can be heard first."""
        length = len(word.split()) if kind == "phrase" else 1
        ranked = sorted(places, key=lambda place: self.said.rows[place.row]["source"] != SPOKEN)
        for place in ranked[:QUOTES]:
            found = self.said.quote(place, length)
            yield tuple({**found, "word": word}[name] for name in _QUOTES)


def _words_of(message: str, said: Corpus) -> list[Stem]:
    """Cut the message into words; refuse one that has none to look for, or too many."""
    words = stemmed(message if isinstance(message, str) else "", said.language)
    if not words:
        raise InputError("There is no word in the message; write what you say to customers.")
    if len(words) > LONGEST:
        raise InputError(
            f"The message has {len(words):,} words; paste at most {LONGEST:,}, such as one page of a site."
        )
    if all(said.says_little(word) for word in words):
        raise InputError(
            "The message has only words that everybody says, such as “the”; write what you say to customers."
        )
    return words


def _looked_for(
    message: str, words: Sequence[Stem], said: Corpus
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Give the words to look for, each once, then the pairs of words that stand together."""
    known: set[tuple[str, ...]] = set()
    pairs = []
    for at, word in enumerate(words):
        if said.says_little(word):
            continue
        if (word.key,) not in known:
            known.add((word.key,))
            yield (word.key,), message[word.start : word.end], "word"
        after = words[at + 1] if at + 1 < len(words) else None
        if after is not None and not said.says_little(after) and _joined(message[word.end : after.start]):
            pairs.append(
                (
                    (word.key, after.key),
                    f"{message[word.start : word.end]} {message[after.start : after.end]}",
                )
            )
    for keys, text in pairs:
        if keys not in known:
            known.add(keys)
            yield keys, text, "phrase"


def _joined(between: str) -> bool:
    """Whether two words stand together: nothing between them but a space or a hyphen."""
    return not between.strip(" \t\u00a0-\u2010\u2011'’")


def _pieces(message: str, words: Sequence[Stem], said: Corpus, table: pd.DataFrame) -> Iterator[Piece]:
    single = table[table["kind"] == "word"]
    known = {
        stemmed(word, said.language)[0].key: (str(how), int(people))
        for word, how, people in zip(single["word"], single["said"], single["people"], strict=True)
    }
    last = 0
    for word in words:
        if word.start < last:  # one sign that is several words
            continue
        if word.start > last:
            yield Piece(message[last : word.start])
        how, people = ("", 0) if said.says_little(word) else known.get(word.key, ("", 0))
        yield Piece(message[word.start : word.end], how, people)
        last = word.end
    if last < len(message):
        yield Piece(message[last:])


def _said(people: int, spoke: int, spoke_of: int, wrote: int, wrote_of: int) -> str:
    if not people:
        return BY_NOBODY
    often = (spoke_of and spoke / spoke_of >= MANY_SPOKE) or (wrote_of and wrote / wrote_of >= MANY_WROTE)
    return BY_MANY if people >= MANY and often else BY_FEW


def _share(people: int, of: int, level: float) -> tuple[float, float, float]:
    if of < FEW:
        return float("nan"), float("nan"), float("nan")
    share = proportion(people, of, level=level)
    return share.value, share.low, share.high


def _shares(found: pd.DataFrame, of: int, level: float) -> pd.DataFrame:
    rows = [
        (
            *(row["word"], row["people"], of, *_share(row["people"], of, level)),
            *(row[name] for name in ("elsewhere", "log_odds", "z", "forms")),
        )
        for row in found.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=list(_INSTEAD))


def _below(codes: Sequence[str], book: Sequence[Code]) -> set[str]:
    """The codes, and all below them."""
    wanted, more = set(codes), True
    while more:
        below = {code.name for code in book if code.parent in wanted} - wanted
        wanted, more = wanted | below, bool(below)
    return wanted


def _doubts(said: Corpus, spoke: set[str], wrote: set[str], subject: Subject, about: int) -> Iterator[str]:
    n = len(spoke | wrote)
    if 0 < n < FEW:
        yield f"Only {people_of(n)} heard or read: no share is shown of fewer than {FEW}."
    elif 0 < n < SMALL:
        yield f"Only {people_of(n)} heard or read: that nobody said a word tells little."
    if n and not spoke:
        yield "Nobody was interviewed: a line of an answer has little room for words."
    of = ", ".join(subject.codes)
    if n and of and not about:
        yield f"Nobody spoke or wrote of {of} yet, so what they say instead is not known."
    elif n and of and about < SMALL:
        yield f"Words used instead rest on {people_of(about)} who spoke or wrote of {of}."
    yield from said.caveats
