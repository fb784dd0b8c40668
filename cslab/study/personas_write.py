"""Personas and claims written into personas.toml, beside everything that people wrote there.

Only the section that is meant changes: comments, order and line ends of all others stay, letter by letter.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar

from cslab.errors import InputError
from cslab.study.files import write_atomic
from cslab.study.persona_sections import Sections
from cslab.study.personas import FILE, TESTS, Claim, Condition, Indicator, Persona, Personas
from cslab.study.personas_file import personas_of
from cslab.study.personas_toml import claim_values, persona_values
from cslab.study.schema import clean

T = TypeVar("T", Claim, Persona)

_WRITING = threading.Lock()


class Whatever(Enum):
    """Says that it does not matter what is there now."""

    IS_THERE = "is there"


WHATEVER: Final = Whatever.IS_THERE


def put_claim(folder: str | Path, claim: Claim, *, instead_of: Claim | Whatever | None = WHATEVER) -> Claim:
    """Add a claim, or put it in the place of the one of its id.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    claim : Claim
        As it is to be read afterwards.
    instead_of : Claim or None, optional
        What was there when the change began, None for nothing; refused when something else is there now.

    Returns
    -------
    Claim
        As it stands in the file: without spaces around its words.

    Raises
    ------
    InputError
        If the file can't be read, was changed meanwhile, or would not be read again as it is meant.
    StoreError
        If the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = put_persona(folder, Persona("carla", "Careful Carla"))
    ...     _ = put_claim(folder, Claim("carla-lanes", "carla", "She builds her own lanes"))
    ...     print((Path(folder) / "personas.toml").read_text())
    # Personas, and what we believe of them, written so that data can refuse it.
    <BLANKLINE>
    [[personas]]
    id = "carla"
    name = "Careful Carla"
    <BLANKLINE>
    [[claims]]
    id = "carla-lanes"
    persona = "carla"
    says = "She builds her own lanes"
    <BLANKLINE>
    """
    meant = _tidy_claim(claim)
    with _WRITING:
        text = _text(folder)
        before = _read(text)
        old = _old("claim", before.claims, meant.id, instead_of)
        meant = _with_known_faults(meant, old)
        siblings = [one.id for one in before.claims if one.persona == meant.persona]
        sections = Sections.of(text, FILE)
        if old is None:
            made = sections.added("claims", claim_values(meant), after=siblings[-1:])
        else:
            made = sections.changed("claims", meant.id, claim_values(old), claim_values(meant))
        _keep(folder, text, made, before, _with(before.claims, meant), before.personas)
    return meant


def put_persona(
    folder: str | Path, persona: Persona, *, instead_of: Persona | Whatever | None = WHATEVER
) -> Persona:
    """Add a persona, or put it in the place of the one of its id; its claims stay.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    persona : Persona
        As it is to be read afterwards.
    instead_of : Persona or None, optional
        What was there when the change began, None for nothing; refused when something else is there now.

    Returns
    -------
    Persona
        As it stands in the file: without spaces around its words, and with all conditions on one column
        beside each other.

    Raises
    ------
    InputError
        If the file can't be read, was changed meanwhile, or would not be read again as it is meant.
    StoreError
        If the disk is full.
    """
    meant = _tidy_persona(persona)
    with _WRITING:
        text = _text(folder)
        before = _read(text)
        old = _old("persona", before.personas, meant.id, instead_of)
        sections = Sections.of(text, FILE)
        if old is None:
            last = [one.id for one in before.personas][-1:]
            made = sections.added("personas", persona_values(meant), after=last)
        else:
            made = sections.changed("personas", meant.id, persona_values(old), persona_values(meant))
        _keep(folder, text, made, before, before.claims, _with(before.personas, meant))
    return meant


def remove_claim(folder: str | Path, claim_id: str) -> None:
    """Take a claim out of the file; where it was locked, that stays in the store.

    Raises
    ------
    NotFoundError
        If there is no such claim.
    InputError
        If the file can't be read, was changed meanwhile, or nothing else would stay as it is.
    """
    with _WRITING:
        text = _text(folder)
        before = _read(text)
        before.claim(claim_id)
        made = Sections.of(text, FILE).without({("claims", claim_id)})
        _keep(folder, text, made, before, _but(before.claims, {claim_id}), before.personas)


def remove_persona(folder: str | Path, persona_id: str) -> None:
    """Take a persona and its claims out of the file; where claims were locked, that stays in the store.

    Raises
    ------
    NotFoundError
        If there is no such persona.
    InputError
        If the file can't be read, was changed meanwhile, or nothing else would stay as it is.
    """
    with _WRITING:
        text = _text(folder)
        before = _read(text)
        before.persona(persona_id)
        theirs = {claim.id for claim in before.claims_of(persona_id)}
        gone = {("personas", persona_id), *(("claims", one) for one in theirs)}
        made = Sections.of(text, FILE).without(gone)
        _keep(folder, text, made, before, _but(before.claims, theirs), _but(before.personas, {persona_id}))


# ------------------------------------------------------------------------------------------ inside


def _text(folder: str | Path) -> str:
    path = Path(folder) / FILE
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The file {path} can't be read: {error}.") from error


def _read(text: str) -> Personas:
    """What a text says; refused where it is no TOML at all, so that nothing in it is lost."""
    body = text.removeprefix("\ufeff")
    try:
        tomllib.loads(body)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        fault = personas_of(body).faults[0]
        raise InputError(f"Nothing can be written before this is mended: {fault.sentence}") from error
    return personas_of(body)


def _old(kind: str, there: Iterable[T], id_: str, instead_of: T | Whatever | None) -> T | None:
    """What stands in the file under an id; refused when it is not what it was taken for."""
    found = next((one for one in there if one.id == id_), None)
    if instead_of is None and found is not None:
        raise InputError(f"There is a {kind} {id_!r} already; give the new one another id.")
    if isinstance(instead_of, Whatever) or instead_of is None:
        return found
    if found is None:
        raise InputError(f"The {kind} {id_!r} was removed from {FILE} meanwhile; add it anew.")
    if found != _known_alike(instead_of, found):
        raise InputError(
            f"Somebody changed the {kind} {id_!r} meanwhile; look at it again and change it then."
        )
    return found


def _known_alike(given: T, found: T) -> T:
    """What was given, as it would be read where nobody knows what there is to name."""
    if isinstance(given, Claim) and isinstance(found, Claim):
        predicted = found.predicted if given.predicted is None else given.predicted
        return replace(_with_known_faults(given, found), predicted=predicted)
    return given


def _with_known_faults(claim: Claim, old: Claim | None) -> Claim:
    """A claim whose indicators have the faults with which they are read, and no others."""
    known = {replace(one, fault=""): one for one in (old.shown_by if old else ())}
    plain = (replace(one, fault="") for one in claim.shown_by)
    return replace(claim, shown_by=tuple(known.get(one, one) for one in plain))


def _keep(
    folder: str | Path,
    text: str,
    made: str,
    before: Personas,
    claims: tuple[Claim, ...],
    personas: tuple[Persona, ...],
) -> None:
    """Put the new text in the place of the one it was made from, when it says what is meant."""
    try:
        after = _read(made)
    except InputError:
        after = Personas()
    known = {(fault.column, fault.value, fault.expected) for fault in before.faults}
    new = [one for one in after.faults if (one.column, one.value, one.expected) not in known]
    if new or not (_same(after.claims, claims) and _same(after.personas, personas)):
        why = new[0].sentence if new else f"{FILE} would not be read again as it is meant; write it by hand."
        raise InputError(f"This can't be written as it is: {why}")
    if _text(folder) != text:
        raise InputError(f"{FILE} was changed meanwhile; look at it again and write then.")
    if made != text:
        write_atomic(Path(folder) / FILE, made)


def _same(found: tuple[T, ...], meant: tuple[T, ...]) -> bool:
    """Whether the same is said, in whatever order."""
    if len(found) != len(meant):
        return False
    by_id = {one.id: one for one in found}
    return all(by_id.get(one.id) == one for one in meant)


def _with(there: tuple[T, ...], new: T) -> tuple[T, ...]:
    return tuple(one for one in there if one.id != new.id) + (new,)  # noqa: RUF005 - which mypy can't follow


def _but(there: tuple[T, ...], gone: set[str]) -> tuple[T, ...]:
    return tuple(one for one in there if one.id not in gone)


# ---- as it will be read ----


def _tidy_claim(claim: Claim) -> Claim:
    return replace(
        claim,
        id=_words(claim.id),
        persona=_words(claim.persona),
        says=_words(claim.says),
        shown_by=tuple(_tidy_indicator(one) for one in claim.shown_by),
        author=_words(claim.author),
        heard_in=_list(claim.heard_in),
        denied_in=_list(claim.denied_in),
        note=_words(claim.note),
    )


def _tidy_indicator(one: Indicator) -> Indicator:
    return replace(
        one,
        survey=_words(one.survey),
        question=_words(one.question),
        feature=_words(one.feature),
        code=_words(one.code),
        column=_words(one.column),
        values=_list(one.values),
    )


def _tidy_persona(persona: Persona) -> Persona:
    places: dict[str, list[Condition]] = {}
    for one in persona.segment:
        values = tuple(_words(value) if isinstance(value, str) else value for value in one.values)
        places.setdefault(_words(one.column, ends=False), []).append(replace(one, values=values))
    segment = []
    for column, conditions in places.items():
        ordered = sorted(conditions, key=lambda one: (*TESTS, "").index(one.test))
        if any(one.test == other.test for one, other in pairwise(ordered)):
            raise InputError(
                f"The segment asks twice of {column} what it {ordered[0].test.replace('_', ' ')}; "
                "put all values into one condition."
            )
        segment += [replace(one, column=column) for one in ordered]
    scores = {_words(str(item)): float(score) for item, score in persona.scores.items()}
    return Persona(
        _words(persona.id),
        _words(persona.name) or _words(persona.id),
        _words(persona.story),
        tuple(segment),
        scores,
        _words(persona.author),
    )


def _list(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_words, words))))


def _words(words: str, *, ends: bool = True) -> str:
    """Words as they can be written and read again."""
    plain = clean(words).replace("\r\n", "\n")
    return plain.strip() if ends else plain
