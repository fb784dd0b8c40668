"""Values of a parsed TOML file, each checked for what it should be, with the line it stands on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from cslab.study.dates import EXPECTED, parse_dates
from cslab.study.faults import Fault

Place = tuple[str | int, ...]
"""Where a value stands: ``("stages", 0, "id")``."""


class Settings:
    """Takes values out of a parsed file and collects what is wrong with them.

    Parameters
    ----------
    file : str
        Its name, for messages.
    text : str
        What it says.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = line_numbers(text)
        self.faults: list[Fault] = []
        self.remarks: list[Fault] = []

    def words(self, data: Mapping[str, Any], at: Place, key: str, *, needed: bool = False) -> str:
        """A text; empty when it is not given."""
        value = data.get(key, "")
        if not isinstance(value, str):
            self.wrong((*at, key), value, "text in quotes")
            return ""
        if needed and not value.strip():
            self.wrong((*at, key), "", "text in quotes")
        return value.strip()

    def truth(self, data: Mapping[str, Any], key: str, at: Place = ()) -> bool:
        """True or false; false when it is not given."""
        value = data.get(key, False)
        if not isinstance(value, bool):
            self.wrong((*at, key), value, "true or false")
            return False
        return value

    def number(
        self,
        data: Mapping[str, Any],
        at: Place,
        key: str,
        default: float,
        *,
        least: float = float("-inf"),
        most: float = float("inf"),
    ) -> float:
        """A number between two ends; the default when it is not given."""
        value = data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            ends = f" from {least:g}" if math.isfinite(least) else ""
            ends += f" to {most:g}" if math.isfinite(most) else ""
            self.wrong((*at, key), value, f"a number{ends}")
            return default
        return float(value)

    def one_of(
        self, data: Mapping[str, Any], at: Place, key: str, choices: Sequence[str], default: str
    ) -> str:
        """One of a few words; the default when it is not given."""
        value = data.get(key, default)
        if value not in choices:
            named = [choice for choice in choices if choice]
            self.wrong((*at, key), value, f"one of {', '.join(named)}")
            return default
        return str(value)

    def day(self, data: Mapping[str, Any], at: Place, key: str) -> date | None:
        """A date, with or without quotes; None when it is not given."""
        value = data.get(key)
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        found = parse_dates([value])[0] if isinstance(value, str) else EXPECTED
        if isinstance(found, str):
            self.wrong((*at, key), value, found)
            return None
        return found

    def word_list(self, data: Mapping[str, Any], key: str, at: Place = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.wrong((*at, key), value, 'a list of texts such as ["Ledgerline", "Approval Lanes"]')
            return ()
        return tuple(word.strip() for word in value if word.strip())

    def table(self, data: Mapping[str, Any], key: str, known: set[str]) -> Mapping[str, Any]:
        """A section of known settings."""
        value = data.get(key, {})
        if not isinstance(value, dict):
            self.wrong((key,), value, f"a section [{key}]")
            return {}
        self.known(value, (key,), known)
        return value

    def rows(
        self, data: Mapping[str, Any], key: str, known: set[str]
    ) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Sections of one kind, each with its number."""
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.wrong((key,), value, f"sections [[{key}]], one each")
            return
        for index, row in enumerate(value):
            self.known(row, (key, index), known)
            yield index, row

    def once(self, key: str, name: str, values: Iterable[str]) -> None:
        """Report a name that is used twice."""
        seen: set[str] = set()
        for index, value in enumerate(values):
            if value and value in seen:
                self.wrong((key, index, name), value, f"{_article(name)} {name} used only once")
            seen.add(value)

    def known(self, data: Mapping[str, Any], at: Place, known: set[str]) -> None:
        """Remark on settings that nobody knows."""
        for key in data:
            if key not in known:
                hint = near(key, known) or f" ({', '.join(sorted(known))})"
                expected = f"a setting that cslab knows{hint}"
                self.remarks.append(Fault(self.file, self.line((*at, key)), "a setting", key, expected))

    def wrong(self, at: Place, value: object, expected: str) -> None:
        """Report a value."""
        column = ".".join(str(part) for part in at if isinstance(part, str))
        self.faults.append(Fault(self.file, self.line(at), column, str(value), expected))

    def line(self, at: Place) -> int | None:
        """Line of a value, or of the nearest thing around it."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at)


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def near(name: str, names: Iterable[str]) -> str:
    """Name the nearest of some names, as words that go into a sentence."""
    found = get_close_matches(name, list(names), n=1)
    return f", perhaps {found[0]!r}," if found else ""


_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*([A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=""")


def line_numbers(text: str) -> dict[Place, int]:
    """Find the line of each table and key; good enough for messages, TOML itself is parsed by `tomllib`."""
    lines: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table: Place = ()
    inside: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if inside is None:
            if header := _HEADER.match(line):
                name = header[2].strip("\"' ")
                table = (name,)
                if header[1] == "[[":
                    lines.setdefault(table, number)
                    counts[name] = counts.get(name, -1) + 1
                    table = (name, counts[name])
                lines[table] = number
            elif key := _KEY.match(line):
                lines.setdefault((*table, key[1].strip("\"'")), number)
        for quotes in ('"""', "'''"):
            if inside in {None, quotes} and line.count(quotes) % 2:
                inside = None if inside else quotes
    return lines
