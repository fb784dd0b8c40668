"""Questions before they are asked: what is wrong with their wording, why, and how to ask instead."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from cslab.measure.questionnaire import wording_rules as rules
from cslab.measure.questionnaire.doubled import doubled
from cslab.measure.questionnaire.scale_balance import scale_problems
from cslab.measure.questionnaire.wording_reasons import BLIND_SPOTS, NOTES, WHY
from cslab.measure.questionnaire.wording_rules import Rule
from cslab.study.frames import frame_of
from cslab.study.measures import Question

RATED: Final = ("nps", "csat", "ces", "scale")
"""Roles whose answer is a number."""

ENGLISH: Final = "en"

_COLUMNS = {
    "question": "str",
    "wording": "str",
    "problem": "str",
    "words": "str",
    "start": "int64",
    "end": "int64",
    "note": "bool",
    "reason": "str",
    "source": "str",
    "better": "str",
}
_WORD_BY_WORD = frozenset({"absolute", "jargon", "loaded", "vague"})
_AROUND = 6
"""Words on either side of those found in which an exception is looked for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of one question.

    Parameters
    ----------
    question, wording : str
        Id and wording of the question.
    problem : str
        What it is called; a key of `cslab.measure.wording_WHY`.
    words : str
        The words it is found in.
    start, end : int
        Where they stand in the wording; 0, 0 where the problem is not in the wording.
    reason : str
        Why it is a problem.
    source : str
        Where that is shown.
    better : str
        How it could be asked instead.
    note : bool
        True for what may be meant so.
    """

    question: str
    wording: str
    problem: str
    words: str
    start: int
    end: int
    reason: str
    source: str
    better: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """What was found in a questionnaire.

    Parameters
    ----------
    findings : tuple of Finding
        In the order of the questions.
    questions : int
        How many questions were looked at.
    blind_spots : tuple of str
        What the review can't see.
    caveats : tuple of str
        What was not looked at this time.
    """

    findings: tuple[Finding, ...]
    questions: int
    blind_spots: tuple[str, ...] = BLIND_SPOTS
    caveats: tuple[str, ...] = ()

    def summary(self) -> pd.DataFrame:
        """Return one row a finding: question, wording, problem, words, start, end, note, reason, better..."""
        rows = ([getattr(one, name) for name in _COLUMNS] for one in self.findings)
        return frame_of(rows, _COLUMNS)

    @property
    def sentence(self) -> str:
        """Say in words how many problems there are."""
        problems = [one for one in self.findings if not one.note]
        about = len({one.question for one in problems})
        if not problems:
            return f"Nothing was found in {self.questions} questions; that does not make them good ones."
        return (
            f"{len(problems)} problem{'' if len(problems) == 1 else 's'} in {about} of {self.questions} "
            f"questions, and {len(self.findings) - len(problems)} notes."
        )

    def of(self, question: str) -> tuple[Finding, ...]:
        """Return the findings of one question."""
        return tuple(one for one in self.findings if one.question == question)

    def _repr_html_(self) -> str:
        lines = "".join(
            f"<li><b>{html.escape(one.problem)}</b> in “{html.escape(one.wording)}”: "
            f"<mark>{html.escape(one.words)}</mark>. {html.escape(one.reason)} "
            f"<i>{html.escape(one.better)}</i> <small>{html.escape(one.source)}</small></li>"
            for one in self.findings
        )
        unseen = "".join(f"<li>{html.escape(line)}</li>" for line in (*self.caveats, *self.blind_spots))
        return f"<p>{self.sentence}</p><ol>{lines}</ol><p>Not seen by this review:</p><ul>{unseen}</ul>"


def review(
    questions: Iterable[Question], *, vocabulary: Iterable[str] = (), language: str = ENGLISH
) -> Review:
    """Look for what is wrong with the questions of a survey.

    Parameters
    ----------
    questions : iterable of Question
        In the order in which they are asked.
    vocabulary : iterable of str
        Names that we have for our things, which customers may not know.
    language : str
        Of the questions; wording is looked at in English only, the rest in any language.

    Returns
    -------
    Review

    Notes
    -----
    Rules, not a model: each looks for a pattern of words named in the literature of survey methods, and says
    which; the module ``wording_rules`` holds them all. Rules miss what is said in other words and stumble
    over words meant otherwise; docs/surveys.md says how often, on questions the rules were not made with.
    A finding is a reason to look again, not a verdict, and a questionnaire without findings is not thereby
    good: `Review.blind_spots` says what no rule sees.

    References
    ----------
    Payne, S. L. (1951). The Art of Asking Questions. Princeton. Krosnick, J. A. & Presser, S. (2010).
    Question and questionnaire design. In: Handbook of Survey Research, 2nd ed., ch. 9. Each finding names the
    work its reason is from.

    Examples
    --------
    >>> asked = [Question("q1", "How satisfied are you with our price and support?", "csat", (1, 5))]
    >>> found = review(asked).findings[0]
    >>> found.problem, found.words
    ('double-barrelled', 'our price and support')
    >>> print(found.better)
    Ask twice: “How satisfied are you with our price?” and “How satisfied are you with our support?”
    """
    asked = list(questions)
    names = tuple(name for name in vocabulary if name.strip())
    found: list[Finding] = []
    for at, question in enumerate(asked):
        if language == ENGLISH:
            found += _wording(question, names)
        if not (at and _goes_on(asked[at - 1], question)):
            found += _scale(question, english=language == ENGLISH)
        found += _why(asked, at)
    caveats = (
        ()
        if language == ENGLISH
        else (
            f"The wording was not looked at: it is in another language ({language}), and the rules "
            "are for English.",
        )
    )
    return Review(tuple(found), len(asked), caveats=caveats)


# ----------------------------------------------------------------------------------------------- inside


def _wording(question: Question, vocabulary: Sequence[str]) -> list[Finding]:
    words = question.wording
    found = [
        *_matches(question, (*rules.LEADING, *rules.LOADED)),
        *_doubled(question, vocabulary),
        *_jargon(question, vocabulary),
        *_matches(question, (*rules.DOUBLE_NEGATIVE, *rules.ABSOLUTE, *rules.HYPOTHETICAL, *rules.VAGUE)),
    ]
    count = len(re.findall(r"[\w’'-]+", words))
    if count > rules.MOST_WORDS:
        last = re.split(r"(?<=[.,;:])\s+", words)[-1]
        better = f"Put what leads up to it in a sentence of its own, and ask no more than: “{last}”"
        found.append(_finding(question, "too long", 0, len(words), better, words=f"{count} words"))
    return _once(found)


def _matches(question: Question, some: Iterable[Rule]) -> Iterator[Finding]:
    words = question.wording
    for rule in some:
        for match in re.finditer(rule.pattern, words, re.IGNORECASE):
            start, end = _trimmed(words, *match.span())
            if rule.unless and re.search(rule.unless, _around(words, start, end), re.IGNORECASE):
                continue
            groups = {name: (value or "").strip() for name, value in match.groupdict().items()}
            if "word" in groups:  # what stands around it is only how it was found
                start, end = match.span("word")
            left = _other_sentences(words, start) if rule.problem == "social pressure" else ""
            left = left or without(words, start, end)
            told = {
                "words": words[start:end],
                "without": left,
                "statement": left.rstrip("? ") + ".",
                "what": "then",
                "rest": "this",
                "word": words[start:end],
            }
            better = rule.better.format(**told | {name: value for name, value in groups.items() if value})
            yield _finding(question, rule.problem, start, end, better)


def _doubled(question: Question, vocabulary: Sequence[str]) -> Iterator[Finding]:
    for start, end, better in doubled(question.wording, rated=question.role in RATED, names=vocabulary):
        yield _finding(question, "double-barrelled", start, end, better)


def _jargon(question: Question, vocabulary: Sequence[str]) -> Iterator[Finding]:
    words = question.wording
    patterns = [
        *((rf"\b{re.escape(name)}\b", re.IGNORECASE) for name in vocabulary),
        (rf"\b(?:{rules.INTERNAL})\b", re.IGNORECASE),
        (r"\b[A-Z][A-Z&]{1,5}s?\b", re.NOFLAG),
    ]
    shouted = words.isupper()
    for pattern, flags in patterns:
        for match in re.finditer(pattern, words, flags):
            start, end = match.span()
            named = match.group()
            if flags == re.NOFLAG and (shouted or named in rules.KNOWN_ACRONYMS):
                continue
            plain = f"{words[:start]}[what “{named}” is]{words[end:]}"
            better = f"Say what it is, in the words of customers: “{plain}”"
            yield _finding(question, "jargon", start, end, better)


def _scale(question: Question, *, english: bool) -> Iterator[Finding]:
    if question.role not in RATED:
        return
    for problem, words, better in scale_problems(question, english=english):
        yield _finding(question, problem, 0, 0, better, words=words)


def _goes_on(before: Question, question: Question) -> bool:
    """Whether an item has the scale of the item before it, about which all is said there."""
    same = (before.role, before.scale, before.answers) == (question.role, question.scale, question.answers)
    return same and question.role == "scale"


def _why(asked: Sequence[Question], at: int) -> Iterator[Finding]:
    """A rating that nobody is asked the reason of; of several items in a row, one is enough."""
    question = asked[at]
    if question.role not in RATED:
        return
    following = asked[at + 1] if at + 1 < len(asked) else None
    battery = [question]
    if question.role == "scale":
        if following is not None and following.role == "scale":
            return
        before = list(asked[:at])
        while before and before[-1].role == "scale":
            battery.append(before.pop())
    ids = {one.id for one in battery}
    asks_why = following is not None and following.role == "why" and not following.why_of
    if asks_why or any(one.role == "why" and one.why_of in ids for one in asked):
        return
    better = "Ask after it, in an open question: “What is the main reason for your answer?”"
    words = question.wording if len(battery) == 1 else f"{len(battery)} items in a row"
    yield _finding(question, "no why", 0, 0, better, words=words)


def _finding(
    question: Question, problem: str, start: int, end: int, better: str, *, words: str = ""
) -> Finding:
    reason, source = WHY[problem]
    said = words or question.wording[start:end]
    note = problem in NOTES
    return Finding(question.id, question.wording, problem, said, start, end, reason, source, better, note)


def _once(found: Sequence[Finding]) -> list[Finding]:
    """Of findings of one kind the first, or each word where words are the problem; in order."""
    kept: list[Finding] = []
    for one in found:
        same = [other for other in kept if other.problem == one.problem]
        apart = all(one.end <= other.start or other.end <= one.start for other in same)
        if not same or (apart and one.problem in _WORD_BY_WORD):
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))


def _other_sentences(words: str, at: int) -> str:
    """The sentences that this place is not in."""
    ends = [match.end() for match in re.finditer(r"[.?!]\s+", words)]
    cuts = list(zip([0, *ends], [*ends, len(words)], strict=True))
    return "".join(words[start:end] for start, end in cuts if not start <= at < end).strip()


def _around(words: str, start: int, end: int) -> str:
    before, after = words[:start].split(), words[end:].split()
    return " ".join([*before[-_AROUND:], words[start:end], *after[:_AROUND]])


def _trimmed(words: str, start: int, end: int) -> tuple[int, int]:
    said = words[start:end]
    return start + len(said) - len(said.lstrip(" ,")), end - len(said) + len(said.rstrip())


def without(words: str, start: int, end: int) -> str:
    """Leave a stretch of a question out, and mend what is left.

    Examples
    --------
    >>> without("How do you rate our award-winning support?", 20, 33)
    'How do you rate our support?'
    """
    left = re.sub(r"\s+", " ", f"{words[:start]} {words[end:]}").strip(" ,")
    left = re.sub(r"\s+([?.,!])", r"\1", left)
    if left and not re.search(r"[?.!]$", left) and words.rstrip().endswith("?"):
        left += "?"
    return left[:1].upper() + left[1:]
