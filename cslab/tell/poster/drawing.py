"""A picture as shapes in millimetres, from its top left corner: what the poster is before it is a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle.

    Parameters
    ----------
    x, y, width, height : float
        Millimetres; y grows downwards.
    fill : str
        A colour, ``#rrggbb``.
    radius : float
        Of its corners.
    """

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text.

    Parameters
    ----------
    x, y : float
        Millimetres; y is the line that letters stand on.
    text : str
        What it says.
    size : float
        Height of the letters' square in millimetres.
    face : str
        A face of `cslab.tell.fonts`: ``"sans"``, ``"sans-bold"``, ``"serif"`` or ``"serif-bold"``.
    ink : str
        A colour.
    anchor : str
        ``"start"``, ``"middle"`` or ``"end"``: which part of the line stands at x.
    """

    x: float
    y: float
    text: str
    size: float
    face: str = "sans"
    ink: str = "#1a1815"
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, or a filled shape when it is closed.

    Parameters
    ----------
    points : tuple of (float, float)
        Millimetres.
    ink : str
        A colour.
    width : float
        Of the line; a filled shape has none.
    filled : bool
        Whether it is a shape.
    dashed : bool
        Whether it is broken.
    """

    points: tuple[tuple[float, float], ...]
    ink: str
    width: float = 0.5
    filled: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle around x and y, in millimetres."""

    x: float
    y: float
    radius: float
    fill: str


Shape = Box | Words | Line | Disc


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page.

    Parameters
    ----------
    width, height : float
        Millimetres.
    title : str
        Of the file.
    shapes : tuple of Box, Words, Line or Disc
        Later ones lie on top.
    """

    width: float
    height: float
    title: str
    shapes: tuple[Shape, ...]

    @property
    def smallest(self) -> float:
        """Size of its smallest letters in millimetres; 0 where nothing is written."""
        return min((shape.size for shape in self.shapes if isinstance(shape, Words)), default=0.0)


def code(url: str, x: float, y: float, size: float, ink: str = "#1a1815") -> tuple[Shape, ...]:
    """Draw a QR code with its quiet zone, `size` millimetres wide.

    Examples
    --------
    >>> shapes = code("https://example.org/", 0, 0, 60)
    >>> shapes[0].fill, len(shapes) > 50
    ('#ffffff', True)
    """
    import segno

    rows = [bytes(row) for row in segno.make(url, error="m", micro=False).matrix]
    quiet = 4
    module = size / (len(rows) + 2 * quiet)
    shapes: list[Shape] = [Box(x, y, size, size, "#ffffff")]
    for number, row in enumerate(rows):
        start = None
        for column, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                left, top = x + (quiet + start) * module, y + (quiet + number) * module
                # a hair too wide and high, so that no white line shows between two rows
                shapes.append(Box(left, top, (column - start) * module * 1.004, module * 1.02, ink))
                start = None
    return tuple(shapes)
