"""Words as they are compared: without capitals, accents and apostrophes, in every script.

A text becomes a run of plain words. ``don't`` is ``dont``, ``Café`` is ``cafe``, ``2,000`` is ``2000``,
``$49`` is ``$`` and ``49``; ``month-end`` is two words, and so a phrase when it is looked for.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

VERSION = f"1 {unicodedata.unidata_version}"
"""Changes when the same text may be folded in another way than before."""

_APOSTROPHES = "'’ʼ‘`´"
_SIGNS = frozenset("$%€£¥₹₽₩₺₴₦฿°")
_TOKEN = re.compile(rf"(?:[^\W_]|[\u0300-\u036f])+(?:[{_APOSTROPHES}](?:[^\W_]|[\u0300-\u036f])+)*|[^\w\s]")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")
_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ALONE = re.compile(f"[{_SIGN}]")
_RUNS = re.compile(f"[{_SIGN}]|[^{_SIGN}]+")
"""Scripts that put no spaces between words: each sign counts as a word."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word as it is compared, and where it stands in the text."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Fold a text into words.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    list of Token
        Their texts hold letters, digits and single signs of money or measure, and never a quotation mark or
        a space.

    Examples
    --------
    >>> [token.text for token in tokens("Don't pay $2,000 at the Café!")]
    ['dont', 'pay', '$', '2000', 'at', 'the', 'cafe']
    """
    found: list[Token] = []
    grouped = {match.start(): match.end() for match in _GROUPED.finditer(text)} if "," in text else {}
    skip = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start < skip:
            continue
        if start in grouped:
            end = skip = grouped[start]
            found.append(Token(text[start:end].replace(",", ""), start, end))
            continue
        piece = match[0]
        if not piece.isascii() and not unicodedata.is_normalized("NFKC", piece):
            plain = tokens(unicodedata.normalize("NFKC", piece))
            found += [Token(token.text, start, end) for token in plain]
        elif len(piece) == 1 and piece in _SIGNS:
            found.append(Token(piece, start, end))
        elif not piece.isascii() and _ALONE.search(piece):
            found += _apart(piece, start)
        elif folded := fold(piece):
            found.append(Token(folded, start, end))
    return found


def _apart(piece: str, start: int) -> Iterator[Token]:
    """Signs of scripts without spaces each for itself, what stands between them as words."""
    for run in _RUNS.finditer(piece):
        place = (start + run.start(), start + run.end())
        if _ALONE.match(run[0]):
            yield Token(run[0], *place)
        elif folded := fold(run[0]):
            yield Token(folded, *place)


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Fold one word; empty when nothing of it is a letter or a digit.

    Examples
    --------
    >>> fold("Straße"), fold("naïve"), fold("Don’t"), fold("--")
    ('strasse', 'naive', 'dont', '')
    """
    if word.isascii():
        return "".join(filter(str.isalnum, word.lower()))
    plain = unicodedata.normalize("NFKD", word).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    return sys.intern("".join(sign for sign in plain if sign.isalnum()))


def folded(text: str) -> str:
    """Fold a text into one line of words with spaces between: what is indexed, and names are compared by."""
    return " ".join(token.text for token in tokens(text))
