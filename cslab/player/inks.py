"""Colours of codes in light and in dark: told apart with any kind of colour vision, and legible on paper."""

from __future__ import annotations

DARK = {
    "#134ca1": "#d6bdf8",
    "#df6b15": "#fa9d36",
    "#389987": "#2e8573",
    "#b471fd": "#933cc1",
    "#404303": "#a6fad5",
    "#47042c": "#c8190a",
}
"""The dark companions of the colours that studies use, paired by hand so that a code keeps its hue."""

COLOURS = tuple(DARK)


def colours(given: str | None, place: int) -> tuple[str, str]:
    """Return a code's colour in light and in dark: the one given, else one by its place in the codebook.

    Examples
    --------
    >>> colours("#134CA1", 0)
    ('#134ca1', '#d6bdf8')
    >>> colours(None, 1)
    ('#df6b15', '#fa9d36')
    """
    light = (given or COLOURS[place % len(COLOURS)]).lower()
    return light, DARK.get(light, f"color-mix(in oklab, {light} 55%, white)")
