"""The cover of a reel: its title, and the journey: which stages have a voice, and which have none."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cslab.errors import InputError
from cslab.tell.display import clock
from cslab.tell.lettering import ACCENT, INK, LINE, PAPER, QUIET, Type, fitted, put, wrap

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

    from cslab.tell.script import Plan

SIDE = 1000
"""Pixels of each side: what players show at most."""

LARGEST = 4 * 2**20
"""Bytes of a picture that somebody brings."""

_EDGE = 84
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def cover_picture(plan: Plan, *, study: str = "") -> bytes:
    """Draw the cover of a reel.

    Parameters
    ----------
    plan : Plan
        Its title, stages and clips are shown; nobody's name is.
    study : str
        Title of the study, in small letters at the foot.

    Returns
    -------
    bytes
        A square PNG; the same for the same plan.

    Examples
    --------
    >>> from cslab.tell.script import Plan
    >>> picture = cover_picture(Plan(name="first", title="First days", elements=()))
    >>> picture[1:4], picture == cover_picture(Plan(name="first", title="First days", elements=()))
    (b'PNG', True)
    """
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (SIDE, SIDE), PAPER)
    draw = ImageDraw.Draw(picture)
    room = SIDE - 2 * _EDGE
    title, rows = fitted(plan.title, Type("serif-bold", 104, INK), room, lines=4, least=44)
    for i, row in enumerate(rows):
        put(draw, (_EDGE, _EDGE + title.size + i * title.height), row, title)
    voiced = {stage for clip in plan.clips for stage in clip.stages}
    stages = {plan.stage_name(stage): stage in voiced for stage in plan.stages}
    _journey(draw, stages, bottom=SIDE - 190)
    small = Type("sans", 30, QUIET)
    people = len({clip.person or clip.interview_id for clip in plan.clips})
    counts = (
        f"{people} {'voice' if people == 1 else 'voices'}, {clock(plan.duration).split('.', maxsplit=1)[0]}"
    )
    for i, line in enumerate([counts, *wrap(study, small, room, lines=1)]):
        put(draw, (_EDGE, SIDE - 108 + i * small.height), line, small)
    return png(picture)


def png(picture: object) -> bytes:
    """A picture of Pillow's as a PNG file."""
    from PIL import Image

    if not isinstance(picture, Image.Image):
        raise InputError("A picture of Pillow's is needed to make a PNG of it.")
    buffer = io.BytesIO()
    picture.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def own_cover(folder: Path) -> bytes | None:
    """The cover that a study brings itself, ``cover.png``; None when it brings none.

    Parameters
    ----------
    folder : Path
        The study's.

    Raises
    ------
    InputError
        If the file is there and is no picture, or is too large for a sound file to carry.
    """
    path = folder / "cover.png"
    if not path.is_file():
        return None
    if path.stat().st_size > LARGEST:
        raise InputError(
            f"{path} has {path.stat().st_size / 2**20:.0f} MB, and a cover has 4 at most; "
            "make it smaller, or take it away and one is drawn."
        )
    picture = path.read_bytes()
    try:
        size_of(picture)
    except InputError as error:
        raise InputError(f"{path} is no picture in PNG or JPEG; replace it, or take it away.") from error
    return picture


def kind_of(picture: bytes) -> str:
    """The kind of a picture, by how it begins: ``"image/png"`` or ``"image/jpeg"``.

    Raises
    ------
    InputError
        If it is neither.
    """
    for start, kind in _SIGNATURES.items():
        if picture.startswith(start):
            return kind
    raise InputError("A cover is a picture in PNG or JPEG.")


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels.

    Raises
    ------
    InputError
        If it can't be read.
    """
    from PIL import Image

    kind_of(picture)
    try:
        with Image.open(io.BytesIO(picture)) as image:
            image.verify()
            return image.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InputError("The cover's picture is damaged; export it again.") from error


def _journey(draw: ImageDraw, stages: Mapping[str, bool], *, bottom: int) -> None:
    """Stages one under the other: a full dot where somebody speaks, an empty one where nobody does."""
    if not stages:
        return
    shown = list(stages.items())[:8]
    step = min(58, 420 // len(shown))
    size = max(22, min(34, step - 18))
    top = bottom - step * (len(shown) - 1)
    x, radius = _EDGE + 14, 11
    draw.line([(x, top), (x, bottom)], fill=LINE, width=4)
    for i, (name, voiced) in enumerate(shown):
        y = top + i * step
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.ellipse(box, fill=ACCENT if voiced else PAPER, outline=ACCENT if voiced else QUIET, width=4)
        label = Type("sans-bold" if voiced else "sans", size, INK if voiced else QUIET)
        said = name if voiced else f"{name}: no clip"
        put(draw, (x + 38, y + size * 0.36), wrap(said, label, SIDE - 2 * _EDGE - 60, lines=1)[0], label)
