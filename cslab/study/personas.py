"""Personas and their claims: what a team believes of its customers, written so that data can refuse it.

A claim names what would show it: one or several `Indicator`s. `LockedClaim` is a claim as somebody locked it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Final, TypeVar

from cslab.errors import NotFoundError
from cslab.study.faults import Fault

FILE: Final = "personas.toml"

T = TypeVar("T", bound="Persona | Claim")

SOURCES: Final = ("survey", "answers", "usage", "interviews", "people")
"""Where an indicator looks: answers to a closed question, codes on open answers, usage events, codes on
clips, or a column of people.csv or accounts.csv."""

COMPARATORS: Final = ("at_least", "at_most", "about")
"""The figure lies beyond a threshold, below it, or within a margin of it."""

MEASURES: Final[Mapping[str, tuple[str, ...]]] = {
    "survey": ("score", "share"),
    "answers": ("share",),
    "usage": ("uses", "days"),
    "interviews": ("share",),
    "people": ("share", "mean"),
}
"""What can be measured of each source, the usual one first.

``score``: the question's own figure (NPS in points from -100 to 100, CSAT and CES as a share, a scale as a
mean). ``share``: per cent of people whose answer (or column) lies from `Indicator.low` to `Indicator.high`,
or is one of `Indicator.values`; of codes, per cent of people who have the code. ``uses``: per cent of those
who could use a feature who did. ``days``: mean days with any event in 28 days, among those with any.
``mean``: of a column.
"""

TESTS: Final = ("is", "is_not", "at_least", "at_most")
"""How a condition compares."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a segment: a column, and what it must be.

    Parameters
    ----------
    column : str
        Of people.csv or accounts.csv; ``person.X`` or ``account.X`` where both have X.
    test : str
        One of `TESTS`; empty where what was written can't be read, and then nobody can be chosen by it.
    values : tuple
        Texts, numbers, truths or dates: any of them for ``is``, none of them for ``is_not``, one for the
        others.
    """

    column: str
    test: str
    values: tuple[str | float | bool | date, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """What would show a claim.

    Parameters
    ----------
    source : str
        One of `SOURCES`.
    comparator : str
        One of `COMPARATORS`.
    threshold : float
        In the unit that people read: per cent for shares, points for an NPS, the scale's own unit for a mean.
        With ``versus``, a difference: percentage points, points, or the scale's unit.
    margin : float
        For ``about``: how far from the threshold still counts.
    versus : str
        ``""``: the figure of the segment. ``"others"``: how far it lies above everybody else's.
    measure : str
        One of `MEASURES` of the source.
    survey : str
        Name of a survey; empty for the newest that asks the question (of relationships before single cases).
    question : str
        For ``survey``: a question or a level (satisfaction, loyalty, goodwill). For ``answers``: the open
        question; empty for all.
    low, high : float or None
        The range of answers or values that count, ends included.
    values : tuple of str
        Answers or values that count.
    feature : str
        For ``usage``: id of a feature.
    code : str
        For ``answers`` and ``interviews``: a code; those below it count too.
    column : str
        For ``people``: a column of people.csv or accounts.csv.
    fault : str
        Why it can't be measured as it is written, as words that follow "because"; empty where it can. Its
        other values are then what could be read, and nothing more can be concluded from it.
    """

    source: str
    comparator: str
    threshold: float
    margin: float = 0.0
    versus: str = ""
    measure: str = ""
    survey: str = ""
    question: str = ""
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()
    feature: str = ""
    code: str = ""
    column: str = ""
    fault: str = ""

    @property
    def counts(self) -> str:
        """What is measured: the one that was named, else the usual one of the source."""
        return self.measure or MEASURES.get(self.source, ("",))[0]


@dataclass(frozen=True, slots=True)
class Claim:
    """One testable assumption about the people of a persona.

    Parameters
    ----------
    id : str
        How it is called in code and addresses; unique in the study.
    persona : str
        Id of its persona.
    says : str
        The claim in words.
    shown_by : tuple of Indicator
        What would show it; empty where nobody can name anything, and then it is untestable: vague.
    author : str
        Who made it.
    written_on : date or None
        When.
    predicted : float or None
        What its author expects of the first indicator, in the unit of its threshold.
    confidence : float or None
        How sure its author is that the claim holds, in per cent.
    heard_in, denied_in : tuple of str
        Codes under which clips speak for it, and against it.
    note : str
        Anything worth knowing.
    """

    id: str
    persona: str
    says: str
    shown_by: tuple[Indicator, ...] = ()
    author: str = ""
    written_on: date | None = None
    predicted: float | None = None
    confidence: float | None = None
    heard_in: tuple[str, ...] = ()
    denied_in: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Persona:
    """A named set of claims about a described segment of real people.

    Parameters
    ----------
    id, name : str
        In code, and before people.
    story : str
        Who this is thought to be.
    segment : tuple of Condition
        All of them hold for the people it claims; empty for everybody.
    scores : mapping of str to float
        What this persona is thought to answer, 0 to 100, by item of the mirror (id of a question).
    author : str
        Who wrote it.
    """

    id: str
    name: str
    story: str = ""
    segment: tuple[Condition, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    author: str = ""


@dataclass(frozen=True, slots=True)
class Personas:
    """Everything that personas.toml says.

    Parameters
    ----------
    personas : tuple of Persona
        In the order of the file.
    claims : tuple of Claim
        Those of all personas.
    faults, remarks : tuple of Fault
        What can't be used, which is left out; and settings that nobody knows, which do no harm.
    """

    personas: tuple[Persona, ...] = ()
    claims: tuple[Claim, ...] = ()
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()

    def persona(self, id_: str) -> Persona:
        """Give a persona.

        Raises
        ------
        NotFoundError
            If there is none of that id.
        """
        return _one("persona", self.personas, id_)

    def claim(self, id_: str) -> Claim:
        """Give a claim.

        Raises
        ------
        NotFoundError
            If there is none of that id.
        """
        return _one("claim", self.claims, id_)

    def claims_of(self, persona: str) -> tuple[Claim, ...]:
        """Give the claims of a persona, in the order of the file."""
        return tuple(claim for claim in self.claims if claim.persona == persona)


@dataclass(frozen=True, slots=True)
class LockedClaim:
    """A claim as it stood when it was locked, with the segment that its persona claimed then.

    Parameters
    ----------
    claim : Claim
        As it was.
    segment : tuple of Condition
        Of its persona, as it was.
    version : int
        1, 2, 3...
    author : str
        Who locked it.
    locked_at : str
        The moment (UTC).
    note : str
        What they said of it.
    """

    claim: Claim
    segment: tuple[Condition, ...]
    version: int
    author: str
    locked_at: str
    note: str = ""

    def same(self, claim: Claim, persona: Persona) -> bool:
        """Whether a claim still says what was locked: note, author and day of writing aside."""
        return document_of(claim, persona) == document_of(self.claim, Persona("", "", segment=self.segment))


def document_of(claim: Claim, persona: Persona) -> dict[str, Any]:
    """Give what is locked of a claim as plain values that JSON can hold.

    What does not change what it says is left out: note, author, day of writing, and persona; see
    `document_about`.

    Examples
    --------
    >>> claim = Claim("likes-it", "carla", "They like it", confidence=80.0)
    >>> document_of(claim, Persona("carla", "Carla"))["confidence"]
    80.0
    """
    made = asdict(claim)
    for name in _ABOUT:
        del made[name]
    made["segment"] = document_of_conditions(persona.segment)
    made["shown_by"] = [_plain(one) for one in made["shown_by"]]
    return {name: _plain(value) for name, value in made.items()}


def document_about(claim: Claim) -> dict[str, Any]:
    """Give what `document_of` leaves out of a claim, as plain values that JSON can hold."""
    return {name: _plain(getattr(claim, name)) for name in _ABOUT}


def claim_of(document: Mapping[str, Any], **about: Any) -> tuple[Claim, tuple[Condition, ...]]:
    """Read what `document_of` wrote: the claim, and the segment.

    Parameters
    ----------
    document : mapping
        As it was kept; under ``about``, what `document_about` wrote.
    **about
        What a document does not hold, or should say otherwise: persona, author, written_on, note.
    """
    values = dict(document)
    noted = {name: _read(value) for name, value in dict(values.pop("about", {})).items() if name in _ABOUT}
    segment = conditions_of(values.pop("segment", ()))
    shown = tuple(
        Indicator(**{**_fitting(Indicator, row), "values": tuple(row.get("values") or ())})
        for row in values.pop("shown_by", ())
    )
    for name in ("heard_in", "denied_in"):
        values[name] = tuple(values.get(name) or ())
    return Claim(**{"persona": "", **_fitting(Claim, values), **noted, **about}, shown_by=shown), segment


def document_of_conditions(segment: Iterable[Condition]) -> list[dict[str, Any]]:
    """Give a segment as plain values that JSON can hold."""
    return [_plain(asdict(condition)) for condition in segment]


def conditions_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Read what `document_of_conditions` wrote.

    Examples
    --------
    >>> conditions_of(document_of_conditions([Condition("plan", "is", ("team",))]))
    (Condition(column='plan', test='is', values=('team',)),)
    """
    return tuple(
        Condition(str(row["column"]), str(row["test"]), tuple(_read(value) for value in row["values"]))
        for row in rows
    )


_ABOUT = ("author", "written_on", "note", "persona")


def _fitting(made: type[Claim | Indicator], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that a newer version may have kept more of than this one knows."""
    known = {one.name for one in fields(made)}
    return {name: value for name, value in values.items() if name in known}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _read(value: Any) -> Any:
    return date.fromisoformat(value["date"]) if isinstance(value, Mapping) else value


def _one(kind: str, things: Iterable[T], id_: str) -> T:
    known = {thing.id: thing for thing in things}
    if id_ not in known:
        raise NotFoundError.of(kind, id_, known)
    return known[id_]
