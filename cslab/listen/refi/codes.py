"""Codes of a codebook as REFI-QDA has them, and back; stages and other values are codes there too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cslab.errors import InputError
from cslab.listen.refi.model import Note, QdaCode, guid_of
from cslab.study.codebook import Code, Codebook, code_name

_EXAMPLES = "Examples:"
_ITEM = "- "

MARK: Final = "Written by cslab; kept by it as a value of each passage, not as a code."
"""Description of the folders that hold values, by which they are told from codes of the same name."""

SENTIMENTS: Final = {1: "positive", 0: "neutral", -1: "negative"}
FOLDERS: Final = {"stage": "Stage of the journey", "sentiment": "Sentiment", "juiciness": "Juiciness"}


def code_guid(name: str) -> str:
    """Identifier of a code: the same for the same name."""
    return guid_of("code", name)


def value_guid(kind: str, value: object) -> str:
    """Identifier of the code that stands for a value, such as a stage."""
    return guid_of(kind, str(value))


def book_codes(book: Codebook, loose: Iterable[str] = ()) -> tuple[QdaCode, ...]:
    """Write a codebook as codes, in the order of its tree; those it does not know come last, at the top."""
    children: dict[str | None, list[Code]] = {}
    for code in book.codes:
        children.setdefault(code.parent, []).append(code)

    def written(code: Code) -> QdaCode:
        below = tuple(map(written, children.get(code.name, ())))
        return QdaCode(code_guid(code.name), code.name, _described(code), code.colour, children=below)

    known = {code.name: code for code in book.retired}
    others = (known.get(name, Code(name)) for name in loose)
    return (*map(written, children.get(None, ())), *map(written, others))


def value_codes(stages: Sequence[tuple[str, str]], juiciness: Collection[int]) -> tuple[QdaCode, ...]:
    """Write stages (id and name), sentiments and juiciness as codes in folders of their own."""
    values: dict[str, Mapping[Any, str]] = {
        "stage": dict(stages),
        "sentiment": dict(SENTIMENTS),
        "juiciness": {number: str(number) for number in sorted(juiciness)},
    }
    return tuple(
        QdaCode(
            guid_of("folder", kind),
            FOLDERS[kind],
            MARK,
            codable=False,
            children=tuple(QdaCode(value_guid(kind, value), name) for value, name in named.items()),
        )
        for kind, named in values.items()
        if named
    )


@dataclass(frozen=True, slots=True)
class ReadCodes:
    """Codes of a project, in the terms of a codebook.

    Parameters
    ----------
    rows : tuple of dict
        For `cslab.study.codebook.take_in`.
    names : mapping
        Identifier of a code -> the name it has in the codebook.
    values : mapping
        Identifier of a code -> the kind of value it stands for, and the name of the value.
    """

    rows: tuple[dict[str, Any], ...]
    names: Mapping[str, str]
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def read_rows(
    codes: Iterable[QdaCode], notes: Iterable[Note] = (), *, known: Iterable[str] = ()
) -> ReadCodes:
    """Read codes as rows of a codebook.

    Names must be unique there. So of two codes of one name, the second is called by its parent's name and its
    own: "Price / other". One without a name is called "Unnamed". A name that is known but for its capitals is
    spelt as it is known.
    """
    spelt = {name.casefold(): name for name in known}
    written = {note.guid: note for note in notes}
    rows: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    values: dict[str, tuple[str, str]] = {}
    kinds = {FOLDERS[kind]: kind for kind in FOLDERS}
    taken: set[str] = set()
    for top in codes:
        kind = kinds.get(top.name) if top.description.strip() == MARK else None
        if kind is not None:
            values |= {code.guid: (kind, code.name) for code, parent in top.walk() if parent is not None}
            continue
        for code, above in top.walk():
            parent = None if above is None else names[above]
            name = _free(code.name, parent, taken)
            name = spelt.get(name.casefold(), name)
            taken.add(name.casefold())
            names[code.guid] = name
            told = [code.description, *(written[guid].text for guid in code.notes if guid in written)]
            definition, examples = _parted("\n\n".join(filter(None, (text.strip() for text in told))))
            rows.append(
                {
                    "name": name,
                    "parent": parent,
                    "definition": definition,
                    "examples": examples,
                    "colour": _colour(code.colour),
                }
            )
    return ReadCodes(tuple(rows), names, values)


# ----------------------------------------------------------------------------------------------- inside


def _described(code: Code) -> str:
    if not code.examples:
        return code.definition
    listed = "\n".join([_EXAMPLES, *(f"{_ITEM}{line}" for line in code.examples)])
    return f"{code.definition}\n\n{listed}".strip()


def _parted(description: str) -> tuple[str, list[str]]:
    """Part a description into a definition and the examples that `_described` put under it."""
    lines = description.split("\n")
    heads = [at for at, line in enumerate(lines) if line.strip() == _EXAMPLES]
    if not heads:
        return description, []
    listed = [line for line in lines[heads[-1] + 1 :] if line.strip()]
    if not listed or not all(line.startswith(_ITEM) for line in listed):
        return description, []
    definition = "\n".join(lines[: heads[-1]]).strip()
    return definition, [line.removeprefix(_ITEM).strip() for line in listed]


def _free(name: str, parent: str | None, taken: Collection[str]) -> str:
    try:
        tidy = code_name(name)
    except InputError:
        tidy = "Unnamed"
    if tidy.casefold() not in taken:
        return tidy
    longer = f"{parent} / {tidy}" if parent else tidy
    if longer.casefold() not in taken:
        return longer
    number = 2
    while f"{longer} ({number})".casefold() in taken:
        number += 1
    return f"{longer} ({number})"


def _colour(written: str | None) -> str | None:
    digits = (written or "").strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    good = len(digits) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in digits)
    return f"#{digits}" if good else None
