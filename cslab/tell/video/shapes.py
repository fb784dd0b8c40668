"""The two shapes of a video, and where on them everything stands."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels, all even."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes and places in pixels.

    Parameters
    ----------
    width, height, margin : int
        Of the frame.
    small, name, large, words : int
        Sizes of letters: what stands aside, who speaks, titles, captions.
    lines : int
        Of a caption, at most.
    head : int
        Baseline of the reel's title above a clip.
    who : int
        Baseline of the name of whoever speaks.
    bars : Box
        Where the sound is drawn.
    captions : Box
        Where captions stand, under drawn sound.
    picture : Box
        Where a recording's own pictures are shown, as large as they fit.
    under_who : int
        Baseline of the name under such pictures.
    under : Box
        Where captions stand under such pictures.
    line : int
        Top of the line that shows how far the reel is.
    """

    width: int
    height: int
    margin: int
    small: int
    name: int
    large: int
    words: int
    lines: int
    head: int
    who: int
    bars: Box
    captions: Box
    picture: Box
    under_who: int
    under: Box
    line: int


SHAPES = {
    "mp4": Shape(
        width=1280,
        height=720,
        margin=72,
        small=26,
        name=58,
        large=84,
        words=46,
        lines=2,
        head=78,
        who=230,
        bars=(72, 280, 1136, 120),
        captions=(72, 450, 1136, 170),
        picture=(188, 20, 904, 508),
        under_who=566,
        under=(72, 580, 1136, 104),
        line=700,
    ),
    "square": Shape(
        width=1080,
        height=1080,
        margin=72,
        small=32,
        name=68,
        large=92,
        words=52,
        lines=3,
        head=104,
        who=320,
        bars=(72, 390, 936, 160),
        captions=(72, 620, 936, 260),
        picture=(0, 0, 1080, 608),
        under_who=672,
        under=(72, 710, 936, 230),
        line=1010,
    ),
}
"""Name of the format -> its shape."""
