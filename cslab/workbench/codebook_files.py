"""Files that hold a codebook, each format known by its suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cslab.errors import InputError
from cslab.listen.refi.codebook import read_qdc, write_qdc
from cslab.study import codebook_csv
from cslab.study.codebook import Codebook


@dataclass(frozen=True, slots=True)
class Format:
    """How a codebook is read from and written to one kind of file.

    Parameters
    ----------
    name : str
        What people call it.
    read : callable
        Takes a path and the names that parents may have besides those of the file; gives rows for
        `cslab.study.codebook.take_in`.
    write : callable
        Takes a path, a codebook and the study's title.
    """

    name: str
    read: Callable[[Path, Iterable[str]], list[dict[str, Any]]]
    write: Callable[[Path, Codebook, str], Path]


FORMATS: dict[str, Format] = {
    ".csv": Format(
        "CSV", codebook_csv.read_codebook_rows, lambda path, book, _: codebook_csv.write_codebook(path, book)
    ),
    ".qdc": Format("REFI-QDA", read_qdc, lambda path, book, _: write_qdc(path, book)),
}
"""Suffix -> format."""


def read(path: Path, *, known: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Read the rows of a codebook.

    Raises
    ------
    InputError
        If the format is unknown, or the file can't be read.
    """
    return _format(path).read(path, known)


def write(path: Path, book: Codebook, *, title: str) -> Path:
    """Write a codebook.

    Raises
    ------
    InputError
        If the format is unknown, or the file can't be written.
    """
    return _format(path).write(path, book, title)


def _format(path: Path) -> Format:
    known = FORMATS.get(path.suffix.lower())
    if known is None:
        there = " or ".join(FORMATS)
        raise InputError(f"A codebook can't be kept as {path.name!r}; name a file that ends in {there}.")
    return known
