"""Two questions in one: judgements joined by and, or; and how to ask them one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cslab.measure.questionnaire.wording_rules import PAIRS, POLES

_MARKED = r"(?:our|the|your|its|their|my|this|these|his|her|to|of|with|by|for|how|very)\s+"
_WORD = r"[A-Za-z][\w’'-]*"
_JOINED = re.compile(
    rf"(?P<first>(?:{_MARKED})?(?P<one>{_WORD}))\s+(?:and|or|&|as\s+well\s+as)\s+"
    rf"(?P<second>(?:{_MARKED})*(?P<other>{_WORD}))",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:how|what|which|to\s+what\s+extent|please\s+rate|rate|do|does|did|are|is|was|were|would|have|has)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"\([^)]*\)|\b(?:such\s+as|e\.g\.|for\s+example|for\s+instance|like:)[^?.]*", re.IGNORECASE
)
_ENDS = re.compile(
    r"\W*$|\s+(?:of|in|for|with|to|by|from|at|on|the|our|your|a|an|during|when|is|are|was|were)\b",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"\s+(?:the|our|your|a|an)\b", re.IGNORECASE)
_NO_JUDGEMENT = re.compile(
    r"\b(?:and|or)\s+(?:if|then|you|i|we|they|it|not|a|an|when|while|after|before|because|that|there|"
    r"please|what|which|who)\b",
    re.IGNORECASE,
)


def doubled(words: str, *, rated: bool, names: Sequence[str] = ()) -> Iterator[tuple[int, int, str]]:
    """Find judgements that are joined in one question.

    Parameters
    ----------
    words : str
        The wording.
    rated : bool
        Whether one rating is given for all of it; where not, only a second question is looked for.
    names : sequence of str
        Names that may hold an "and".

    Yields
    ------
    tuple of (int, int, str)
        Where the joined words stand, and a better way to ask.

    Examples
    --------
    >>> [found[2] for found in doubled("Rate the speed and accuracy of support.", rated=True)]
    ['Ask twice: “Rate the speed of support.” and “Rate the accuracy of support.”']
    >>> list(doubled("Did you read the terms and conditions?", rated=True))
    []
    """
    marks = [match.end() for match in re.finditer(r"\?", words)]
    if len(marks) > 1:
        yield 0, len(words), "Ask one question at a time; the second one can follow on its own."
        return
    if not rated:
        again = re.search(
            r"[,;]?\s+and\s+(?:what|why|how|which|when|who|where)\b(?=[^?]*\?)", words, re.IGNORECASE
        )
        if again and re.match(r"\s*(?:what|how|which|when|who|where|do|did|are|is)\b", words, re.IGNORECASE):
            start = again.start() + len(again.group()) - len(again.group().lstrip(" ,;"))
            yield start, again.end(), "Ask one question at a time; the second one can follow on its own."
        return
    begin = _main_part(words)
    hidden = _hide(words, names)
    for match in _JOINED.finditer(hidden, begin):
        if _one_thing(hidden, match):
            continue
        start, end = match.span()
        before, after = words[:start], words[end:]
        first, second = words[slice(*match.span("first"))], words[slice(*match.span("second"))]
        lead = first[: match.start("one") - match.start("first")]
        if second == match.group("other"):  # what stands before the one belongs to the other, too
            second = lead + second
        better = f"Ask twice: “{before}{first}{after}” and “{before}{second}{after}”"
        states = "?" not in words and not re.match(r"\s*(?:please\s+)?rate\b", words, re.IGNORECASE)
        if not _ENDS.match(after) or (states and _OBJECT.match(after)):  # the other one goes on by itself
            better = "Ask twice: once up to the word that joins the two, once from there on."
        yield start, end, better
        return


def _main_part(words: str) -> int:
    """Where the question itself begins, after what only sets the scene."""
    for match in re.finditer(r"[,:.]\s+", words):
        rest = words[match.end() :]
        if _ASKS.match(rest):
            return match.end()
    return 0


def _hide(words: str, names: Sequence[str]) -> str:
    """Blank out what lists examples, and names, so that places stay as they are."""

    def blank(match: re.Match[str]) -> str:
        return "_" * len(match.group())

    for name in names:
        if re.search(r"\b(?:and|or)\b|&", name):
            words = re.sub(re.escape(name), blank, words, flags=re.IGNORECASE)
    return _LISTED.sub(blank, words)


def _one_thing(words: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    around = words[max(0, start - 25) : end + 25]
    joined = re.search(PAIRS, around, re.IGNORECASE)
    if joined or _NO_JUDGEMENT.search(match.group()):
        return True
    one, other = match.group("one"), match.group("other")
    if one[0].isupper() and other[0].isupper() and start > 0:
        return True
    said = around.casefold()
    return any(
        re.search(rf"\b{low}\b[\w ,]{{0,12}}\bor\b[\w ,]{{0,12}}\b{high}\b", said)
        for pair in POLES
        for low, high in (pair, pair[::-1])
    )
