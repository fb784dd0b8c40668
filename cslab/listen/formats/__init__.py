"""Every way to write a transcript to a file and read it back, in one registry.

Adding a format is one module with ``read`` and ``write``, and one line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cslab.errors import InputError, NotFoundError
from cslab.listen.formats import md, srt, txt, vtt, whisper_json
from cslab.listen.transcript import Transcript
from cslab.study.files import write_atomic

__all__ = ["FORMATS", "Format", "format_of", "parse", "read", "write"]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a transcript.

    Parameters
    ----------
    name : str
        What people call it.
    suffixes : tuple of str
        Ends of file names that mean it, the usual one first.
    read, write : callable
        Text to transcript, and back.
    loses : str
        What does not survive writing and reading back; empty when all does.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[str], Transcript]
    write: Callable[[Transcript], str]
    loses: str = ""


_WORDS_LOST = "the times of single words, confidence, language, duration and source"

FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("vtt", (".vtt", ".webvtt"), vtt.read, vtt.write, "confidence; times beyond the millisecond"),
        Format("srt", (".srt",), srt.read, srt.write, _WORDS_LOST),
        Format("txt", (".txt", ".text"), txt.read, txt.write, f"{_WORDS_LOST}; parts of seconds"),
        Format("md", (".md", ".markdown"), md.read, md.write, f"{_WORDS_LOST}; parts of seconds"),
        Format("json", (".json",), whisper_json.read, whisper_json.write),
    )
}
"""Name -> format."""


def format_of(name: str | None = None, *, path: Path | None = None) -> Format:
    """Return the format of that name, or else the one that the file's name ends with.

    Raises
    ------
    NotFoundError
        If there is no such format.
    InputError
        If neither is given.

    Examples
    --------
    >>> format_of(path=Path("talk.srt")).name
    'srt'
    """
    if name is not None:
        if name not in FORMATS:
            raise NotFoundError.of("transcript format", name, FORMATS)
        return FORMATS[name]
    if path is None:
        raise InputError(f"Say which format the transcript has: {', '.join(FORMATS)}.")
    for form in FORMATS.values():
        if path.suffix.lower() in form.suffixes:
            return form
    raise NotFoundError.of("transcript format", path.suffix or path.name, FORMATS)


def read(path: Path, *, format: str | None = None) -> Transcript:  # noqa: A002 (the word people use)
    """Read a transcript from a file.

    Parameters
    ----------
    path : Path
        In UTF-8, or in UTF-16 with a byte order mark; with the line ends of any system.
    format : str, optional
        Its name in `FORMATS`; without it, the end of the file's name tells.

    Raises
    ------
    NotFoundError
        If there is no such file or no such format.
    InputError
        If the file can't be read as that format; with the number of the line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "talk.txt").write_text("[0:12] Ana: It broke.")
    ...     read(Path(folder) / "talk.txt").text
    'It broke.'
    """
    path = Path(path)
    form = format_of(format, path=path)
    return _parse(decode(content_of(path), path), form, path.name)


def content_of(path: Path) -> bytes:
    """Read a transcript's file as it is.

    Raises
    ------
    NotFoundError
        If there is no such file.
    InputError
        If it can't be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no file {path}.") from error
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder; give a transcript file in it.") from error
    except OSError as error:
        raise InputError(f"{path} can't be read: {(error.strerror or str(error)).lower()}.") from error


def parse(text: str, *, format: str) -> Transcript:  # noqa: A002 (the word people use)
    r"""Read a transcript from text.

    Raises
    ------
    NotFoundError
        If there is no such format.
    InputError
        If the text can't be read as that format; with the number of the line.

    Examples
    --------
    >>> parse("1\n00:00:01,000 --> 00:00:02,800\nIt broke.", format="srt").text
    'It broke.'
    """
    return _parse(text, format_of(format), "The text")


def write(
    transcript: Transcript,
    path: Path | None = None,
    *,
    format: str | None = None,  # noqa: A002 (the word people use)
) -> str:
    """Write a transcript; the file appears whole or not at all.

    Parameters
    ----------
    transcript : Transcript
        What was said.
    path : Path, optional
        Where to; without it, the text is only returned.
    format : str, optional
        Its name in `FORMATS`; without it, the end of the file's name tells.

    Returns
    -------
    str
        What was written.

    Raises
    ------
    NotFoundError
        If there is no such format.
    InputError
        If the file can't be written there.
    StoreError
        If the disk is full, or fails.

    Examples
    --------
    >>> print(write(parse("[0:12] Ana: It broke.", format="txt"), format="md"))
    **Ana** · 0:12
    <BLANKLINE>
    It broke.
    <BLANKLINE>
    """
    path = None if path is None else Path(path)
    text = format_of(format, path=path).write(transcript)
    if path is not None:
        write_atomic(path, text)
    return text


def _parse(text: str, form: Format, what: str) -> Transcript:
    try:
        return form.read(text)
    except InputError as error:
        raise InputError(f"{what} can't be read as {form.name}. {error}") from error


def decode(content: bytes, path: Path) -> str:
    """Read the bytes of a file as text: UTF-8, or UTF-16 with a byte order mark.

    Raises
    ------
    InputError
        If they are neither; says from which byte on.
    """
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not text in UTF-8, from byte {error.start + 1} on; save it as UTF-8 and try again."
        ) from error
