"""Which columns of answers are questions: of which role, on which scale, and called what."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from cslab.study.answers import NO_ANSWER, number_in
from cslab.study.measures import DEFAULT_SCALES, MeasureConfig, Question
from cslab.study.surveys.files import folded
from cslab.study.surveys.labels import points_of

_BESIDE = frozenset(
    (
        *(
            "status",
            "ipaddress",
            "progress",
            "durationinseconds",
            "duration",
            "finished",
            "distributionchannel",
        ),
        *("recipientlastname", "recipientfirstname", "locationlatitude", "locationlongitude", "userlanguage"),
        *("collectorid", "datecreated", "firstname", "lastname", "startdateutc", "stagedateutc", "networkid"),
        *(
            "tags",
            "ending",
            "responsetype",
            "language",
            "useragent",
            "referer",
            "customdata1",
            "qrecaptchascore",
        ),
    )
)
"""Columns that tools add and that answer nothing, without spaces and case."""

_ROLES = (
    ("nps", re.compile(r"\brecommend", re.IGNORECASE)),
    ("ces", re.compile(r"how (easy|difficult|hard)|made it easy|\beffort\b|\bease of\b", re.IGNORECASE)),
    ("csat", re.compile(r"\bsatisf", re.IGNORECASE)),
)
_WHY = re.compile(r"\b(why|reasons?|because)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(tell us|comments?|feedback|what (could|would|should|made|is|are)|explain|describe|anything)\b",
    re.IGNORECASE,
)
_USUAL_IDS = {"nps": "recommend", "csat": "satisfied", "ces": "effort"}


def questions_of(
    names: Sequence[str], columns: Sequence[Sequence[str]], measures: MeasureConfig, taken: set[int]
) -> dict[int, Question]:
    """Guess which columns are questions, of which role and on which scale.

    Parameters
    ----------
    names : sequence of str
        What stands above each column.
    columns : sequence of sequences of str
        Their values.
    measures : MeasureConfig
        Questions that the study has already: a column with the same wording is one of these.
    taken : set of int
        Columns that are something else.

    Returns
    -------
    dict
        By the place of the column.
    """
    known = {folded(question.wording): question for question in measures.questions}
    known |= {folded(question.id): question for question in measures.questions}
    used = {question.id for question in measures.questions}
    found: dict[int, Question] = {}
    score: Question | None = None
    for at, name in enumerate(names):
        if at in taken or folded(name) in _BESIDE or not name:
            continue
        question = known.get(folded(name)) or _question(name, columns[at])
        if question is None or question.id in {one.id for one in found.values()}:
            continue
        if not question.id or question not in measures.questions:
            usual = _USUAL_IDS.get(question.role, "")
            if question.role == "why" and score is not None:
                question = replace(question, why_of=score.id)
                usual = f"why_{score.id}"
            id_ = usual if usual and usual not in used else short_id(name, used)
            question = replace(question, id=id_)
        used.add(question.id)
        found[at] = question
        if question.role in ("nps", "csat", "ces", "scale"):
            score = question
    return found


def _question(name: str, values: Sequence[str]) -> Question | None:
    """Guess one question by its wording and its answers; None where it looks like no question."""
    filled = [value for value in values if value and value.lower() not in NO_ANSWER]
    if not filled:
        return None
    numbers = [number for value in filled if (number := number_in(value)) is not None]
    if len(numbers) * 10 >= len(filled) * 9 and min(numbers) >= 0 and max(numbers) <= 10:
        role = next((role for role, wording in _ROLES if wording.search(name)), "scale")
        scale = _scale(role, numbers)
        return Question("", name, "nps" if scale == (0, 10) and role == "nps" else _no_nps(role), scale)
    words = list(dict.fromkeys(filled))
    size = points_of(words) if len(words) <= 11 else None
    if size is not None:
        role = _no_nps(next((role for role, wording in _ROLES if wording.search(name)), "scale"))
        return Question("", name, role, (1, size))
    if not _WHY.search(name) and 1 < len(words) <= 12 and len(words) * 2 < len(filled):
        return Question("", name, "choice", answers=tuple(sorted(words)))
    long = sum(map(len, filled)) / len(filled) > 25 and len(words) * 2 > len(filled)
    return Question("", name, "why") if long or _WHY.search(name) or _OPEN.search(name) else None


def _no_nps(role: str) -> str:
    return "scale" if role == "nps" else role


_SURE = 50
"""From so many answers on, a scale of which nobody took the upper end is taken for a shorter one."""


def _scale(role: str, numbers: Sequence[float]) -> tuple[float, float]:
    """The narrowest usual scale that all answers lie on; the role's own where it holds few of them."""
    usual, lowest, highest = DEFAULT_SCALES[role], min(numbers), max(numbers)
    shorter = role == "scale" and len(numbers) >= _SURE
    if usual[0] <= lowest and highest <= usual[1] and not shorter:
        return usual
    return next(
        (
            scale
            for scale in ((1.0, 5.0), (1.0, 7.0), (0.0, 10.0))
            if scale[0] <= lowest and highest <= scale[1]
        ),
        (0.0, 10.0),
    )


_FILLING = frozenset(
    re.findall(
        "[a-z]+",
        "a an and are at be do does did for from get have how i in is it its may me my of on or our please "
        "say so that the their them there they this to us was we were what when where which who will with "
        "would you your far much many all agree overall statement statements following question",
    )
)
"""Words that tell nothing of what is asked."""


def short_id(wording: str, taken: Collection[str]) -> str:
    """Make the id of a question of the words that say what it asks; of a part, where it is one of several.

    Examples
    --------
    >>> short_id("Please say how far you agree - Approvals are easy to set up", set())
    'approvals-easy-set'
    """
    words = re.findall(r"[a-z0-9]+", wording.rpartition(" - ")[2].lower())
    telling = [word for word in words if word not in _FILLING]
    return slug(" ".join((telling or words)[:3]), taken, most=30)


def slug(name: str, taken: Collection[str], *, most: int) -> str:
    """Make a short id of a name, which nothing else has.

    Examples
    --------
    >>> slug("How easy was it?", {"how-easy-was-it"}, most=30)
    'how-easy-was-it-2'
    """
    words = re.findall(r"[a-z0-9]+", name.lower())
    made = ""
    for word in words:
        if made and len(made) + 1 + len(word) > most:
            break
        made = f"{made}-{word}" if made else word[:most]
    made = made or "survey"
    number, slug = 1, made
    while slug in taken:
        number += 1
        slug = f"{made}-{number}"
    return slug
