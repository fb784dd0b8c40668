"""What people answered to closed questions, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from cslab.challenge.claims.rows import rows_of
from cslab.challenge.claims.sources import Sources
from cslab.challenge.claims.values import Values
from cslab.challenge.claims.waves import newest
from cslab.errors import CslabError, InputError, NotFoundError
from cslab.measure.surveys.answers import SCORED, Answers, one_a_person, take_answers
from cslab.measure.surveys.levels import level_question, level_scores
from cslab.measure.surveys.samples import UNITS, Kind, counted
from cslab.measure.surveys.scores import easy_from, satisfied_from
from cslab.study.measures import LEVELS, Question
from cslab.study.personas import Condition, Indicator
from cslab.study.surveys.survey import Survey


def measure_survey(indicator: Indicator, segment: Sequence[Condition], sources: Sources) -> Values:
    """Measure a question or a level; see `cslab.challenge.claims.measure`.

    Raises
    ------
    NotFoundError
        If there is no such survey, question or answer.
    InputError
        If no survey asks it, or the indicator does not say which answers count.

    Notes
    -----
    Of a person who answered several times, the last answer counts. Answers are taken as they were given; only
    the items of a level are turned round where a high answer means little. Weights are those of the whole
    wave, and within a segment no longer calibrated: intervals are then, if anything, too wide.
    """
    _check_question(indicator.question, sources)
    wave = newest(indicator.survey, sources, lambda found: _asks(found, indicator.question))
    if wave is None:
        raise InputError(f"No survey asks {indicator.question!r} yet.")
    if not _asks(wave, indicator.question):
        kinds = [one.id for one in wave.questions if one.role != "why"]
        raise NotFoundError.of(f"question in the survey {wave.name}", indicator.question, kinds)
    responses, question = _column(wave, indicator.question)
    answers, doubts = _answers(wave, responses, question, sources)
    kind, least = _figure(question, indicator)
    scale = question.scale if kind == "mean" else None
    if kind == "share" and pd.isna(least):
        given, which = _that_count(answers, indicator)
    else:
        given = pd.Series(counted(kind, answers.values.to_numpy(dtype=float), least), answers.values.index)
        which = f"{least:g} to {question.scale[1]:g}" if kind == "share" and question.scale else ""
    table, strangers = rows_of(
        indicator,
        segment,
        sources,
        kind,
        people=answers.people,
        values=given,
        accounts=answers.accounts,
        weights=None if answers.weights is None else answers.weights,
    )
    return Values(
        indicator,
        table,
        kind,
        UNITS[kind],
        _words(question, kind, which, wave.title),
        answers.weights is not None,
        (*doubts, *strangers),
        "who answered",
        f"answer {which}",
        scale,
    )


def _check_question(name: str, sources: Sources) -> None:
    if not name:
        raise InputError('It does not say which question it asks; name one, such as question = "recommend".')
    known = sources.config.question(name)
    if known is None and name not in LEVELS:
        closed = [one.id for one in sources.config.questions if one.role != "why"]
        raise NotFoundError.of("question", name, [*closed, *_levels(sources.config.questions)])
    if known is not None and known.role == "why":
        raise InputError(
            f"{name!r} asks for reasons in words; take the source answers and name the code that shows it."
        )


def _levels(questions: Sequence[Question]) -> list[str]:
    return [level for level in LEVELS if any(one.level == level for one in questions)]


def _asks(wave: Survey, name: str) -> bool:
    ids = {one.id for one in wave.questions}
    return name in ids or (name in LEVELS and name in _levels(wave.questions))


def _column(wave: Survey, name: str) -> tuple[pd.DataFrame, Question]:
    """The responses, one a person, with the column; a level is made into one, on the scale of its items."""
    responses = one_a_person(wave.responses)
    if any(one.id == name for one in wave.questions):
        return responses, replace(wave.question(name), reverse=False)
    scales = {one.scale for one in wave.questions if one.level == name and one.scale}
    same = len(scales) == 1
    scores = level_scores(responses, wave.questions, name, rescale=not same)
    scale = scales.pop() if same else (0.0, 1.0)
    return responses.assign(**{name: scores}), level_question(name, scale or (0.0, 1.0))


def _answers(
    wave: Survey, responses: pd.DataFrame, question: Question, sources: Sources
) -> tuple[Answers, tuple[str, ...]]:
    doubts: list[str] = []
    try:
        weights = sources.weights(wave.name)
    except CslabError as error:
        weights = None
        doubts.append(f"Not weighted: {error}")
    answers = take_answers(responses, question, weights=weights)
    if weights is None and not doubts:
        doubts.append("Not weighted: whoever answers more readily counts more.")
    turned = sources.config.question(question.id)
    if turned is not None and turned.reverse:
        doubts.append("Answers are taken as they were given: here, a high one means little of it.")
    return answers, (*answers.caveats, *doubts, *wave.caveats)


def _figure(question: Question, indicator: Indicator) -> tuple[Kind, float]:
    """What is estimated; for a share by the question's own rule, the lowest answer that counts."""
    named = bool(indicator.values) or indicator.low is not None or indicator.high is not None
    share = indicator.measure == "share" or (not indicator.measure and named)
    if share or question.role not in SCORED:
        if not named:
            raise InputError(
                f"It does not say which answers to {question.id!r} count; "
                'give low and high, or values = ["..."].'
            )
        return "share", float("nan")
    if question.role == "nps":
        return "nps", float("nan")
    if question.role == "csat":
        return "share", satisfied_from(question.scale or (1.0, 5.0))
    if question.role == "ces":
        return "share", easy_from(question.scale or (1.0, 7.0))
    return "mean", float("nan")


