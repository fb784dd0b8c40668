"""One code: a named idea, tidied and checked on its way in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cslab.errors import InputError
from cslab.study.schema import clean

ROW = ("name", "parent", "definition", "examples", "colour")
"""What is known of a code, in the order in which tables and files show it."""


@dataclass(frozen=True, slots=True)
class Code:
    """One idea of the codebook.

    Parameters
    ----------
    name : str
        Unique in its codebook.
    definition : str
        What counts, and what does not.
    examples : tuple of str
        Passages that show what is meant.
    colour : str, optional
        Such as ``"#134CA1"``.
    parent : str, optional
        Name of the code above it.
    """

    name: str
    definition: str = ""
    examples: tuple[str, ...] = ()
    colour: str | None = None
    parent: str | None = None


def row_of(code: Code) -> dict[str, Any]:
    """Give a code as plain values, which `code_of` reads back."""
    return {name: getattr(code, name) for name in ROW} | {"examples": list(code.examples)}


def code_of(row: Mapping[str, Any]) -> Code:
    """Make a code of plain values, tidied: spaces around words go, and each example is one line.

    Raises
    ------
    InputError
        If the name is empty or the colour is none.
    """
    return Code(
        name=code_name(row.get("name") or ""),
        definition=_text(row.get("definition") or ""),
        examples=_examples(row.get("examples") or ()),
        colour=_colour(row.get("colour")),
        parent=_line(row.get("parent") or "") or None,
    )


def code_name(name: str) -> str:
    """Tidy a name.

    Raises
    ------
    InputError
        If nothing is left of it.
    """
    tidy = _line(name)
    if not tidy:
        raise InputError("A code needs a name; give one, such as 'trust'.")
    return tidy


def _line(words: object) -> str:
    return " ".join(clean(str(words)).split())


def _text(words: object) -> str:
    return clean(str(words)).replace("\r\n", "\n").replace("\r", "\n").strip()


def _examples(given: str | Iterable[str]) -> tuple[str, ...]:
    lines = given.splitlines() if isinstance(given, str) else given
    return tuple(dict.fromkeys(tidy for line in lines if (tidy := _line(line))))


def _colour(given: object) -> str | None:
    tidy = _line(given or "")
    if not tidy:
        return None
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", tidy):
        raise InputError(f"{tidy!r} is no colour; give one such as #134CA1.")
    return tidy


def is_circular(name: str, parents: Mapping[str, str | None]) -> bool:
    """Whether a code stands below itself."""
    at = parents.get(name)
    for _ in parents:
        if at is None:
            return False
        if at == name:
            return True
        at = parents.get(at)
    return False
