"""Scales: as many ways to be pleased as to be displeased, a middle, and words at the ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cslab.study.measures import Question

BALANCED: Final[Mapping[str, str]] = {
    "satisf": "Very dissatisfied, Dissatisfied, Neither, Satisfied, Very satisfied",
    "agree": "Strongly disagree, Disagree, Neither, Agree, Strongly agree",
    "likel": "Very unlikely, Unlikely, Neither, Likely, Very likely",
    "easy": "Very difficult, Difficult, Neither, Easy, Very easy",
    "": "Very bad, Bad, Neither good nor bad, Good, Very good",
}
"""Stem of the labels -> labels with as many on either side."""

LABELS_UP: Final = (
    r"(?<!dis)(?<!un)satisfied|(?<!dis)agree|(?<!un)likely|good|great|excellent|outstanding|fantastic|amazing|"
    r"(?<!un)happy|easy|(?<!un)helpful|love|pleased|better|best|positive|perfect|delighted|awesome|fast|very\s+well|"
    r"(?<!not )well|superb|wonderful|exceeded|above|strong|acceptable(?<!unacceptable)|improved|like(?!ly)"
)
LABELS_DOWN: Final = (
    r"dissatisfied|unsatisfied|disagree|unlikely|bad|poor|terrible|awful|unhappy|difficult|hard|unhelpful|hate|"
    r"worse|worst|negative|disappoint\w+|horrible|slow|below|weak|unacceptable|dislike|badly|failed"
)
LABELS_BETWEEN: Final = (
    r"neither|neutral|okay|ok|fair|average|so-so|undecided|mixed|no\s+opinion|no\s+difference|about\s+the\s+same|"
    r"the\s+same|met\s+expectations|as\s+expected|don['’]t\s+know|not\s+sure|unsure|n/?a"
)
LABELS_NONE: Final = r"^(?:not\s+(?:at\s+all|\w+\s+at\s+all)|never|none|no\b|nothing|not\s+\w+$)"
"""The low end of a scale that runs from nothing to much, and needs no other side."""


def scale_problems(question: Question, *, english: bool = True) -> Iterator[tuple[str, str, str]]:
    """Find what is wrong with the scale of a rated question.

    Parameters
    ----------
    question : Question
        With its scale and, where people saw words, its answers.
    english : bool
        Whether the words of its answers can be read.

    Yields
    ------
    tuple of (str, str, str)
        Problem, the words it is found in, and what to do instead.

    Examples
    --------
    >>> question = Question("q", "How was it?", "csat", (1, 4), answers=("Bad", "Good", "Great", "Superb"))
    >>> [problem for problem, _, _ in scale_problems(question)]
    ['unbalanced scale', 'no middle']
    """
    labels = [label for label in question.answers if label.strip()]
    low, high = question.scale or (0.0, 0.0)
    points = round(high - low) + 1
    shown = ", ".join(labels)
    if labels and english:
        up, down, between = sides(labels)
        unipolar = re.match(LABELS_NONE, labels[0].strip(), re.IGNORECASE) is not None
        if not unipolar and up != down and (up or down):
            yield "unbalanced scale", shown, f"As many on either side, such as: {_balanced(shown)}."
        if not unipolar and len(labels) > 2 and len(labels) % 2 == 0 and not between:
            yield "no middle", shown, f"With a middle: {_balanced(shown)}."
        return
    if labels:
        return
    if low == int(low) and high == int(high) and points > 2 and points % 2 == 0:
        sentence = f"A scale of {points - 1} or {points + 1} points has a middle."
        yield "no middle", f"{low:g} to {high:g}", sentence
    if english and not _ends_said(question.wording, low, high):
        better = (
            f"Write words at {low:g} and {high:g}; if people saw some, list them as answers in study.toml."
        )
        yield "unlabelled ends", f"{low:g} to {high:g}", better


def sides(labels: Sequence[str]) -> tuple[int, int, int]:
    """Count labels that please, that displease, and that stand between.

    Examples
    --------
    >>> sides(["Poor", "Fair", "Good", "Very good", "Excellent"])
    (3, 1, 1)
    """
    up = down = between = 0
    for label in labels:
        said = label.strip()
        if re.search(rf"\b(?:{LABELS_BETWEEN})\b", said, re.IGNORECASE):
            between += 1
        elif re.search(rf"\b(?:{LABELS_DOWN})\b", said, re.IGNORECASE) or re.match(
            r"not\b", said, re.IGNORECASE
        ):
            down += 1
        elif re.search(rf"(?:{LABELS_UP})\b", said, re.IGNORECASE):
            up += 1
    return up, down, between


def _balanced(shown: str) -> str:
    said = shown.casefold()
    return next(labels for stem, labels in BALANCED.items() if stem in said)


def _ends_said(wording: str, low: float, high: float) -> bool:
    """Whether the wording itself says what the ends mean."""
    both = all(re.search(rf"\b{end:g}\b", wording) for end in (low, high))
    return both and bool(re.search(r"\b(?:means?|is|being|=|to)\b|\(|=", wording))
