"""What study.toml says of measuring: questions, surveys, features, the value event, weights, customers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cslab.study.journeystages import StageMeasures, read_journey
from cslab.study.mirror import MirrorConfig, read_mirror
from cslab.study.settings import Place, Settings, near

ROLES = ("nps", "csat", "ces", "scale", "choice", "why")
"""What a question is asked for: a score, one item of a level, one of a few answers, or the reason."""

LEVELS = ("satisfaction", "loyalty", "goodwill")
"""Three different things that a scale can be about."""

LAYOUTS = ("wide", "long")

DEFAULT_SCALES: Mapping[str, tuple[float, float]] = {
    "nps": (0, 10),
    "csat": (1, 5),
    "ces": (1, 7),
    "scale": (1, 7),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question, in however many surveys it is asked.

    Parameters
    ----------
    id : str
        Name of its column wherever answers are a table.
    wording : str
        As it was asked.
    role : str
        One of `ROLES`.
    scale : tuple of float or None
        Lowest and highest answer there is; None for choices and reasons.
    level : str
        For role ``scale``: which of `LEVELS` it is an item of.
    reverse : bool
        True when a high answer means little of it.
    why_of : str
        For role ``why``: id of the question whose answer it explains.
    answers : tuple of str
        Answers in words, from the lowest of the scale to the highest; for ``choice``, what can be chosen.
    """

    id: str
    wording: str
    role: str
    scale: tuple[float, float] | None = None
    level: str = ""
    reverse: bool = False
    why_of: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyConfig:
    """One survey as it was sent out once: a wave.

    Parameters
    ----------
    name : str
        How it is called in code and addresses.
    file : str
        The answers, relative to the study's folder.
    title : str
        How it is called before people.
    series : str
        Waves of the same survey share it; the name itself when there is but one wave.
    asked_on : date or None
        When it was sent; orders the waves.
    asked : str
        CSV file of who was asked, with a column person_id; empty when nobody knows.
    layout : str
        ``"wide"``, one row a response, or ``"long"``, one row an answer.
    header_rows : int
        How many rows come before the first response.
    columns : mapping of str to str
        What cslab calls a column (``person_id``, ``answered_at``, ``response_id``, the id of a question; for
        long form also ``question`` and ``answer``) -> its header in the file.
    repeats : bool
        True when the same person may answer more than once, as after each case; else only the newest answer
        of a person counts.
    """

    name: str
    file: str
    title: str = ""
    series: str = ""
    asked_on: date | None = None
    asked: str = ""
    layout: str = "wide"
    header_rows: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """Something the product can do, and the events by which its use is known.

    Parameters
    ----------
    id, name : str
        In code, and before people.
    events : tuple of str
        Any of them counts as use.
    plans : tuple of str
        Plans (accounts.csv) whose people may use it; empty for everybody.
    next : tuple of str
        Ids of features that lie beside it: who uses this one may want those.
    """

    id: str
    name: str
    events: tuple[str, ...]
    plans: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureConfig:
    """Everything that study.toml says of measuring.

    Parameters
    ----------
    timezone : str
        Of times that state none, as in ``"Europe/London"``.
    value_event : str
        The one event by which a customer gets what they came for.
    questions, surveys, features : tuple
        In the order of the file.
    weight_by : tuple of str
        Columns of people.csv or accounts.csv whose shares among those asked the answers are weighted to.
    weight_cap : float
        No answer counts more than so many times the mean.
    happy_at, worth_at : float
        Where happiness and company-happiness (both 0 to 1) begin; see `cslab.measure.customers`.
    mirror : MirrorConfig
        What teammates are asked before they see data.
    journey : tuple of StageMeasures
        What is measured of each stage of the journey.
    """

    timezone: str = "UTC"
    value_event: str = ""
    questions: tuple[Question, ...] = ()
    surveys: tuple[SurveyConfig, ...] = ()
    features: tuple[Feature, ...] = ()
    weight_by: tuple[str, ...] = ()
    weight_cap: float = 5.0
    happy_at: float = 0.6
    worth_at: float = 0.5
    mirror: MirrorConfig = field(default_factory=MirrorConfig)
    journey: tuple[StageMeasures, ...] = ()

    def question(self, id_: str) -> Question | None:
        """Give the question of an id; None when there is none."""
        return next((one for one in self.questions if one.id == id_), None)


TOP = {"timezone", "usage", "questions", "surveys", "features", "weights", "customers", "mirror", "journey"}
"""The settings that are read here."""


