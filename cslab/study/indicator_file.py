"""What would show a claim, as personas.toml says it: source, what is measured, comparator and threshold."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from cslab.study.config import StudyConfig
from cslab.study.measures import LEVELS, MeasureConfig, Question
from cslab.study.personas import COMPARATORS, MEASURES, SOURCES, Indicator
from cslab.study.settings import Place, Settings, near

LARGEST: Final = 1e12
"""Of thresholds: no figure of customers is as large."""
KEYS: Final = (
    *("source", "survey", "question", "feature", "code", "column", "measure", "low", "high"),
    *("value", "values", *COMPARATORS, "margin", "versus"),
)
"""What an indicator may say, in the order in which it is written."""

VERSUS: Final = ("", "others")

NEEDED: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("survey", "score"): ("question", "the id of a question, or a level"),
    ("survey", "share"): ("question", "the id of a question, or a level"),
    ("answers", "share"): ("code", "the name of a code"),
    ("interviews", "share"): ("code", "the name of a code"),
    ("usage", "uses"): ("feature", "the id of a feature"),
    ("people", "share"): ("column", "a column of people.csv or accounts.csv"),
    ("people", "mean"): ("column", "a column of people.csv or accounts.csv"),
}
"""What each measure must name."""


@dataclass(frozen=True, slots=True)
class Known:
    """What there is that a claim can name; None where nobody knows, and then anything will do.

    Parameters
    ----------
    questions : mapping of str to Question, or None
        By id.
    surveys, features, codes, columns : collection of str, or None
        Names of waves, ids of features, names of codes, what conditions may be about.
    """

    questions: Mapping[str, Question] | None = None
    surveys: Collection[str] | None = None
    features: Collection[str] | None = None
    codes: Collection[str] | None = None
    columns: Collection[str] | None = None
    scaled: Collection[str] = field(default=(), init=False)

    def __post_init__(self) -> None:
        scaled = [one.id for one in (self.questions or {}).values() if one.scale]
        object.__setattr__(self, "scaled", scaled)

    @classmethod
    def of(
        cls,
        config: StudyConfig | None,
        *,
        codes: Collection[str] | None = None,
        columns: Collection[str] | None = None,
    ) -> Known:
        """Take it out of a study's settings."""
        if config is None:
            return cls(codes=codes, columns=columns)
        measures: MeasureConfig = config.measures
        return cls(
            {one.id: one for one in measures.questions},
            [one.name for one in measures.surveys],
            [one.id for one in measures.features],
            codes if codes is not None else [code.name for code in config.codes],
            columns,
        )


def read_indicators(read: Settings, row: Mapping[str, Any], at: Place, known: Known) -> tuple[Indicator, ...]:
    """Read everything that would show a claim."""
    value = row.get("shown_by", [])
    place = (*at, "shown_by")
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        expected = 'a list such as [{ source = "usage", feature = "lanes", at_least = 40 }]'
        read.wrong(place, str(value)[:200], expected)
        return (Indicator("", "", 0.0, fault=f"shown_by is no list of what would show it, but {value!r}"),)
    return tuple(_indicator(read, one, (*place, index), known) for index, one in enumerate(value))


def threshold_fault(indicator: Indicator, value: float, known: Known) -> str:
    """Say what was expected of a threshold, or of a prediction of it; nothing when it is possible.

    Examples
    --------
    >>> threshold_fault(Indicator("interviews", "at_least", 140.0, code="trust"), 140.0, Known())
    'a share from 0 to 100 per cent'
    """
    what, low, high = _ends(indicator, known)
    if indicator.versus and math.isfinite(high):
        what, low, high = (
            f"a difference of {what.removeprefix('a ').removeprefix('an ')}",
            low - high,
            high - low,
        )
    if low <= value <= high:
        return ""
    unit = " per cent" if what == "a share" else " points" if indicator.versus else ""
    return f"{what} from {low:g} to {high:g}{unit}"


# ------------------------------------------------------------------------------------------ inside


def _indicator(read: Settings, row: Mapping[str, Any], at: Place, known: Known) -> Indicator:
    read.known(row, at, set(KEYS))
    before = len(read.faults)
    source = read.one_of(row, at, "source", SOURCES, "")
    measures = MEASURES.get(source, ())
    measure = read.one_of(row, at, "measure", ("", *measures), "") if measures else ""
    comparator, threshold = _comparator(read, row, at)
    low, high = (_end(read, row, at, key) for key in ("low", "high"))
    found = Indicator(
        source,
        comparator,
        threshold,
        read.number(row, at, "margin", 0.0, least=0.0),
        read.one_of(row, at, "versus", VERSUS, ""),
        measure,
        read.words(row, at, "survey"),
        read.words(row, at, "question"),
        low,
        high,
        _values(read, row, at),
        read.words(row, at, "feature"),
        read.words(row, at, "code"),
        read.words(row, at, "column"),
    )
    if len(read.faults) == before:
        _makes_sense(read, row, at, found, known)
    if len(read.faults) > before:
        first = read.faults[before]
        named = first.column.removeprefix("claims.shown_by.")
        shown = repr(first.value[:60]) if first.value else "empty"
        given = {one.name: getattr(found, one.name) for one in fields(found)}
        found = Indicator(**{**given, "fault": f"{named} is {shown}, but {first.expected} was expected"})
    _must_exist(read, at, found, known)
    return found


