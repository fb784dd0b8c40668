"""Codebooks as REFI-QDA .qdc files: codes in a tree with description and colour.

Examples of a code stand at the end of its description, and come back from there. Retired codes, former names
and versions have no place in such a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from cslab.errors import InputError
from cslab.listen.refi.archive import read_bare
from cslab.listen.refi.codes import book_codes, read_rows
from cslab.listen.refi.model import ORIGIN
from cslab.listen.refi.read import parse, read_codes
from cslab.listen.refi.write import CODEBOOK_NAMESPACE, as_bytes, put_codes
from cslab.study.codebook import Codebook
from cslab.study.files import write_atomic


def codebook_xml(book: Codebook) -> bytes:
    """Write a codebook as the content of a .qdc file.

    Raises
    ------
    InputError
        If it has no codes: the standard has no empty codebook.

    Examples
    --------
    >>> from cslab.study.codebook import Code
    >>> b'name="trust" isCodable="true"' in codebook_xml(Codebook((Code("trust"),)))
    True
    """
    if not book.codes:
        raise InputError("There are no codes yet, and a .qdc file needs at least one; add a code first.")
    root = Element("CodeBook", {"xmlns": CODEBOOK_NAMESPACE, "origin": ORIGIN})
    put_codes(SubElement(root, "Codes"), book_codes(book))
    return as_bytes(root)


def write_qdc(path: Path, book: Codebook) -> Path:
    """Write a codebook to a .qdc file.

    Raises
    ------
    InputError
        If it has no codes, or can't be written there.
    """
    write_atomic(path, codebook_xml(book))
    return path


def read_qdc(path: Path, known: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Read the codes of a .qdc file as rows for `cslab.study.codebook.take_in`.

    Parameters
    ----------
    path : Path
        Of any tool.
    known : iterable of str
        Names of the codes that the study has: one that differs in its capitals only is that code.

    Raises
    ------
    InputError
        If it is no codebook.
    """
    root = parse(read_bare(path), path.name)
    codes = read_codes(root)
    if not codes:
        raise InputError(f"{path} has no codes, so it is no REFI-QDA codebook; export it again.")
    return list(read_rows(codes, known=known).rows)
