"""Asking the index: how many passages, of how many people, and the best of them with all that is known."""

# ruff: noqa: S608 - the SQL is ours; what people typed is among its values

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cslab.listen.search.database import INTERVIEW_BITS, NOTE
from cslab.listen.search.fields import Attributes
from cslab.listen.search.folding import Token, tokens
from cslab.listen.search.matching import Compiler, Question
from cslab.listen.search.passages import word_times
from cslab.listen.search.query import Field, Not, Part, Query, Words

RANKED = 20_000
"""Passages that are ranked; of more than that, an even sample is."""
_ASKED = 0.5
"""How much what the interviewer says counts beside what customers say."""

Numbers = NDArray[np.int64]

COLUMNS = {
    "interview_id": "str",
    "person_id": "str",
    "person": "str",
    "speaker": "str",
    "interviewer": "bool",
    "kind": "str",
    "start": "float64",
    "end": "float64",
    "at": "float64",
    "text": "str",
    "matches": "object",
    "codes": "object",
    "stage": "str",
    "score": "float64",
}


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Every passage that a query finds, by number, in the order of the study.

    Parameters
    ----------
    ids : ndarray of int64
        Numbers of the passages.
    names : mapping of int to str
        Interview of each number.
    """

    ids: Numbers
    names: Mapping[int, str]

    @classmethod
    def of(cls, connection: sqlite3.Connection, question: Question, attributes: Attributes) -> Hits:
        """Ask the index."""
        rows = connection.execute(question.sql("words.rowid" if question.words else "id"), question.values)
        ids = np.fromiter((id_ for (id_,) in rows), dtype=np.int64)
        names = dict(connection.execute("SELECT number, id FROM interview").fetchall())
        place = attributes.place
        order = np.full(max(names, default=0) + 1, len(place), dtype=np.int64)
        for number, name in names.items():
            order[number] = place.get(name, len(place))
        return cls(ids[np.lexsort((ids, order[ids >> INTERVIEW_BITS]))], names)

    @property
    def by_customers(self) -> Numbers:
        """Those of them that customers said."""
        said = (self.ids & (1 | NOTE) == 0) & (self.ids >> INTERVIEW_BITS > 0)
        return np.asarray(self.ids[said], dtype=np.int64)

    def interviews(self, ids: Numbers) -> list[str]:
        """Interviews of some passages, each once, in order."""
        numbers = ids >> INTERVIEW_BITS
        _, first = np.unique(numbers, return_index=True)
        return [self.names[int(numbers[at])] for at in sorted(first) if int(numbers[at]) in self.names]


def ranked(connection: sqlite3.Connection, question: Question, hits: Hits, limit: int) -> dict[int, float]:
    """Give the best passages with their scores: the rarer the words and the shorter the passage, the better.

    Parameters
    ----------
    connection : sqlite3.Connection
        To the index.
    question : Question
        What was asked.
    hits : Hits
        What was found.
    limit : int
        How many at most.

    Notes
    -----
    Okapi BM25 as SQLite's full-text search computes it. What the interviewer says counts half. Where no word
    is asked for, the order is that of the study.

    References
    ----------
    Robertson, S., & Zaragoza, H. (2009). The probabilistic relevance framework: BM25 and beyond. Foundations
    and Trends in Information Retrieval 3(4), 333-389.
    """
    if question.words is None:
        return dict.fromkeys((int(id_) for id_ in hits.ids[:limit]), 0.0)
    part = -(-len(hits.ids) // RANKED)
    sample = f"AND (words.rowid >> 1) % {part} = 0" if part > 1 else ""
    score = f"bm25(words) * (1.0 - {_ASKED} * (words.rowid & 1))"
    sql = question.sql(f"words.rowid, {score} AS score", f"{sample} ORDER BY score, words.rowid LIMIT ?")
    return {int(id_): -score for id_, score in connection.execute(sql, (*question.values, limit))}


def described(
    connection: sqlite3.Connection, compiler: Compiler, query: Query, scores: Mapping[int, float], hits: Hits
) -> pd.DataFrame:
    """Describe passages: one row each, in the order given, with the columns of `COLUMNS`."""
    ids = list(scores)
    marks = ",".join("?" * len(ids))
    rows = connection.execute(
        "SELECT p.id, s.name, p.start, p.end, p.text, p.times FROM passage p"
        f" LEFT JOIN speaker s ON s.number = p.speaker WHERE p.id IN ({marks})",
        ids,
    )
    texts = {row[0]: row[1:] for row in rows}
    codes, stages = _coded(connection, ids, compiler.only_by)
    wanted = patterns(query)
    who = compiler.attributes.who

    def row(id_: int) -> tuple[object, ...]:
        speaker, start, end, text, times = texts[id_]
        name = hits.names.get(id_ >> INTERVIEW_BITS, "")
        spans = find(text, wanted)
        kind = "code" if not name else "note" if id_ & NOTE else "said"
        return (
            *(name, *who.get(name, ("", "")), speaker or "", bool(id_ & 1), kind),
            *((start, end, _at(text, spans, times, start)) if name else (float("nan"),) * 3),
            *(text, spans, codes.get(id_, ()), stages.get(id_), scores[id_]),
        )

    table = pd.DataFrame([row(id_) for id_ in ids if id_ in texts], columns=list(COLUMNS), dtype=object)
    return table.astype(COLUMNS)


def _coded(
    connection: sqlite3.Connection, ids: Sequence[int], only_by: str | None
) -> tuple[dict[int, tuple[str, ...]], dict[int, str]]:
    """Codes of the highlights over each passage, and the stage of the first that has one."""
    marks = ",".join("?" * len(ids))
    rows = connection.execute(
        "SELECT pm.passage, mc.code, m.stage FROM passage_mark pm JOIN mark m ON m.id = pm.mark"
        f" LEFT JOIN mark_code mc ON mc.mark = m.id WHERE pm.passage IN ({marks})"
        " AND (? IS NULL OR m.coder = ?) ORDER BY m.start, m.id",
        (*ids, only_by, only_by),
    )
    codes: dict[int, dict[str, None]] = {}
    stages: dict[int, str] = {}
    for passage, code, stage in rows:
        if code is not None:
            codes.setdefault(passage, {})[code] = None
        if stage is not None:
            stages.setdefault(passage, stage)
    return {passage: tuple(found) for passage, found in codes.items()}, stages


Pattern = tuple[tuple[str, ...], bool]
"""Words that follow each other, and whether the last is only the beginning of one."""


def patterns(query: Query) -> list[Pattern]:
    """Give the words that a query wants to be there."""
    return [
        (tuple(token.text for token in tokens(words.text)), words.prefix) for words in _wanted(query.part)
    ]


def _wanted(part: Part) -> Iterable[Words]:
    if isinstance(part, Words):
        yield part
    elif isinstance(part, Field):
        if part.name in {"about", "note"}:
            yield Words(part.value.removesuffix("*"), prefix=part.value.endswith("*"))
    elif not isinstance(part, Not):
        for inner in part.parts:
            yield from _wanted(inner)


def find(text: str, wanted: Sequence[Pattern]) -> tuple[tuple[int, int], ...]:
    """Where words stand in a text: first and last sign of each, overlapping ones joined.

    Examples
    --------
    >>> find("We don't wait; we waited.", [(("dont",), False), (("wai",), True)])
    ((3, 8), (9, 13), (18, 24))
    """
    said = tokens(text)
    spans = sorted(
        (said[at].start, said[at + len(words) - 1].end)
        for words, prefix in wanted
        if words
        for at in range(len(said) - len(words) + 1)
        if _here(said[at : at + len(words)], words, prefix)
    )
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _here(said: Sequence[Token], words: Sequence[str], prefix: bool) -> bool:
    last = said[-1].text
    return all(token.text == word for token, word in zip(said[:-1], words[:-1], strict=True)) and (
        last.startswith(words[-1]) if prefix else last == words[-1]
    )


def _at(text: str, spans: Sequence[tuple[int, int]], times: bytes | None, start: float) -> float:
    """Second at which the first word that was found is said; the passage's start where that is not known."""
    if not spans or not times:
        return start
    starts = word_times(times, start)
    before = text.count(" ", 0, spans[0][0])
    return starts[before] if before < len(starts) else start
