"""Word documents: their paragraphs as lines of text. Teams hands its transcripts out like this."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cslab.errors import InputError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_LARGEST = 200 * 2**20
"""Bytes of a document's text when unpacked; a longer one means harm."""


def text_of(content: bytes) -> str:
    """Return the paragraphs of a .docx file, one a line.

    Raises
    ------
    InputError
        If it is no Word document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if packed.getinfo(_BODY).file_size > _LARGEST:
                raise InputError("This Word document unpacks to more than 200 MB, so it was not read.")
            root = fromstring(packed.read(_BODY))
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException, NotImplementedError) as error:
        raise InputError("This is no Word document that can be read; save it as plain text.") from error
    return "\n".join(_line(paragraph) for paragraph in root.iter(f"{_W}p"))


def _line(paragraph: Element) -> str:
    signs = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}
    return "".join(
        part.text or "" if part.tag == f"{_W}t" else signs.get(part.tag, "") for part in paragraph.iter()
    )
