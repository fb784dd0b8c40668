"""Answers as people and tools write them, turned into what a question's column holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cslab.study.csvfile import bare
from cslab.study.measures import Question
from cslab.study.surveys.files import folded
from cslab.study.surveys.labels import is_label, places_of

NO_ANSWER = frozenset(
    ("na", "n/a", "-", "–", "—", "none given", "not applicable", "no answer", "don't know", "don’t know")
)
"""What people choose or tools write when a score is not given; in small letters."""

Read = tuple[Any, str]
"""A value and no words, or nothing and what was expected."""


def read_answers(question: Question, values: Sequence[str]) -> tuple[pd.Series[Any], Mapping[int, str]]:
    """Turn the answers to one question into its column.

    Parameters
    ----------
    question : Question
        Its role, scale and answers in words decide what is read.
    values : sequence of str
        As the file has them; empty where nothing was answered.

    Returns
    -------
    answers : Series
        float64 for scores, str for choices and reasons; missing where nothing can be read.
    wrong : mapping of int to str
        For the places that can't be read, what was expected.

    Notes
    -----
    Scores are read from a number (``10``, ``4,5``), from a number with words around it (``10 - extremely
    likely``, ``Very easy (5)``, ``4/5``), from the words that the question's ``answers`` give from the lowest
    point to the highest, and, where it gives none, from the usual words on scales of as many points, if they
    all belong to one scale. Scores are kept as they were given: a reversed question is not turned round here.

    Examples
    --------
    >>> ease = Question("effort", "How easy was it?", "ces", (1, 7))
    >>> column, wrong = read_answers(ease, ["7 - very easy", "6", "", "8", "easy-peasy"])
    >>> column.tolist(), wrong
    ([7.0, 6.0, nan, nan, nan], {3: 'a number from 1 to 7', 4: 'a number from 1 to 7'})
    """
    codes, uniques = pd.factorize(np.asarray(values, dtype=object))
    plain = [bare(str(value)).strip() for value in uniques]
    if question.role == "why":
        read: list[Read] = [(value or None, "") for value in plain]
    elif question.role == "choice":
        read = list(map(_choice(question), plain))
    else:
        read = list(map(_score(question, plain), plain))
    numeric = question.role not in ("why", "choice")
    found = np.array([_number(value) if numeric else value for value, _ in read], dtype=object)
    column = pd.Series(
        found[codes] if len(found) else np.array([], dtype=object), dtype="float64" if numeric else "str"
    )
    bad = np.array([bool(expected) for _, expected in read], dtype=bool)
    places = np.flatnonzero(bad[codes]) if len(bad) else np.array([], dtype=int)
    return column, {int(at): read[codes[at]][1] for at in places}


def points(question: Question) -> int | None:
    """How many whole points a question's scale has; None where it has no scale of whole points.

    Examples
    --------
    >>> points(Question("recommend", "", "nps", (0, 10)))
    11
    """
    if question.scale is None or not all(float(end).is_integer() for end in question.scale):
        return None
    return int(question.scale[1] - question.scale[0]) + 1


def expected_of(question: Question) -> str:
    """Say in words what an answer must be."""
    if question.role == "choice":
        listed = question.answers
        return f"{', '.join(listed[:-1])} or {listed[-1]}" if len(listed) > 1 else "".join(listed)
    low, high = question.scale or (0.0, 0.0)
    whole = "whole " if question.role == "nps" else ""
    ends = question.answers[:1] + question.answers[-1:]
    words = f", or one of the words from {ends[0]!r} to {ends[-1]!r}" if ends else ""
    return f"a {whole}number from {low:g} to {high:g}{words}"


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _choice(question: Question) -> Callable[[str], Read]:
    known = {folded(answer): answer for answer in question.answers}

    def read(value: str) -> Read:
        if not value or not known:
            return value or None, ""
        found = known.get(folded(value))
        return (found, "") if found is not None else (None, expected_of(question))

    return read


def _score(question: Question, values: Sequence[str]) -> Callable[[str], Read]:
    low, high = question.scale or (float("-inf"), float("inf"))
    expected = expected_of(question)
    words = _words(question, values)

    def read(value: str) -> Read:
        if not value or value.lower() in NO_ANSWER:
            return None, ""
        found = words.get(folded(value))
        if found is None:
            found = number_in(value, high)
        fits = found is not None and low <= found <= high
        if not fits or (question.role == "nps" and not float(found or 0.0).is_integer()):
            return None, expected
        return found, ""

    return read


def _words(question: Question, values: Sequence[str]) -> dict[str, float]:
    """Which words mean which point of the scale."""
    size = points(question)
    if size is None or question.scale is None:
        return {}
    low = question.scale[0]
    if question.answers:
        if len(question.answers) != size:
            return {}
        return {folded(answer): low + at for at, answer in enumerate(question.answers)}
    wordy = [
        value
        for value in values
        if value and value.lower() not in NO_ANSWER and number_in(value, question.scale[1]) is None
    ]
    places = places_of(wordy, size) if wordy else None
    return {folded(word): low + at for word, at in (places or {}).items()}


_PLAIN = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,9})?")
_BEFORE = re.compile(r"(?P<number>-?\d{1,4}(?:[.,]\d{1,4})?)\s*[-–—=:.)(|,]+\s*(?P<words>[^\d]+)")
_BARE_BEFORE = re.compile(r"(?P<number>\d{1,4})\s+(?P<words>[^\d]+)")
_AFTER = re.compile(
    r"(?P<words>[^\d]*[^\d\s])\s*(?:[-–—=:|]\s*|\(\s*)(?P<number>\d{1,4}(?:[.,]\d{1,4})?)\s*\)?"
)
_OF = re.compile(
    r"(?P<number>\d{1,4}(?:[.,]\d{1,4})?)\s*(?:/|out of|of|von|sur)\s*(?P<of>\d{1,4})", re.IGNORECASE
)


def number_in(value: str, highest: float = float("inf")) -> float | None:
    """Find the one number that an answer gives; None where there is none, or more than one.

    Parameters
    ----------
    value : str
        The answer.
    highest : float
        The highest point of the scale: ``4/5`` is 4 where that is 5, and nothing elsewhere.

    Examples
    --------
    >>> number_in("10 - extremely likely"), number_in("5 = very easy"), number_in("Very easy (5)")
    (10.0, 5.0, 5.0)
    >>> number_in("between 5 and 6"), number_in("4/5", 5), number_in("4/5", 10)
    (None, 4.0, None)
    """
    text = value.strip().replace("\u2212", "-")
    if _PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    if found := _OF.fullmatch(text):
        return float(found["number"].replace(",", ".")) if float(found["of"]) == highest else None
    found = _BEFORE.fullmatch(text) or _AFTER.fullmatch(text)
    if found is None:
        found = _BARE_BEFORE.fullmatch(text)
        if found is None or not is_label(found["words"]):
            return None
    return float(found["number"].replace(",", "."))