def _comparator(read: Settings, row: Mapping[str, Any], at: Place) -> tuple[str, float]:
    named = [key for key in COMPARATORS if key in row]
    if len(named) != 1:
        read.wrong((*at, "comparator"), ", ".join(named), f"one of {', '.join(COMPARATORS)}")
        return "", 0.0
    before = len(read.faults)
    value = read.number(row, at, named[0], 0.0)
    if len(read.faults) == before and not abs(value) <= LARGEST:
        read.wrong(
            (*at, named[0]), value, "a number" if not math.isfinite(value) else "a number that can be read"
        )
        value = 0.0
    if named[0] == "about" and not row.get("margin"):
        read.wrong((*at, "margin"), str(row.get("margin", "")), "how far from it still counts, such as 10")
    elif named[0] != "about" and "margin" in row:
        read.wrong((*at, "margin"), str(row["margin"]), "a margin beside about only")
    return named[0], value


def _end(read: Settings, row: Mapping[str, Any], at: Place, key: str) -> float | None:
    return read.number(row, at, key, 0.0) if key in row else None


def _values(read: Settings, row: Mapping[str, Any], at: Place) -> tuple[str, ...]:
    both = [key for key in ("value", "values") if key in row]
    if not both:
        return ()
    given = row[both[0]]
    several = given if isinstance(given, list) else [given]
    plain = [one for one in several if isinstance(one, str | int | float) and str(one).strip()]
    if len(both) == 2 or not several or len(plain) != len(several):
        read.wrong((*at, both[-1]), str(given)[:200], 'answers that count, such as values = ["Yes", "Often"]')
        return ()
    return tuple(dict.fromkeys(_text(one) for one in plain))


def _text(value: str | float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.strip() if isinstance(value, str) else f"{value:.15g}"


def _makes_sense(read: Settings, row: Mapping[str, Any], at: Place, found: Indicator, known: Known) -> None:
    """Report what can be read and still says nothing that data could answer."""
    needed = NEEDED.get((found.source, found.counts))
    if needed and not getattr(found, needed[0]):
        read.wrong((*at, needed[0]), "", needed[1])
        return
    ranged = found.low is not None or found.high is not None or bool(found.values)
    if found.counts == "share" and found.source in ("survey", "people") and not ranged:
        read.wrong((*at, "values"), "", "what counts: low, high or both, or values")
        return
    if found.low is not None and found.high is not None and found.low > found.high:
        read.wrong((*at, "low"), f"{found.low:g}", f"no more than high, which is {found.high:g}")
        return
    question = (known.questions or {}).get(found.question)
    if question is not None and found.source == "survey":
        _fits_question(read, at, found, question)
    expected = threshold_fault(found, found.threshold, known)
    if expected:
        read.wrong((*at, found.comparator), f"{row[found.comparator]}", expected)


def _fits_question(read: Settings, at: Place, found: Indicator, question: Question) -> None:
    if question.role == "why":
        read.wrong((*at, "question"), question.id, 'a closed question (open ones have source = "answers")')
    elif found.counts == "score" and question.scale is None:
        read.wrong((*at, "measure"), found.measure, 'measure = "share" with values, as it has no scale')
    elif question.scale is not None:
        least, most = question.scale
        outside = (found.low is not None and found.low > most) or (
            found.high is not None and found.high < least
        )
        if outside:
            key, value = (
                ("low", found.low) if found.low is not None and found.low > most else ("high", found.high)
            )
            read.wrong((*at, key), f"{value:g}", f"an answer that there is, from {least:g} to {most:g}")
    elif question.answers:
        for answer in found.values:
            if answer not in question.answers:
                hint = near(answer, question.answers)
                read.wrong((*at, "values"), answer, f"an answer that can be chosen{hint}")


def _must_exist(read: Settings, at: Place, found: Indicator, known: Known) -> None:
    """Report what is named and is not there; it may come to be, so the indicator stays as it is."""
    questions: Collection[str] | None = known.questions
    if questions is not None and found.source == "survey":
        questions = (*questions, *LEVELS)
    for key, names, what in (
        (
            "question",
            questions,
            "the id of a question" + (", or a level" if found.source == "survey" else ""),
        ),
        ("survey", known.surveys, "the name of a survey"),
        ("feature", known.features, "the id of a feature"),
        ("code", known.codes, "the name of a code"),
        ("column", known.columns, "a column of people.csv or accounts.csv"),
    ):
        name = getattr(found, key)
        if name and names is not None and name not in names:
            read.wrong((*at, key), name, f"{what}{near(name, names)}")


def _ends(indicator: Indicator, known: Known) -> tuple[str, float, float]:
    """What the figure of an indicator is, and between which ends it lies."""
    if indicator.counts in ("share", "uses"):
        return "a share", 0.0, 100.0
    if indicator.counts == "days":
        return "days of 28", 0.0, 28.0
    question = (known.questions or {}).get(indicator.question)
    if indicator.counts == "score" and question is not None:
        if question.role == "nps":
            return "an NPS", -100.0, 100.0
        if question.role in ("csat", "ces"):
            return "a share", 0.0, 100.0
        if question.scale is not None:
            return "an answer", *question.scale
    return "a number", float("-inf"), float("inf")
