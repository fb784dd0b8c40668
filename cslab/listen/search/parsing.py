"""Reading a query of one line; what can't be read is said in one sentence, with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cslab.errors import InputError
from cslab.listen.search.folding import tokens
from cslab.listen.search.query import RESERVED, And, Field, Not, Or, Part, Query, Words, joined, quote

LONGEST = 2_000
"""Characters; nobody types more, and a longer one is a mistake or an attack."""
_DEEPEST = 40

_OPENING, _CLOSING = '"“„«', '"”“»'
_NAME = re.compile(r"([^\W\d][\w.-]*):")
_COMPARISON = re.compile(r"[<>]=?")
_WORD = re.compile(r"""[^\s"()“”„«»]+""")


def parse(text: str) -> Query:
    """Read a query.

    Parameters
    ----------
    text : str
        Words, all of which must be found in one passage; ``"exact phrases"``; ``begin*``; ``OR``, ``NOT`` or
        ``-``, and parentheses; fields such as ``code:trust``, ``role:"Office manager"``, ``strength:>=3``.

    Returns
    -------
    Query
        Whose ``str()`` reads the same again.

    Raises
    ------
    InputError
        If it can't be read, or asks for nothing.

    Examples
    --------
    >>> parse('approv* -"two keys" (code:trust OR code:support)').part.parts[1]
    Not(part=Words(text='two keys', quoted=True, prefix=False))
    >>> parse('fee (surprise')
    Traceback (most recent call last):
    cslab.errors.InputError: The parenthesis at character 5 of the query is not closed; add a ).
    """
    if len(text) > LONGEST:
        raise InputError(f"The query has {len(text):,} characters; it may have {LONGEST:,} at most.")
    reader = _Reader(text)
    part = reader.any_of(0)
    reader.skip()
    if reader.at < len(text):
        raise reader.wrong("The parenthesis", "closes none that was opened; take it away.")
    if part is None:
        raise InputError('The query asks for nothing; write a word, a "phrase" or a field such as code:NAME.')
    return Query(part)


@dataclass(slots=True)
class _Reader:
    """Reads from left to right; ``at`` is where it is."""

    text: str
    at: int = 0

    def wrong(self, what: str, how: str, at: int | None = None) -> InputError:
        place = self.at if at is None else at
        return InputError(f"{what} at character {place + 1} of the query {how}")

    def skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def peek(self) -> str:
        self.skip()
        return self.text[self.at] if self.at < len(self.text) else ""

    def keyword(self, word: str) -> bool:
        """Whether this word in capitals stands here, on its own; it is passed over."""
        self.skip()
        end = self.at + len(word)
        after = self.text[end : end + 1]
        if self.text[self.at : end] == word and (not after or after.isspace() or after in "()" + _OPENING):
            self.at = end
            return True
        return False

    def any_of(self, depth: int) -> Part | None:
        if depth > _DEEPEST:
            raise self.wrong("The parenthesis", "stands in too many others; write the query more simply.")
        parts = [self.all_of(depth)]
        while True:
            place = self.at
            self.skip()
            start = self.at
            if not self.keyword("OR"):
                self.at = place
                break
            more = self.all_of(depth)
            if parts[-1] is None or more is None:
                raise self.wrong("OR", "needs something on both sides.", start)
            parts.append(more)
        kept = [part for part in parts if part is not None]
        return kept[0] if len(kept) == 1 else Or(tuple(kept)) if kept else None

    def all_of(self, depth: int) -> Part | None:
        parts: list[Part] = []
        while (sign := self.peek()) and sign != ")":
            place = self.at
            if self.keyword("OR"):
                self.at = place
                break
            if self.keyword("AND"):
                if not parts or self.peek() in {"", ")"}:
                    raise self.wrong("AND", "needs something on both sides.", place)
                continue
            part = self.one(depth)
            if isinstance(part, And):
                parts += part.parts
            elif part is not None:
                parts.append(part)
        found = joined(parts)
        return None if found is None else found.part

    def one(self, depth: int) -> Part | None:
        """Read a word, a phrase, a field, a group, or the opposite of one; None for a lone sign."""
        start = self.at
        sign = self.text[start]
        after = self.text[start + 1 : start + 2]
        if (sign in "-−" and after and not after.isspace()) or self.keyword("NOT"):
            if self.at == start:
                self.at += 1
            nothing = self.peek() in {"", ")"}
            if nothing or any(self.keyword(word) for word in ("AND", "OR")):
                raise self.wrong("NOT", "needs something after it.", start)
            if depth > _DEEPEST:
                raise self.wrong("NOT", "stands after too many others; write the query more simply.", start)
            part = self.one(depth + 1)
            return None if part is None else Not(part)
        if sign == "(":
            self.at += 1
            part = self.any_of(depth + 1)
            if self.peek() != ")":
                raise self.wrong("The parenthesis", "is not closed; add a ).", start)
            self.at += 1
            return part
        if sign in _OPENING or sign in _CLOSING:
            return self.words(self.quoted(), quoted=True)
        if name := _NAME.match(self.text, start):
            return self.field(name)
        word = _WORD.match(self.text, start)
        if word is None:
            self.at += 1
            return None
        self.at = word.end()
        return self.words(word[0].rstrip("*"), quoted=False, prefix=word[0].endswith("*"))

    def words(self, text: str, *, quoted: bool, prefix: bool = False) -> Part | None:
        if quoted and self.text[self.at : self.at + 1] == "*":
            self.at += 1
            prefix = True
        if not tokens(text):
            return None
        return Words(text, quoted or text in RESERVED, prefix)

    def field(self, name: re.Match[str]) -> Field:
        self.at = name.end()
        comparison = _COMPARISON.match(self.text, self.at)
        if comparison is not None:
            self.at = comparison.end()
        if self.text[self.at : self.at + 1] in tuple(_OPENING):
            value = self.quoted()
        else:
            word = _WORD.match(self.text, self.at)
            value = word[0] if word is not None else ""
            self.at += len(value)
        if not value.strip():
            example = f"{name[0]}NAME or {name[0]}" + quote("A NAME")
            raise self.wrong(name[0], f"needs a value right behind it, such as {example}.", name.start())
        written = name[1].lower().replace("-", "_")
        return Field(written, value, comparison[0] if comparison is not None else "", name.start())

    def quoted(self) -> str:
        r"""Read a text in quotation marks; ``\"`` is one of its own."""
        start = self.at
        self.at += 1
        found = []
        while self.at < len(self.text):
            sign = self.text[self.at]
            self.at += 1
            if sign == "\\" and self.text[self.at : self.at + 1] in {'"', "\\"}:
                found.append(self.text[self.at])
                self.at += 1
            elif sign in _CLOSING:
                return "".join(found)
            else:
                found.append(sign)
        raise self.wrong("The quotation mark", 'is not closed; add a ".', start)
