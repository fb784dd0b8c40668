"""Find quoted words in a transcript, though neither remembers them exactly.

People quote from memory, and engines mishear: so words are compared by sound-alike spelling,
and words left out, added or changed cost something but do not end the search.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence

from cslab.errors import InputError, NotFoundError
from cslab.listen.transcript import Transcript
from cslab.listen.words import Word
from cslab.timecode import Span, format_time

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LIKE = 0.65
"""Share of letters in common from which two spellings count as nearly the same word."""


def find_quote(transcript: Transcript, quote: str, *, least: float = 0.6) -> Span:
    """Return where quoted words were said.

    Parameters
    ----------
    transcript : Transcript
        Where to look.
    quote : str
        The words; capitals, punctuation and small differences do not matter.
    least : float
        How much of the quote must be found, 0 to 1.

    Returns
    -------
    Span
        From the start of the first word found to the end of the last. Of several places the best,
        and of equally good ones the first.

    Raises
    ------
    InputError
        If there is no word in the quote.
    NotFoundError
        If no place is good enough; says which comes nearest.

    Notes
    -----
    The quote is aligned with every stretch of the transcript at once, with an edit distance over words
    in which the stretch may begin and end anywhere. A word of the quote that is missing or another costs one,
    a similarly spelled one a half, and so does a word said in between, since people shorten what they quote.
    The score is one minus the cost a word.

    References
    ----------
    Sellers, P. H. (1980). The theory and computation of evolutionary distances: pattern recognition.
    Journal of Algorithms 1(4), 359-373.

    Examples
    --------
    >>> from cslab.listen.transcript import Word, build_segments
    >>> said = "So, we waited nine days for one signature, nine!".split()
    >>> words = [Word(text, start=at / 2, end=at / 2 + 0.5) for at, text in enumerate(said)]
    >>> find_quote(Transcript(build_segments(words)), "We waited 9 days for a signature")
    Span(start=0.5, end=4.0)
    """
    asked = _tokens(quote)
    if not asked:
        raise InputError(f"The quote {quote!r} has no word in it, so there is nothing to look for.")
    words = transcript.words
    heard, homes = _heard(words)
    cost, first, last = _align(asked, heard)
    score = 1 - cost / len(asked)
    if not heard or first > last or score < least:
        raise NotFoundError(_not_found(quote, words, homes, first, last))
    found = words[homes[first] : homes[last] + 1]
    return Span(min(word.start for word in found), max(word.end for word in found))


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    return _TOKEN.findall(plain)


def _heard(words: Sequence[Word]) -> tuple[list[str], list[int]]:
    """Return the tokens said, and for each the index of its word."""
    pairs = [(token, at) for at, word in enumerate(words) for token in _tokens(word.text)]
    return [token for token, _ in pairs], [at for _, at in pairs]


def _align(asked: Sequence[str], heard: Sequence[str]) -> tuple[float, int, int]:
    """Return the cost of the cheapest stretch of `heard`, and the indices of its first and last token.

    The table has a row a token asked; only one row is kept. Beside each cost stands where its stretch began.
    """
    width = len(heard) + 1
    costs, begins = [0.0] * width, list(range(width))
    for row, token in enumerate(asked, start=1):
        differs: dict[str, float] = {}
        new_costs, new_begins = [float(row)] + [0.0] * (width - 1), [0] * width
        for column in range(1, width):
            other = heard[column - 1]
            if other not in differs:
                differs[other] = _difference(token, other)
            change = costs[column - 1] + differs[other]
            skip = costs[column] + 1
            extra = new_costs[column - 1] + 0.5
            if change <= skip and change <= extra:
                new_costs[column], new_begins[column] = change, begins[column - 1]
            elif skip <= extra:
                new_costs[column], new_begins[column] = skip, begins[column]
            else:
                new_costs[column], new_begins[column] = extra, new_begins[column - 1]
        costs, begins = new_costs, new_begins
    stop = min(range(width), key=lambda column: (costs[column], column))
    return costs[stop], begins[stop], stop - 1


def _difference(first: str, second: str) -> float:
    if first == second:
        return 0.0
    if first[0] != second[0]:
        return 1.0
    matcher = difflib.SequenceMatcher(None, first, second)
    return 0.5 if matcher.real_quick_ratio() >= _LIKE and matcher.ratio() >= _LIKE else 1.0


def _not_found(quote: str, words: Sequence[Word], homes: Sequence[int], first: int, last: int) -> str:
    shown = quote if len(quote) <= 80 else f"{quote[:77]}..."
    if not homes:
        return f"The quote {shown!r} was not found, because the transcript has no words."
    if first > last:
        return f"The quote {shown!r} was not found in the transcript; check its words against the text."
    near = words[homes[first] : homes[last] + 1]
    said = " ".join(word.text for word in near[:15])
    time = format_time(max(0.0, near[0].start))
    return f"The quote {shown!r} was not found in the transcript; the nearest words are {said!r} at {time}."
