"""A TOML file as its sections, one text each, so that one can change while no letter of the others does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cslab.errors import InputError

_HEAD = re.compile(r"[ \t]*\[[^\n]*\][ \t]*(#[^\n]*)?\r?\n?$")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the file that says one thing.

    Parameters
    ----------
    kind : str
        The name of the list that it adds to; empty for anything else.
    id : str
        What it calls itself.
    core : str
        From its head to its last setting.
    tail : str
        Empty lines and comments after that, which may well be about what follows.
    """

    kind: str
    id: str
    core: str
    tail: str


@dataclass(frozen=True, slots=True)
class Sections:
    """A file in order: what stands before the first head, then section after section.

    Parameters
    ----------
    file : str
        Its name, for messages.
    start : str
        What stands before.
    sections : tuple of Section
        In the order of the file.
    ends : str
        How its lines end.
    """

    file: str
    start: str
    sections: tuple[Section, ...]
    ends: str

    @classmethod
    def of(cls, text: str, file: str) -> Sections:
        """Part a text, which must be valid TOML.

        Raises
        ------
        InputError
            If personas or claims do not stand in sections.

        Notes
        -----
        A line that looks like a head is one where what stands before it, from the last head on, is valid by
        itself: inside a list or a long text it is not.
        """
        ends = "\r\n" if "\r\n" in text else "\n"
        mark = text[:1] if text.startswith("\ufeff") else ""
        lines = _lines(text.removeprefix(mark))
        chunks: list[str] = [""]
        for line in lines:
            if _HEAD.match(line) and _parsed(chunks[-1]) is not None:
                chunks.append("")
            chunks[-1] += line
        found: list[Section] = []
        for chunk in chunks[1:]:
            kind, id_ = _named(chunk)
            whole = chunk
            if not kind and found and _continues(found[-1].kind, chunk):
                last = found.pop()
                whole, kind, id_ = last.core + last.tail + chunk, last.kind, last.id
            core, tail = _parted(whole)
            found.append(Section(kind, id_, core, tail))
        sections = cls(file, mark + chunks[0], tuple(found), ends)
        for kind in ("personas", "claims"):
            listed = (_parsed(text.removeprefix("\ufeff")) or {}).get(kind)
            count = sum(one.kind == kind for one in found)
            if listed is not None and (not isinstance(listed, list) or len(listed) != count):
                raise InputError(
                    f"{file} has its {kind} in one list, and only sections [[{kind}]] can be changed from "
                    "here; write them so, or change the file by hand."
                )
        return sections

    @property
    def text(self) -> str:
        """The file as a whole."""
        return self.start + "".join(one.core + one.tail for one in self.sections)

    def added(self, kind: str, values: Mapping[str, str], *, after: Sequence[str] = ()) -> str:
        """Give the text with a new section: after the last of some others of its kind, else at the end."""
        block = f"[[{kind}]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
        block = self._ended(block)
        at = max(
            (place for place, one in enumerate(self.sections) if one.kind == kind and one.id in after),
            default=None,
        )
        if at is None:
            whole = self.text or self._ended(START)
            gap = "" if whole.endswith(("\n\n", "\r\n\r\n")) else self.ends
            return whole + ("" if whole.endswith("\n") else self.ends) + gap + block
        one = self.sections[at]
        core = one.core if one.core.endswith("\n") else one.core + self.ends
        grown = Section(one.kind, one.id, core + self.ends + block, one.tail)
        return self._with(at, grown).text

    def changed(self, kind: str, id_: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
        """Give the text with a section that says something else; keys that say the same stay as they are.

        Raises
        ------
        InputError
            If the section can't be changed without losing something else in it.
        """
        import tomlkit

        at = self._place(kind, id_)
        one = self.sections[at]
        document = tomlkit.parse(one.core)
        if "".join(tomlkit.dumps(document).split()) != "".join(one.core.split()):
            raise InputError(
                f"The section of {id_!r} in {self.file} can't be changed from here; do it by hand."
            )
        table: Any = document[kind][0]
        for key in old:
            if key not in new and key in table:
                del table[key]
        for key, value in new.items():
            if old.get(key) != value:
                table[key] = tomlkit.parse(f"{key} = {value}\n")[key]
        core = tomlkit.dumps(document)
        if not re.search(r"(?<!\r)\n", one.core):
            core = self._ended(core)
        return self._with(at, Section(one.kind, one.id, core, one.tail)).text

    def without(self, gone: Collection[tuple[str, str]]) -> str:
        """Give the text without some sections; comments after them stay."""
        kept = []
        taken = set()
        for one in self.sections:
            name = (one.kind, one.id)
            if name in gone and name not in taken:
                taken.add(name)
                tail = one.tail.lstrip("\r\n")
                kept.append(Section("", "", "", tail))
            else:
                kept.append(one)
        text = Sections(self.file, self.start, tuple(kept), self.ends).text
        last = self.sections[-1] if self.sections else None
        if last is not None and (last.kind, last.id) in gone and text.strip():
            return text.rstrip("\r\n") + self.ends
        return text

    # ---- inside ----

    def _place(self, kind: str, id_: str) -> int:
        return next(at for at, one in enumerate(self.sections) if (one.kind, one.id) == (kind, id_))

    def _with(self, at: int, section: Section) -> Sections:
        sections = (*self.sections[:at], section, *self.sections[at + 1 :])
        return Sections(self.file, self.start, sections, self.ends)

    def _ended(self, text: str) -> str:
        return re.sub(r"(?<!\r)\n", self.ends, text)


START = "# Personas, and what we believe of them, written so that data can refuse it.\n"
"""How a new file begins."""


def _lines(text: str) -> list[str]:
    """Lines as TOML has them: rarer marks that end a line elsewhere may stand inside a text."""
    return re.findall(r"[^\n]*\n|[^\n]+$", text)


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _named(chunk: str) -> tuple[str, str]:
    """The list that a section adds to, and its id; nothing where it adds to none."""
    parsed = _parsed(chunk) or {}
    for kind, value in parsed.items():
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            return kind, str(value[0].get("id", "")).strip()
    return "", ""


def _continues(kind: str, chunk: str) -> bool:
    """Whether a section is part of the one before it, as [personas.scores] is."""
    value = (_parsed(chunk) or {}).get(kind)
    return bool(kind) and isinstance(value, dict)


def _parted(chunk: str) -> tuple[str, str]:
    lines = _lines(chunk)
    last = len(lines)
    while last and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    return "".join(lines[:last]), "".join(lines[last:])
