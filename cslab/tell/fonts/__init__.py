"""The faces that videos, covers and posters are drawn in, and what stands in where they lack a letter.

Inter and Source Serif 4 (SIL Open Font License, beside this file) hold Latin, Greek and Cyrillic. Names and
words in other scripts are drawn with a face of this machine that has them.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cslab.errors import NotFoundError

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FACES = {
    "sans": "inter-regular.ttf",
    "sans-bold": "inter-bold.ttf",
    "serif": "source-serif-4-regular.ttf",
    "serif-bold": "source-serif-4-bold.ttf",
}
"""Name -> file beside this one."""

MISSING = "…"
"""Stands for letters that no face on this machine has."""

_HERE = Path(__file__).parent
_NOBODY = "\U0010ffff"
_UNWANTED = ("italic", "oblique", "mono", "condensed", "narrow", "light", "thin", "emoji", "math", "symbol")


def face(name: str) -> Path:
    """Give the TrueType file of a face.

    Parameters
    ----------
    name : {"sans", "sans-bold", "serif", "serif-bold"}
        Inter or Source Serif 4.

    Raises
    ------
    NotFoundError
        If there is no such face.

    Examples
    --------
    >>> face("sans").name, face("serif-bold").suffix
    ('inter-regular.ttf', '.ttf')
    """
    if name not in FACES:
        raise NotFoundError.of("face", name, FACES)
    return _HERE / FACES[name]


def faces_for(text: str, name: str = "sans") -> tuple[tuple[str, Path], ...]:
    """Split a text into runs, each with a face that has its letters.

    Parameters
    ----------
    text : str
        One line, in any script.
    name : str
        The face wanted, of `FACES`.

    Returns
    -------
    tuple of (str, Path)
        The whole text with one face wherever one has all of it, so that a line of mixed directions keeps its
        order. What no face has stands as `MISSING`.

    Examples
    --------
    >>> [(run, path.name) for run, path in faces_for("Zoë Łukasz")]
    [('Zoë Łukasz', 'inter-regular.ttf')]
    >>> faces_for("")
    ()
    """
    wanted = face(name)
    text = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] != "C")
    if not text:
        return ()
    lacking = {char for char in text if not _has(wanted, char)}
    if not lacking:
        return ((text, wanted),)
    others = tuple(dict.fromkeys(found for char in sorted(lacking) if (found := _other(char)) is not None))
    for path in others:
        if all(_has(path, char) for char in text):
            return ((text, path),)
    runs: list[tuple[str, Path]] = []
    for char in text:
        home = next((one for one in (wanted, *others) if _has(one, char)), None)
        shown = char if home is not None else MISSING
        before, last = runs[-1] if runs else ("", None)
        if last == (home or wanted):
            runs[-1] = (before if shown == MISSING == before[-1] else before + shown, home or wanted)
        else:
            runs.append((shown, home or wanted))
    return tuple(runs)


def can_draw(text: str) -> bool:
    """Whether every letter of a text has a face on this machine.

    Examples
    --------
    >>> can_draw("Ana"), can_draw("\U000f0000")
    (True, False)
    """
    return all(_has(face("sans"), char) or _other(char) is not None for char in text if not char.isspace())


@lru_cache(maxsize=256)
def font(path: Path, size: int) -> FreeTypeFont:
    """A face at a size in pixels, as Pillow draws it."""
    from PIL import ImageFont

    return ImageFont.truetype(str(path), size)


@lru_cache(maxsize=20_000)
def _has(path: Path, char: str) -> bool:
    """Whether a face has a letter: it does not draw the same as one that cannot exist."""
    if char.isspace() or unicodedata.combining(char):
        return True
    try:
        drawn, none = (font(path, 20).getmask(c) for c in (char, _NOBODY))
    except (OSError, ValueError):
        return False
    return (drawn.size, bytes(drawn)) != (none.size, bytes(none))


@lru_cache(maxsize=4_000)
def _other(char: str) -> Path | None:
    """The first face of this machine that has a letter."""
    return next((path for path in _machine() if _has(path, char)), None)


@lru_cache(maxsize=1)
def _machine() -> tuple[Path, ...]:
    """Upright faces of this machine: those made for many scripts first."""
    found = {path.name: path for folder in _folders() for path in sorted(_files(folder))}
    liked = ("notosans-regular", "dejavusans.", "arial unicode", "notosans", "noto", "dejavu")

    def place(name: str) -> tuple[int, bool, str]:
        small = name.lower()
        rank = next((i for i, start in enumerate(liked) if small.startswith(start)), len(liked))
        return rank, "bold" in small, small

    return tuple(found[name] for name in sorted(found, key=place))


def _folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",)
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local/share/fonts",
        home / ".fonts",
    )


def _files(folder: Path) -> Iterator[Path]:
    for inside, _, names in os.walk(folder):
        for name in names:
            small = name.lower()
            if small.endswith((".ttf", ".otf", ".ttc")) and not any(word in small for word in _UNWANTED):
                yield Path(inside) / name
