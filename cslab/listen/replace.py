"""Find and replace over words: names of several words too, with the signs and capitals around them kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cslab.errors import InputError
from cslab.listen.words import Word

_SIGNS = re.compile(r"^(\W*)(.*?)(['’]s)?(\W*)$", re.DOTALL)
"""Signs before a word, the word itself, an 's after it, and the signs after it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found.

    Parameters
    ----------
    first, last : int
        The words it was found in, half-open.
    before, after : str
        What they say, and what they would say.
    """

    first: int
    last: int
    before: str
    after: str


def find_places(
    words: Sequence[Word], find: str, replace: str, *, whole_words: bool = True, match_case: bool = False
) -> tuple[Place, ...]:
    """Find where words would change.

    Parameters
    ----------
    words : sequence of Word
        Of one interview, in order.
    find : str
        One or more words, said by one speaker one after the other, with no signs between them.
    replace : str
        What stands in their place; empty takes them away.
    whole_words : bool
        False also finds what begins or ends within a word.
    match_case : bool
        False finds capitals and small letters alike, and lets the new text begin with a capital where the old
        one did.

    Returns
    -------
    tuple of Place
        In order; places that would stay as they are, are left out.

    Raises
    ------
    InputError
        If there is nothing to find.

    Examples
    --------
    >>> said = [Word(t, at, at + 1) for at, t in enumerate("Ledger line’s new, so is (ledger line).".split())]
    >>> for place in find_places(said, "ledger line", "Ledgerline"):
    ...     print(place.first, place.last, place.before, "->", place.after)
    0 2 Ledger line’s -> Ledgerline’s
    5 7 (ledger line). -> (Ledgerline).
    """
    asked = find.split()
    if not asked:
        raise InputError("There is nothing to find; give a word or more.")
    parts = [_parts(word.text) for word in words]
    if whole_words:
        found = _whole(words, parts, asked, replace, match_case=match_case)
    else:
        found = _inside(words, asked, replace, match_case=match_case)
    return tuple(place for place in found if place.before != place.after)


def _parts(text: str) -> tuple[str, str, str]:
    """Signs before a word, the word itself, and what follows it."""
    match = _SIGNS.match(text)
    if match is None or not match[2]:
        return "", text, ""
    return match[1], match[2], (match[3] or "") + match[4]


def _whole(
    words: Sequence[Word],
    parts: Sequence[tuple[str, str, str]],
    asked: Sequence[str],
    replace: str,
    *,
    match_case: bool,
) -> Iterator[Place]:
    cores = [_parts(word)[1] for word in asked]
    size, at = len(cores), 0
    new = " ".join(replace.split())
    while at + size <= len(words):
        run = parts[at : at + size]
        same = all(_same(part[1], core, match_case) for part, core in zip(run, cores, strict=True))
        apart = any(part[2] for part in run[:-1]) or any(part[0] for part in run[1:])
        if not same or apart or len({word.speaker for word in words[at : at + size]}) > 1:
            at += 1
            continue
        before = " ".join(word.text for word in words[at : at + size])
        put = new if match_case else _capital(run[0][1], new)
        yield Place(at, at + size, before, f"{run[0][0]}{put}{run[-1][2]}" if new else "")
        at += size


def _inside(
    words: Sequence[Word], asked: Sequence[str], replace: str, *, match_case: bool
) -> Iterator[Place]:
    """Find a text within the running words, and replace all of it that is in the words which it touches."""
    sought = re.compile(re.escape(" ".join(asked)), 0 if match_case else re.IGNORECASE)
    at = 0
    while at < len(words):
        run = words[at : at + len(asked)]
        text = " ".join(word.text for word in run)
        hit = sought.search(text)
        if (
            len(run) < len(asked)
            or hit is None
            or hit.start() >= len(run[0].text)
            or len({word.speaker for word in run}) > 1
        ):
            at += 1
            continue
        put = sought.sub(lambda match: replace if match_case else _capital(match[0], replace), text)
        yield Place(at, at + len(asked), text, " ".join(put.split()))
        at += len(asked)


def _same(said: str, asked: str, match_case: bool) -> bool:
    return said == asked if match_case else said.casefold() == asked.casefold()


def _capital(old: str, new: str) -> str:
    """Begin the new text with a capital where the old one did; a capital that was asked for stays."""
    return new[:1].upper() + new[1:] if old[:1].isupper() else new
