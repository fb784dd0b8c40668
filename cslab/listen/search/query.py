"""A query as a value: words, phrases and fields, joined by and, or, not. Written back, it reads the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

RESERVED = ("AND", "OR", "NOT")
_BARE = re.compile(r"""[^\s"()<>=\\“”„«»][^\s"()\\“”„«»]*""")


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be found next to each other, in this order; mostly one alone.

    Parameters
    ----------
    text : str
        As they were written.
    quoted : bool
        Whether they stood in quotation marks.
    prefix : bool
        Whether the last of them is only the beginning of a word.
    """

    text: str
    quoted: bool = False
    prefix: bool = False

    def __str__(self) -> str:
        return (quote(self.text) if self.quoted else self.text) + ("*" if self.prefix else "")


@dataclass(frozen=True, slots=True)
class Field:
    """What a passage, its interview or its person must be like.

    Parameters
    ----------
    name : str
        ``"speaker"``, ``"code"``, ``"date"``, an attribute of people...
    value : str
        As it was written.
    comparison : str
        ``">"``, ``">="``, ``"<"``, ``"<="``, or empty.
    at : int
        Where it stands in the query, from 0, for errors; two fields are the same wherever they stand.
    """

    name: str
    value: str
    comparison: str = ""
    at: int = field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        value = self.value if _BARE.fullmatch(self.value) else quote(self.value)
        return f"{self.name}:{self.comparison}{value}"


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but a part."""

    part: Part

    def __str__(self) -> str:
        return f"-{_grouped(self.part)}" if not isinstance(self.part, Not) else f"-({self.part})"


@dataclass(frozen=True, slots=True)
class And:
    """All of several parts, of one passage."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return " ".join(_grouped(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of several parts."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return " OR ".join(f"({part})" if isinstance(part, Or) else str(part) for part in self.parts)


Part = Words | Field | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read; see `cslab.listen.search.parsing.parse`.

    Parameters
    ----------
    part : Words, Field, Not, And or Or
        What it asks for.

    Examples
    --------
    >>> query = Query(And((Words("fee"), Or((Words("surprise", quoted=True), Field("code", "hidden-fee"))))))
    >>> str(query)
    'fee ("surprise" OR code:hidden-fee)'
    """

    part: Part

    def __str__(self) -> str:
        return str(self.part)

    def leaves(self) -> Iterator[Words | Field]:
        """Give every word and field, in order."""
        return leaves(self.part)

    def fields(self) -> tuple[Field, ...]:
        """Give the fields, in order."""
        return tuple(leaf for leaf in self.leaves() if isinstance(leaf, Field))

    def without(self, gone: Field) -> Query | None:
        """The query without a field of it that stands at the top; None when nothing is left."""
        parts = self.part.parts if isinstance(self.part, And) else (self.part,)
        return joined([part for part in parts if part != gone])

    def with_field(self, more: Field) -> Query:
        """The query, and a further field that must hold; once, when it is there already."""
        parts = self.part.parts if isinstance(self.part, And) else (self.part,)
        return self if more in parts else Query(And((*parts, more)))


def joined(parts: list[Part]) -> Query | None:
    """Ask for all of some parts; None when there is none."""
    if not parts:
        return None
    return Query(parts[0] if len(parts) == 1 else And(tuple(parts)))


def leaves(part: Part) -> Iterator[Words | Field]:
    """Give every word and field of a part, in order."""
    if isinstance(part, Words | Field):
        yield part
    elif isinstance(part, Not):
        yield from leaves(part.part)
    else:
        for inner in part.parts:
            yield from leaves(inner)


def quote(text: str) -> str:
    r"""Put a text in quotation marks, so that it is read as one.

    Examples
    --------
    >>> print(quote('the "small" print'))
    "the \"small\" print"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _grouped(part: Part) -> str:
    return f"({part})" if isinstance(part, And | Or) else str(part)
