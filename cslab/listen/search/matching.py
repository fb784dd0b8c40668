"""A query as a question to the index: words for its full-text search, everything else as conditions.

What people typed only ever reaches the database as values: words are folded to letters and digits and quoted,
names and numbers are parameters.
"""

# ruff: noqa: S608 - the SQL is ours; what people typed is among its values

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from cslab.errors import NotFoundError
from cslab.listen.search.database import INTERVIEW_BITS, NOTE
from cslab.listen.search.fields import OF_PASSAGES, Attributes, bounds, matcher
from cslab.listen.search.folding import tokens
from cslab.listen.search.query import And, Field, Not, Or, Part, Query, Words

_OF_MARKS = ("code", "stage", "coder", "note", "sentiment", "juiciness")
CUSTOMER, INTERVIEWER = "customer", "interviewer"


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the index, which gives numbers of passages.

    Parameters
    ----------
    words : str or None
        For the full-text search; None when no word decides.
    where : str
        SQL, with ``{id}`` for the passage's number; empty when nothing else decides.
    parameters : tuple
        Its values, in order.
    """

    words: str | None
    where: str
    parameters: tuple[object, ...]

    def sql(self, columns: str, more: str = "") -> str:
        """The whole question; ``columns`` and ``more`` are SQL of ours, with ``{id}`` for the number."""
        if self.words is None:
            text = f"SELECT {columns} FROM passage WHERE {self.where or '1'} {more}"
            return text.replace("{id}", "passage.id")
        where = f"AND {self.where}" if self.where else ""
        text = f"SELECT {columns} FROM words WHERE words MATCH ? {where} {more}"
        return text.replace("{id}", "+words.rowid")  # the plus keeps SQLite from asking word by word

    @property
    def values(self) -> tuple[object, ...]:
        """All values, in order."""
        return self.parameters if self.words is None else (self.words, *self.parameters)


@dataclass(frozen=True, slots=True)
class Codebook:
    """Codes with the names of those they stand under, and the study's stages.

    Parameters
    ----------
    parents : mapping of str to str or None
        Every code, with its parent.
    stages : mapping of str to str
        Every stage, with its name.
    """

    parents: dict[str, str | None]
    stages: dict[str, str]

    def family(self, name: str) -> list[str]:
        """Give a code and all under it.

        Raises
        ------
        NotFoundError
            If there is no such code.
        """
        matches = matcher(name)
        found = [code for code in self.parents if matches(code)]
        if not found:
            raise NotFoundError.of("code", name, self.parents)
        while more := [
            code for code, parent in self.parents.items() if parent in found and code not in found
        ]:
            found += more
        return found

    def stage(self, name: str) -> list[str]:
        """Give the ids of the stages of an id or a name."""
        matches = matcher(name)
        found = [id_ for id_, title in self.stages.items() if matches(id_) or matches(title)]
        if not found:
            raise NotFoundError.of("stage", name, self.stages)
        return found


@dataclass(slots=True)
class Compiler:
    """Turns a query into a question.

    Parameters
    ----------
    connection : sqlite3.Connection
        To the index.
    attributes : Attributes
        Of interviews.
    codebook : Codebook
        Codes and stages.
    only_by : str, optional
        Highlights and notes of others than this coder do not exist.
    """

    connection: sqlite3.Connection
    attributes: Attributes
    codebook: Codebook
    only_by: str | None = None
    _values: list[object] = field(default_factory=list)

    def question(self, query: Query) -> Question:
        """Compile a query."""
        parts = query.part.parts if isinstance(query.part, And) else (query.part,)
        spoken = [part for part in parts if _is_words(part)]
        wanted = [part for part in spoken if not isinstance(part, Not)]
        if wanted:
            words: str | None = full_text(And(tuple(spoken)) if len(spoken) > 1 else spoken[0])
            rest = [part for part in parts if part not in spoken]
        else:
            words, rest = None, list(parts)
        conditions = [self._all_of(rest)] if rest else []
        conditions += [self._visible()] if self.only_by is not None else []
        return Question(words, " AND ".join(conditions), tuple(self._values))

    def _all_of(self, parts: Iterable[Part]) -> str:
        """Conditions that must hold together; what is asked of highlights, of one and the same."""
        parts = list(parts)
        marks = [part for part in parts if isinstance(part, Field) and part.name in _OF_MARKS]
        others = [self._one(part) for part in parts if part not in marks]
        return " AND ".join([*others, *([self._marked(marks)] if marks else [])])

    def _one(self, part: Part) -> str:
        if _is_words(part) and not isinstance(part, Not):
            return f"{{id}} IN (SELECT rowid FROM words WHERE words MATCH {self._value(full_text(part))})"
        if isinstance(part, Not):
            return f"NOT ({self._one(part.part)})"
        if isinstance(part, And):
            return f"({self._all_of(part.parts)})"
        if isinstance(part, Or):
            return "(" + " OR ".join(self._one(inner) for inner in part.parts) + ")"
        if isinstance(part, Field):
            return self._field(part)
        raise TypeError(part)

    def _field(self, asked: Field) -> str:
        if asked.name == "about":
            said = Words(asked.value)
            coded = self._marked([Field("code", asked.value, at=asked.at)])
            return f"({coded} OR {self._one(said)})" if tokens(asked.value) else coded
        if asked.name == "speaker":
            return self._speaker(asked)
        if asked.name in OF_PASSAGES:
            return self._marked([asked])
        names = self.attributes.matching(asked)
        rows = self.connection.execute(
            "SELECT number FROM interview WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(names),)
        )
        return f"{{id}} >> {INTERVIEW_BITS} IN {self._list(number for (number,) in rows)}"

    def _speaker(self, asked: Field) -> str:
        role = asked.value.strip().lower()
        if role in {CUSTOMER, INTERVIEWER}:
            asks = int(role == INTERVIEWER)
            return f"({{id}} >= {1 << INTERVIEW_BITS} AND {{id}} & {NOTE} = 0 AND {{id}} & 1 = {asks})"
        names = dict(self.connection.execute("SELECT name, number FROM speaker"))
        matches = matcher(asked.value)
        found = [number for name, number in names.items() if matches(name)] or [
            number for name, number in names.items() if any(map(matches, name.split()))
        ]
        if not found:
            raise NotFoundError.of("speaker", asked.value, [CUSTOMER, INTERVIEWER, *filter(None, names)])
        return f"{{id}} IN (SELECT passage FROM said WHERE speaker IN {self._list(found)})"

    def _marked(self, asked: Collection[Field]) -> str:
        """Passages under a highlight of which all of these fields hold."""
        conditions = [self._mark(one) for one in asked]
        if self.only_by is not None:
            conditions.append(f"mark.coder = {self._value(self.only_by)}")
        under = "SELECT pm.passage FROM passage_mark pm JOIN mark ON mark.id = pm.mark WHERE "
        return f"{{id}} IN ({under}{' AND '.join(conditions)})"

    def _mark(self, asked: Field) -> str:
        if asked.name == "code":
            codes = self._list(self.codebook.family(asked.value))
            return f"mark.id IN (SELECT mark FROM mark_code WHERE code IN {codes})"
        if asked.name == "stage":
            return f"mark.stage IN {self._list(self.codebook.stage(asked.value))}"
        if asked.name == "coder":
            names = [name for (name,) in self.connection.execute("SELECT DISTINCT coder FROM mark")]
            matches = matcher(asked.value)
            found = [name for name in names if matches(name)]
            if not found:
                raise NotFoundError.of("coder", asked.value, names)
            return f"mark.coder IN {self._list(found)}"
        if asked.name == "note":
            return self._noted(asked)
        first, last = bounds(asked)
        return f"mark.{asked.name} BETWEEN {self._value(first)} AND {self._value(last)}"

    def _noted(self, asked: Field) -> str:
        value = asked.value.removesuffix("*")
        if not tokens(value):
            return "mark.noted"
        words = full_text(Words(value, prefix=asked.value.endswith("*")))
        found = f"SELECT rowid FROM words WHERE words MATCH {self._value(words)}"
        return f"mark.id IN (SELECT mark FROM passage WHERE mark IS NOT NULL AND id IN ({found}))"

    def _visible(self) -> str:
        """Leaves out notes of others."""
        of_others = (
            "SELECT pm.passage FROM passage_mark pm JOIN mark ON mark.id = pm.mark WHERE mark.coder <> "
        )
        return f"({{id}} & {NOTE} = 0 OR {{id}} NOT IN ({of_others}{self._value(self.only_by)}))"

    def _value(self, value: object) -> str:
        self._values.append(value)
        return "?"

    def _list(self, values: Iterable[object]) -> str:
        return f"(SELECT value FROM json_each({self._value(json.dumps(list(values)))}))"


def full_text(part: Part) -> str:
    """Write words, and what joins them, as SQLite's full-text search reads it.

    Examples
    --------
    >>> full_text(And((Words("Don't"), Not(Words("two keys", quoted=True)))))
    '(("dont")) NOT ("two keys")'
    """
    if isinstance(part, Words):
        phrase = " ".join(token.text for token in tokens(part.text))
        return f'"{phrase}"' + (" *" if part.prefix else "")
    if isinstance(part, Or):
        return " OR ".join(f"({full_text(inner)})" for inner in part.parts)
    if isinstance(part, And):
        wanted = " AND ".join(f"({full_text(inner)})" for inner in part.parts if not isinstance(inner, Not))
        unwanted = [f"NOT ({full_text(inner.part)})" for inner in part.parts if isinstance(inner, Not)]
        return " ".join([f"({wanted})", *unwanted])
    raise TypeError(part)


def _is_words(part: Part) -> bool:
    """Whether full-text search alone can answer a part; a Not only beside something that is wanted."""
    if isinstance(part, Words):
        return True
    if isinstance(part, Not):
        return not isinstance(part.part, Not) and _is_words(part.part)
    if isinstance(part, Or):
        return all(_is_words(inner) and not isinstance(inner, Not) for inner in part.parts)
    if isinstance(part, And):
        wanted = any(not isinstance(inner, Not) for inner in part.parts)
        return wanted and all(map(_is_words, part.parts))
    return False