def read_measures(read: Settings, data: Mapping[str, Any]) -> MeasureConfig:
    """Take the settings out of a parsed study.toml; what is wrong with them is collected in `read`."""
    usage = read.table(data, "usage", {"value_event"})
    weights = read.table(data, "weights", {"by", "cap"})
    customers = read.table(data, "customers", {"happy_at", "worth_at"})
    zone = read.words(data, (), "timezone") or "UTC"
    if not is_zone(zone):
        read.wrong(("timezone",), zone, "a time zone such as Europe/London or UTC")
    questions = _questions(read, data)
    surveys = _surveys(read, data, {question.id for question in questions})
    scored = [question.id for question in questions if question.scale is not None]
    features = _features(read, data)
    return MeasureConfig(
        timezone=zone,
        value_event=read.words(usage, ("usage",), "value_event"),
        questions=questions,
        surveys=surveys,
        features=features,
        weight_by=read.word_list(weights, "by", ("weights",)),
        weight_cap=read.number(weights, ("weights",), "cap", 5.0, least=1.0),
        happy_at=read.number(customers, ("customers",), "happy_at", 0.6, least=0.0, most=1.0),
        worth_at=read.number(customers, ("customers",), "worth_at", 0.5, least=-1.0, most=1.0),
        mirror=read_mirror(read, data, scored=scored, surveys=[survey.name for survey in surveys]),
        journey=read_journey(
            read,
            data,
            features=[feature.id for feature in features],
            scored=[*scored, *dict.fromkeys(one.level for one in questions if one.level)],
        ),
    )


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _id(read: Settings, row: Mapping[str, Any], at: Place, key: str) -> str:
    found = read.words(row, at, key, needed=True)
    if found and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}", found):
        read.wrong((*at, key), found, "letters, digits, - and _ only")
    return found


def _questions(read: Settings, data: Mapping[str, Any]) -> tuple[Question, ...]:
    known = {"id", "wording", "role", "scale", "level", "reverse", "why_of", "answers"}
    found = []
    for index, row in read.rows(data, "questions", known):
        at: Place = ("questions", index)
        role = read.one_of(row, at, "role", ROLES, "scale")
        level = read.one_of(row, at, "level", ("", *LEVELS), "")
        scale = _scale(read, row, at) or DEFAULT_SCALES.get(role)
        id_ = _id(read, row, at, "id")
        if id_ in {"response_id", "person_id", "account_id", "answered_at", "survey", "weight"}:
            read.wrong((*at, "id"), id_, "an id that is no name of a column cslab has")
        found.append(
            Question(
                id_,
                read.words(row, at, "wording") or id_,
                role,
                None if role in ("choice", "why") else scale,
                level,
                read.truth(row, "reverse", at),
                read.words(row, at, "why_of"),
                read.word_list(row, "answers", at),
            )
        )
    read.once("questions", "id", (question.id for question in found))
    ids = {question.id for question in found}
    for index, question in enumerate(found):
        if question.why_of and question.why_of not in ids:
            expected = f"the id of another question{near(question.why_of, ids)}"
            read.wrong(("questions", index, "why_of"), question.why_of, expected)
    return tuple(found)


def _scale(read: Settings, row: Mapping[str, Any], at: Place) -> tuple[float, float] | None:
    value = row.get("scale")
    if value is None:
        return None
    numbers = isinstance(value, list) and len(value) == 2
    if not numbers or any(isinstance(end, bool) or not isinstance(end, int | float) for end in value):
        read.wrong((*at, "scale"), value, "the lowest and the highest answer, such as [0, 10]")
        return None
    if value[0] >= value[1]:
        read.wrong((*at, "scale"), value, "the lowest answer before the highest")
        return None
    return float(value[0]), float(value[1])


def _surveys(read: Settings, data: Mapping[str, Any], questions: set[str]) -> tuple[SurveyConfig, ...]:
    known = {"name", "file", "title", "series", "asked_on", "asked", "layout", "header_rows", "columns"}
    known |= {"repeats"}
    fixed = {"response_id", "person_id", "account_id", "answered_at", "question", "answer"}
    found = []
    for index, row in read.rows(data, "surveys", known):
        at: Place = ("surveys", index)
        name = _id(read, row, at, "name")
        columns = row.get("columns", {})
        if not isinstance(columns, dict) or not all(isinstance(header, str) for header in columns.values()):
            read.wrong((*at, "columns"), columns, 'a table such as { person_id = "Contact" }')
            columns = {}
        for key in columns:
            if key not in questions | fixed:
                expected = f"the id of a question{near(key, questions | fixed)}"
                read.wrong((*at, "columns"), key, expected)
        found.append(
            SurveyConfig(
                name,
                read.words(row, at, "file", needed=True),
                read.words(row, at, "title") or name,
                read.words(row, at, "series") or name,
                read.day(row, at, "asked_on"),
                read.words(row, at, "asked"),
                read.one_of(row, at, "layout", LAYOUTS, "wide"),
                int(read.number(row, at, "header_rows", 1, least=1, most=5)),
                {str(key): str(header) for key, header in columns.items()},
                read.truth(row, "repeats", at),
            )
        )
    read.once("surveys", "name", (survey.name for survey in found))
    return tuple(found)


def _features(read: Settings, data: Mapping[str, Any]) -> tuple[Feature, ...]:
    found = []
    for index, row in read.rows(data, "features", {"id", "name", "events", "plans", "next"}):
        at: Place = ("features", index)
        id_ = _id(read, row, at, "id")
        events = read.word_list(row, "events", at) or (id_,)
        found.append(
            Feature(
                id_,
                read.words(row, at, "name") or id_,
                events,
                read.word_list(row, "plans", at),
                read.word_list(row, "next", at),
            )
        )
    read.once("features", "id", (feature.id for feature in found))
    ids = {feature.id for feature in found}
    for index, feature in enumerate(found):
        for other in feature.next:
            if other not in ids:
                expected = f"the id of another feature{near(other, ids)}"
                read.wrong(("features", index, "next"), other, expected)
    return tuple(found)
