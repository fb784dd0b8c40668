"""What a reel can become: every format, what it is for, and what it carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cslab.errors import NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of file.

    Parameters
    ----------
    name : str
        What a program calls it: ``"m4a"``.
    ending : str
        Of the file's name, after the reel's: ``".m4a"``, ``"-square.mp4"``.
    made : {"rendered", "written"}
        Rendered as a job that takes a while, or written at once.
    label : str
        What people read, a few words.
    use : str
        When to take it, a sentence.
    lacks : str
        What it cannot carry, a sentence; empty when nothing is lost.
    """

    name: str
    ending: str
    made: Literal["rendered", "written"]
    label: str
    use: str
    lacks: str = ""


_ALL = (
    Format(
        name="m4a",
        ending=".m4a",
        made="rendered",
        label="Sound, m4a",
        use="Plays on every phone and computer, with chapters and a cover.",
    ),
    Format(
        name="mp3",
        ending=".mp3",
        made="rendered",
        label="Sound, mp3",
        use="Plays everywhere, old cars included.",
    ),
    Format(
        name="opus",
        ending=".opus",
        made="rendered",
        label="Sound, opus",
        use="The smallest file; browsers and most players read it.",
    ),
    Format(
        name="wav",
        ending=".wav",
        made="rendered",
        label="Sound, wav",
        use="Uncompressed, for whoever edits the sound further.",
        lacks="A wav file can't carry a cover picture.",
    ),
    Format(
        name="mp4",
        ending=".mp4",
        made="rendered",
        label="Video, wide",
        use="1280 by 720 with captions: slides, wikis, meeting rooms.",
    ),
    Format(
        name="square",
        ending="-square.mp4",
        made="rendered",
        label="Video, square",
        use="1080 by 1080 with captions: chats and phones.",
    ),
    Format(
        name="vtt",
        ending=".vtt",
        made="written",
        label="Captions, WebVTT",
        use="Captions with the time of every word, for browsers.",
    ),
    Format(
        name="srt",
        ending=".srt",
        made="written",
        label="Captions, SubRip",
        use="Captions for any player or editor.",
        lacks="SubRip holds the times of whole captions, not of words.",
    ),
    Format(
        name="otio",
        ending=".otio",
        made="written",
        label="Cut list, OpenTimelineIO",
        use="Opens in video editors with every cut on the original recordings.",
        lacks="A cut list holds no sound: it points to the recordings, which must be there.",
    ),
    Format(
        name="m3u",
        ending=".m3u",
        made="written",
        label="Playlist, M3U",
        use="Plays the clips from the original recordings, in VLC with their starts and stops.",
        lacks="A playlist holds no sound, and players other than VLC play whole recordings.",
    ),
    Format(
        name="csv",
        ending=".csv",
        made="written",
        label="Manifest, CSV",
        use="One row an element: where it comes from, who speaks, what they agreed to.",
    ),
)

FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}
"""Name -> format, in the order in which they are offered."""

RENDERED = tuple(one.name for one in _ALL if one.made == "rendered")
"""Names of what is rendered: sound and video."""

WRITTEN = tuple(one.name for one in _ALL if one.made == "written")
"""Names of what is written at once."""


def rendered_as(path: Path, format: str | None = None) -> str:  # noqa: A002 (the word people use)
    """Name of the format that a file is to be rendered as: as told, else by the end of its name.

    Raises
    ------
    NotFoundError
        If there is no such format, or it is one that is written and not rendered.

    Examples
    --------
    >>> rendered_as(Path("first.M4A")), rendered_as(Path("first-square.mp4")), rendered_as(Path("a"), "opus")
    ('m4a', 'square', 'opus')
    """
    return _named(path, format, RENDERED, "sound or video format")


def written_as(path: Path, format: str | None = None) -> str:  # noqa: A002 (the word people use)
    """Name of the format that a file is to be written as.

    Raises
    ------
    NotFoundError
        If there is no such format, or it is one that is rendered.

    Examples
    --------
    >>> written_as(Path("cuts/first.otio"))
    'otio'
    """
    return _named(path, format, WRITTEN, "format to export to")


def _named(path: Path, format: str | None, names: tuple[str, ...], kind: str) -> str:  # noqa: A002
    if format is None:
        small = path.name.lower()
        longest = sorted(names, key=lambda name: -len(FORMATS[name].ending))
        found = next((one for one in longest if small.endswith(FORMATS[one].ending)), None)
        name = found or path.suffix.lower().lstrip(".")
    else:
        name = format.lower().lstrip(".")
    if name not in names:
        raise NotFoundError.of(kind, name, names)
    return name
