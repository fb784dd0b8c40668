"""Files of answers as survey tools write them: one, two or three header rows, and columns found by them."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from cslab.errors import InputError
from cslab.study.csvfile import SEPARATORS, decode, lines_of, records_of
from cslab.study.faults import Fault

MOST_BYTES = 300_000_000
"""Of a file of answers; what is longer holds events, not answers."""

_PEEK = 20
"""Lines that show which separator a file has."""


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A file of answers as text, column by column.

    Parameters
    ----------
    name : str
        Relative to the study's folder.
    headers : tuple of tuple of str
        The header rows, each with one text a column.
    header_lines : tuple of int
        The line of the file on which each of them starts.
    lines : list of int
        The line on which each row starts.
    columns : list of list of str
        Of each column its values, without spaces around them.
    faults : tuple of Fault
        What is wrong with the file and with rows that are left out.
    broken : int
        Rows that could not be read.
    """

    name: str
    headers: tuple[tuple[str, ...], ...]
    header_lines: tuple[int, ...] = ()
    lines: list[int] = field(default_factory=list)
    columns: list[list[str]] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()
    broken: int = 0

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """One name a column, as people would call it: the question, and the part of it that is asked."""
        return tuple(_shown(texts) for texts in _texts(self.headers))


def read_survey_file(path: Path, name: str, header_rows: int = 1) -> SurveyFile:
    """Read a file of answers as text.

    Parameters
    ----------
    path : Path
        CSV with commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252.
    name : str
        How to call the file in faults.
    header_rows : int
        How many rows come before the first response. Rows in which Qualtrics writes its import ids are
        headers in any case, and reported when they are not counted among these.

    Returns
    -------
    SurveyFile

    Raises
    ------
    InputError
        If the file can't be read at all, or is too large for a survey.
    """
    text, faults = _text_of(path, name)
    separator = separator_of(text)
    reader = partial(csv.reader, delimiter=separator, strict=True, skipinitialspace=True)
    found = records_of(text, reader, name, faults)
    broken = len(faults)
    records = [
        (line, [cell.strip() for cell in cells]) for line, cells in found if any(map(str.strip, cells))
    ]
    broken = sum(fault.column == "the row" for fault in faults) if len(faults) != broken else 0
    if not records:
        faults.append(Fault(name, 1, "the first row", "", "the names of the columns"))
        return SurveyFile(name, (), faults=tuple(faults))
    at = _headers_end(records, header_rows, name, faults)
    width = max(len(cells) for _, cells in records[:at])
    lines, rows = [], []
    for line, cells in records[at:]:
        if len(cells) > width and any(cells[width:]):
            expected = f"a row of {width} values, one for each column,"
            faults.append(Fault(name, line, "the row", separator.join(cells), expected))
            broken += 1
            continue
        lines.append(line)
        rows.append(cells[:width] if len(cells) >= width else cells + [""] * (width - len(cells)))
    columns = [list(values) for values in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
    headers = tuple(tuple(cells + [""] * (width - len(cells))) for _, cells in records[:at])
    header_lines = tuple(line for line, _ in records[:at])
    return SurveyFile(name, headers, header_lines, lines, columns, tuple(faults), broken)


def _text_of(path: Path, name: str) -> tuple[str, list[Fault]]:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(too_large(name, size))
        return decode(path.read_bytes(), name)
    except OSError as error:
        raise InputError(f"The file {path} can't be read: {error.strerror or error}.") from error


def too_large(name: str, size: int) -> str:
    """Say that a file is no file of answers, and where such files belong."""
    return (
        f"{name} has {size / 1e6:,.0f} MB, and a file of answers may have {MOST_BYTES / 1e6:,.0f}; "
        "put events of use into usage/ as Parquet, and each wave of a survey into a file of its own."
    )


def separator_of(text: str) -> str:
    r"""Find out what separates values: what gives most of the first rows as many values as the first one.

    Examples
    --------
    >>> separator_of("How likely, on a scale;Why?\n9;fast, mostly\n2;slow")
    ';'
    """
    lines = lines_of(text[:200_000])

    def fits(separator: str) -> tuple[float, int]:
        reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
        rows = []
        try:
            for cells in reader:
                if any(map(str.strip, cells)):
                    rows.append(len(cells))
                if len(rows) == _PEEK:
                    break
        except csv.Error:
            pass
        if not rows or rows[0] == 1:
            return 0.0, 0
        return sum(count == rows[0] for count in rows) / len(rows), rows[0]

    return max(SEPARATORS, key=fits)


def _headers_end(
    records: Sequence[tuple[int, list[str]]], header_rows: int, name: str, faults: list[Fault]
) -> int:
    """How many rows are headers; import ids below those that are said to be are reported."""
    wanted = min(header_rows, len(records))
    for at in range(wanted, min(len(records), wanted + 3)):
        if is_import_ids(records[at][1]):
            line = records[at][0]
            expected = f"an answer (these are import ids: write header_rows = {at + 1} in study.toml)"
            faults.append(Fault(name, line, "the row", records[at][1][0], expected))
            return at + 1
    return wanted


def is_import_ids(cells: Sequence[str]) -> bool:
    """Whether a row is the one in which Qualtrics writes how it calls each column."""
    return bool(cells) and sum('"ImportId"' in cell for cell in cells) * 2 >= len(cells)


_MARKUP = re.compile(r"<[^<>]{1,300}>")


def folded(words: str) -> str:
    """Give text without spaces, case, punctuation and markup, so that the same words are the same.

    Examples
    --------
    >>> folded("How likely are <b>you</b> to recommend us?") == folded("how likely are you to recommend us")
    True
    """
    plain = unicodedata.normalize("NFKC", _MARKUP.sub("", words)).casefold()
    return "".join(letter for letter in plain if letter.isalnum()) or plain.strip()


class Columns:
    """Finds a column by any of its header rows, or by these together.

    Parameters
    ----------
    headers : sequence of sequence of str
        The header rows.
    """

    def __init__(self, headers: Sequence[Sequence[str]]) -> None:
        self._steps: tuple[dict[str, set[int]], ...] = tuple(defaultdict(set) for _ in range(4))
        exact, joined, loose, loose_joined = self._steps
        self.texts = _texts(headers)
        for number, texts in enumerate(self.texts):
            for text in (*texts.own, *texts.ids):
                exact[_spaced(text)].add(number)
                loose[folded(text)].add(number)
            for text in texts.together:
                joined[_spaced(text)].add(number)
                loose_joined[folded(text)].add(number)

    def find(self, header: str) -> tuple[int, ...]:
        """Give the columns that a header means: none, one, or several when it is not clear.

        Exact names go before names without spaces, case and punctuation; one header row before all together.
        ``#5`` is the fifth column.
        """
        exact, joined, loose, loose_joined = self._steps
        for names, name in (
            (exact, _spaced(header)),
            (joined, _spaced(header)),
            (loose, folded(header)),
            (loose_joined, folded(header)),
        ):
            if name and names.get(name):
                return tuple(sorted(names[name]))
        numbered = re.fullmatch(r"#(\d{1,4})", header.strip())
        if numbered and 0 < int(numbered[1]) <= len(self.texts):
            return (int(numbered[1]) - 1,)
        return ()

    def near(self, header: str) -> str:
        """Name the header that is nearest, as words that go into a sentence."""
        known = list(dict.fromkeys(text for texts in self.texts for text in texts.own))
        found = get_close_matches(header, known, n=1)
        return f", perhaps {found[0]!r}," if found else ""


@dataclass(frozen=True, slots=True)
class _Texts:
    """What stands above one column: its own texts, import ids, and texts with the question beside it."""

    own: tuple[str, ...]
    ids: tuple[str, ...]
    together: tuple[str, ...]


def _texts(headers: Sequence[Sequence[str]]) -> tuple[_Texts, ...]:
    if not headers:
        return ()
    ids = [row for row in headers if is_import_ids(row)]
    rows = [list(row) for row in headers if not is_import_ids(row)]
    filled = [list(row) for row in rows]
    for above, below in zip(filled, rows[1:], strict=False):
        # The question stands above its first part only; the parts beside it belong to it, too.
        for at in range(1, len(above)):
            if not above[at] and below[at]:
                above[at] = above[at - 1]
    found = []
    for at in range(len(headers[0])):
        own = tuple(dict.fromkeys(row[at] for row in rows if row[at]))
        parts = list(dict.fromkeys(row[at] for row in filled if row[at]))
        together = tuple(sign.join(parts) for sign in (" - ", " ", ": ", " / ")) if len(parts) > 1 else ()
        found.append(_Texts(own, tuple(_import_id(row[at]) for row in ids), together))
    return tuple(found)


def _import_id(cell: str) -> str:
    return str(import_facts(cell).get("ImportId", ""))


def import_facts(cell: str) -> dict[str, object]:
    """What Qualtrics says of a column in its last header row: ``ImportId``, and ``timeZone`` of a moment."""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


_GENERIC = {"response", "openendedresponse", "answer"}
_SHORT_ID = re.compile(r"[A-Za-z]{1,14}[0-9_.]*[A-Za-z0-9_]*")


def _shown(texts: _Texts) -> str:
    """Name a column for people: the longest of what stands above it, with the part where there are parts."""
    parts = [text for text in (texts.together[0].split(" - ") if texts.together else texts.own) if text]
    parts = [part for part in parts if folded(part) not in _GENERIC] or parts
    if len(parts) > 1 and _SHORT_ID.fullmatch(parts[0]):
        parts = parts[1:]
    return _spaced(" - ".join(parts))


def _spaced(words: str) -> str:
    return " ".join(words.split())


def all_in(wanted: Iterable[str], names: Iterable[str]) -> bool:
    """Whether each of some words is among others, both without spaces, case and punctuation."""
    return {folded(word) for word in wanted} <= {folded(name) for name in names}
