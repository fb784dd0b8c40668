"""A reel's script on its way to the editor and back: rows as plain values, arranged as they are played."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.ui.plain import missing
from cslab.errors import InputError
from cslab.study.reelscript import CUT, Reel, ReelElement
from cslab.tell.script import Plan

FIELDS = ("kind", "highlight", "text", "seconds", *CUT)
"""Of a row; what is not said is left out."""

MOST_ROWS = 500
MOST_FOUND = 40
"""Highlights that a search shows at once."""

_NUMBERS = frozenset({"seconds", "trim_start", "trim_end", "lead", "lag", "fade_in", "fade_out", "gain"})


@dataclass(frozen=True, slots=True)
class Arranged:
    """A script as it is played.

    Parameters
    ----------
    order : tuple of int
        Positions of its elements in the script, in the order of playing.
    homes : tuple of str
        Stage that each of them is played under, in the same order; empty when it has none.
    """

    order: tuple[int, ...]
    homes: tuple[str, ...]


def arranged(script: Reel, plan: Plan, stages: Mapping[int, str]) -> Arranged:
    """Put a script in the order in which it is played, those parts included that the plan leaves out.

    Parameters
    ----------
    script : Reel
        As saved.
    plan : Plan
        Of it.
    stages : mapping of int to str
        Stage of each highlight by its id.
    """
    planned = {part.index: part.stage for part in plan.elements if part.index is not None}
    homes: list[str] = []
    for position, part in enumerate(script.elements):
        own = stages.get(-1 if part.highlight is None else part.highlight, "")
        homes.append(part.stage or own or planned.get(position, ""))
    for position in sorted(set(plan.left_out) - set(planned), reverse=True):
        if position < len(homes) and script.elements[position].kind != "clip":
            # It is left out together with the clip that it announces, and stays above it here.
            after = homes[position + 1 :] or homes[:position]
            homes[position] = homes[position] or (after[0] if after else "")
    if script.order == "given":
        return Arranged(tuple(range(len(homes))), tuple(homes))
    known = list(plan.stages)
    unknown = [home for home in dict.fromkeys(homes) if home and home not in plan.stages]
    rank = {home: place for place, home in enumerate([*known, *unknown, ""])}
    order = sorted(range(len(homes)), key=lambda position: rank[homes[position]])
    return Arranged(tuple(order), tuple(homes[position] for position in order))


def row_of(part: ReelElement, home: str, own: str) -> dict[str, Any]:
    """Give one element as plain values; of its stage only what its highlight does not say by itself."""
    row: dict[str, Any] = {"kind": part.kind}
    if part.highlight is not None:
        row["highlight"] = part.highlight
    row |= {name: value for name in ("text", "seconds") if (value := getattr(part, name))}
    row |= part.detail
    row.pop("stage", None)
    if home and home != own:
        row["stage"] = home
    return row


def elements_of(rows: Any) -> list[ReelElement]:
    """Read what the editor sends; nothing in it is trusted.

    Raises
    ------
    InputError
        If a row is none, or says what can't be.

    Examples
    --------
    >>> elements_of([{"kind": "heading", "text": "Before us", "gain": None, "colour": "red"}])[0].text
    'Before us'
    """
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise InputError(f"A reel has {MOST_ROWS} elements at most; reload the page and try it again.")
    return [ReelElement.of(_cleaned(row)) for row in rows]


def _cleaned(row: Any) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise InputError("A part of the reel can't be read; reload the page and do it again.")
    found: dict[str, Any] = {}
    for name in FIELDS:
        value = row.get(name)
        if value is None:
            continue
        if name in _NUMBERS or name == "highlight":
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise InputError(f"The {name.replace('_', ' ')} of an element is a number.")
            found[name] = int(value) if name == "highlight" else float(value)
        elif isinstance(value, str):
            found[name] = value
        else:
            raise InputError(f"The {name} of an element is text.")
    return found


def search(
    rows: Iterable[Mapping[Any, Any]], query: str, *, stage: str = "", named: Callable[[str], str] = str
) -> list[Mapping[Any, Any]]:
    """Find highlights by all the words of a query, wherever they stand, the juiciest first.

    Parameters
    ----------
    rows : iterable of mappings
        With ``quote``, ``person``, ``stage``, ``codes``, ``note``, ``juiciness``.
    query : str
        Words; all of them when empty.
    stage : str
        Only this one's; all when empty.
    named : callable
        What a stage is called, by its id.
    """
    words = query.casefold().split()
    found = []
    for row in rows:
        if stage and row["stage"] != stage:
            continue
        said = (row["quote"], row["person"], row["note"], named(str(row["stage"] or "")), *row["codes"])
        whole = " ".join(str(part or "") for part in said).casefold()
        if all(word in whole for word in words):
            found.append(row)
    return sorted(found, key=lambda row: (-_number(row["juiciness"]), int(row["id"])))


def _number(value: Any) -> float:
    return 0.0 if missing(value) else float(value)


def about(row: Mapping[Any, Any], *, refused: str) -> dict[str, Any]:
    """What the editor shows of a highlight."""
    return {
        "id": int(row["id"]),
        "interview": str(row["interview_id"]),
        "person": str(row["person"]),
        "start": round(float(row["start"]), 3),
        "end": round(float(row["end"]), 3),
        "quote": "" if missing(row["quote"]) else str(row["quote"]),
        "note": "" if missing(row["note"]) else str(row["note"]),
        "stage": "" if missing(row["stage"]) else str(row["stage"]),
        "codes": [str(code) for code in row["codes"]],
        "juiciness": _number(row["juiciness"]),
        "refused": refused,
    }


def planned(plan: Plan, places: Sequence[int]) -> list[dict[str, Any]]:
    """When each row is heard, in the order of the rows; one that is not heard by itself says nothing.

    Parameters
    ----------
    plan : Plan
        Of the script.
    places : sequence of int
        Positions of the rows in the script.
    """
    at = {
        part.index: {"at": round(part.start, 3), "end": round(part.end, 3), "said": part.text}
        for part in plan.elements
        if part.index is not None
    }
    return [at.get(place) or {"why": plan.left_out.get(place, "")} for place in places]