def _that_count(answers: Answers, indicator: Indicator) -> tuple[pd.Series, str]:
    """1 for each answer that counts, and which do, in words."""
    question = answers.question
    if question.role in SCORED:
        numbers = answers.values.astype(float)
        chosen = pd.Series(False, index=numbers.index)
        if indicator.low is not None or indicator.high is not None:
            low, high = question.scale or (-float("inf"), float("inf"))
            low = low if indicator.low is None else indicator.low
            high = high if indicator.high is None else indicator.high
            if low > high:
                raise InputError(f"No answer lies from {low:g} to {high:g}.")
            chosen |= numbers.between(low, high)
        for value in indicator.values:
            chosen |= numbers == _number_of(value, question)
        return chosen.astype(float), _range_words(indicator, question)
    if indicator.low is not None or indicator.high is not None:
        raise InputError(
            f'Answers to {question.id!r} are words; name those that count with values = ["..."].'
        )
    known = {str(one).strip().casefold() for one in (*question.answers, *answers.values)}
    for value in indicator.values:
        if value.strip().casefold() not in known:
            raise NotFoundError.of(f"answer to {question.id!r}", value, {*question.answers, *answers.values})
    wanted = {value.strip().casefold() for value in indicator.values}
    given = answers.values.astype(str).str.strip().str.casefold()
    return given.isin(wanted).astype(float), " or ".join(f"“{value}”" for value in indicator.values)


def _number_of(value: str, question: Question) -> float:
    """The point of the scale that an answer stands for, given as a number or in words."""
    low = question.scale[0] if question.scale else 0.0
    for at, answer in enumerate(question.answers):
        if answer.strip().casefold() == value.strip().casefold():
            return low + at
    try:
        number = float(value)
    except ValueError:
        names = question.answers or [f"{at:g}" for at in _points(question)]
        raise NotFoundError.of(f"answer to {question.id!r}", value, names) from None
    if question.scale and not question.scale[0] <= number <= question.scale[1]:
        raise NotFoundError.of(f"answer to {question.id!r}", value, [f"{at:g}" for at in _points(question)])
    return number


def _points(question: Question) -> list[float]:
    low, high = question.scale or (0.0, 1.0)
    return [low + at for at in range(int(high - low) + 1)]


def _range_words(indicator: Indicator, question: Question) -> str:
    parts = []
    low, high = question.scale or (float("nan"), float("nan"))
    if indicator.low is not None or indicator.high is not None:
        low = low if indicator.low is None else indicator.low
        high = high if indicator.high is None else indicator.high
        near = f"{low:g} or {high:g}" if high - low == 1 else f"{low:g} to {high:g}"
        parts.append(f"{low:g}" if low == high else near)
    parts += [f"“{value}”" if not _numeric(value) else value for value in indicator.values]
    return " or ".join(parts)


def _numeric(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _words(question: Question, kind: Kind, which: str, title: str) -> str:
    about = f"“{question.wording}” ({title})"
    if question.id in LEVELS and not question.reverse and question.wording.endswith("mean of its items"):
        about = f"their {question.id} ({title})"
    low, high = question.scale or (0.0, 1.0)
    if kind == "nps":
        return f"Net Promoter Score: {about}"
    if kind == "mean":
        return f"Mean of {about}, from {low:g} to {high:g}"
    return f"People who answer {which} to {about}"
