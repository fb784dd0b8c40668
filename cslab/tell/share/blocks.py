"""What a page with sound is made of: sections, voices, figures, words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from cslab.estimate import Estimate

Cue = tuple[float, float, str, str]
"""A caption: from, to (seconds in the page's sound), who (may be empty), words."""


@dataclass(frozen=True, slots=True)
class PageSound:
    """The sound of a page, in one piece.

    Parameters
    ----------
    data : bytes
        A sound file.
    format : str
        ``"m4a"``, ``"mp3"``, ``"opus"``, ``"ogg"`` or ``"wav"``.
    duration : float
        Seconds.
    places : mapping of int to (float, float)
        Where each clip, by the id of its highlight, lies in it, in seconds.
    cues : tuple of Cue
        Its captions, in order of time.
    """

    data: bytes
    format: str = "m4a"
    duration: float = 0.0
    places: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    cues: tuple[Cue, ...] = ()

    @property
    def size(self) -> str:
        """How large it is, in words.

        Examples
        --------
        >>> PageSound(b"x" * 1_500_000).size
        '1.5 MB'
        """
        return f"{len(self.data) / 1e6:.1f} MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A voice that can be heard.

    Parameters
    ----------
    start, end : float or None
        Where it lies in the page's sound, in seconds; None where it can be read alone.
    quote : str
        What is said.
    who : str
        Who says it, as far as the readers may know.
    facts : tuple of str
        Small print: codes, the interview.
    note : str
        In place of words where there are none.
    """

    start: float | None = None
    end: float | None = None
    quote: str = ""
    who: str = ""
    facts: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph.

    Parameters
    ----------
    text : str
        Plain text.
    kind : {"text", "heading", "quiet", "warning", "gap"}
        How it looks; a gap says that nobody speaks here.
    """

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number beside the voices.

    Parameters
    ----------
    label : str
        What it is a number of.
    value : Estimate or str
        With its interval; or a plain count of what is there, in words.
    note : str
        What to know.
    """

    label: str
    value: Estimate | str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers beside each other.

    Parameters
    ----------
    figures : tuple of Figure
        In order.
    title : str
        Above them.
    small : bool
        A line each, for many that are alike.
    note : str
        Under them.
    """

    figures: tuple[Figure, ...]
    title: str = ""
    small: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    points: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A table.

    Parameters
    ----------
    table : DataFrame
        What it shows, as people read it; its columns are its headings.
    title : str
        Its caption.
    note : str
        Under it.
    """

    table: pd.DataFrame
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """HTML that the library made itself; nothing that people wrote may stand in it unescaped.

    Parameters
    ----------
    html : str
        A fragment without scripts; those would not run.
    style : str
        Style sheet that it needs.
    """

    html: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page with a heading; a chapter where somebody is heard in it.

    Parameters
    ----------
    title : str
        Its heading.
    blocks : sequence of Block
        What stands in it.
    id : str
        For addresses: ``page.html#ID`` opens there. Letters, digits, ``.``, ``_`` and ``-``.
    about : str
        Under the heading.
    missing : bool
        True where nobody speaks and somebody should: the chapter is shown as a gap.
    folded : bool
        Opens when it is asked for; always open on paper.
    """

    title: str
    blocks: Sequence[Block]
    id: str = ""
    about: str = ""
    missing: bool = False
    folded: bool = False


Block = Section | Spoken | Passage | Figures | Points | Rows | Piece
"""Anything that a page can show."""
