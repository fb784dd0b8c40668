"""Text drawn on pictures: measured, wrapped and fitted, in any script that a face can be found for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cslab.tell.display import one_line
from cslab.tell.fonts import MISSING, faces_for, font

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

PAPER, INK, QUIET, LINE = "#FAF8F3", "#1A1815", "#5B564C", "#E2DDD2"
ACCENT = "#2F6AA8"
"""Colours of a light picture; the last for the one thing to look at."""

NIGHT, CHALK, DIM, RULE, REST, GLOW = "#161412", "#F7F4EC", "#B9B2A3", "#3A362F", "#5F594D", "#8FBCEB"
"""The same of a dark one; the one before the last for what is still to come."""

LEADING = 1.28
"""Height of a line over the size of its letters."""


@dataclass(frozen=True, slots=True)
class Type:
    """A face at a size, in one colour."""

    face: str
    size: int
    fill: str

    @property
    def height(self) -> int:
        """Pixels from one line to the next."""
        return round(self.size * LEADING)


def width(text: str, type: Type) -> float:  # noqa: A002 (the trade's word)
    """Pixels that a line of text takes.

    Examples
    --------
    >>> small, large = Type("sans", 20, INK), Type("sans", 40, INK)
    >>> 0 < width("Ana", small) < width("Ana", large)
    True
    """
    return sum(font(path, type.size).getlength(run) for run, path in faces_for(text, type.face))


def wrap(text: str, type: Type, most: float, *, lines: int = 99) -> list[str]:  # noqa: A002
    """Break a text into lines that fit.

    Parameters
    ----------
    text : str
        Line breaks in it count as spaces; a word that is too long by itself is broken.
    type : Type
        How it is drawn.
    most : float
        Pixels of a line.
    lines : int
        How many there may be; the last ends with an ellipsis when there would be more.

    Examples
    --------
    >>> wrap("We waited eleven days.", Type("sans", 20, INK), 120)
    ['We waited', 'eleven days.']
    """
    done: list[str] = []
    line = ""
    for whole in one_line(text).split():
        for word in _pieces(whole, type, most):
            longer = f"{line} {word}" if line else word
            if line and width(longer, type) > most:
                done.append(line)
                longer = word
            line = longer
    done += [line] if line else []
    if len(done) > lines:
        last = done[lines - 1]
        while last and width(last + MISSING, type) > most:
            last = last[:-1]
        done = [*done[: lines - 1], last.rstrip(" ,;.") + MISSING]
    return done


def fitted(text: str, type: Type, most: float, *, lines: int, least: int) -> tuple[Type, list[str]]:  # noqa: A002
    """The largest size, from the one given down, in which a text takes so many lines.

    Parameters
    ----------
    least : int
        The smallest size in pixels; what does not fit even so is cut off with an ellipsis.

    Examples
    --------
    >>> large = Type("serif", 60, INK)
    >>> fitted("Short", large, 400, lines=1, least=20)[0].size
    60
    >>> fitted("Not so short at all, is it", large, 400, lines=1, least=20)[0].size < 60
    True
    """
    size = type.size
    while size > least:
        smaller = Type(type.face, size, type.fill)
        whole = all(width(word, smaller) <= most for word in one_line(text).split())
        if whole and len(rows := wrap(text, smaller, most)) <= lines:
            return smaller, rows
        size = max(least, size - max(2, size // 14))
    smaller = Type(type.face, least, type.fill)
    return smaller, wrap(text, smaller, most, lines=lines)


def put(draw: ImageDraw, at: tuple[float, float], text: str, type: Type, *, middle: bool = False) -> float:  # noqa: A002
    """Draw one line of text with its baseline at a point; gives the pixels that it takes.

    Parameters
    ----------
    draw : ImageDraw
        Drawn on.
    at : (float, float)
        Left end of the baseline, or its middle.
    text : str
        One line.
    type : Type
        How it is drawn.
    middle : bool
        Whether the text is centred on the point.
    """
    runs = faces_for(text, type.face)
    lengths = [font(path, type.size).getlength(run) for run, path in runs]
    x = at[0] - sum(lengths) / 2 if middle else at[0]
    for (run, path), length in zip(runs, lengths, strict=True):
        draw.text((x, at[1]), run, font=font(path, type.size), fill=type.fill, anchor="ls")
        x += length
    return sum(lengths)


def _pieces(word: str, type: Type, most: float) -> list[str]:  # noqa: A002
    """A word, or the parts of one that is wider than a line."""
    pieces = []
    while width(word, type) > most and len(word) > 1:
        fits = next((n for n in range(len(word) - 1, 0, -1) if width(word[:n], type) <= most), 1)
        pieces.append(word[:fits])
        word = word[fits:]
    return [*pieces, word]
