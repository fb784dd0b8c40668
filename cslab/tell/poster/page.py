"""What a poster is laid out with: a sheet that shapes are put on, and the sizes that everything follows."""

from __future__ import annotations

from dataclasses import dataclass, field

from cslab.tell.poster.drawing import Box, Shape, Words
from cslab.tell.poster.lettering import width, wrap

INK, QUIET, FAINT, PAPER = "#1a1815", "#5b564c", "#e2ddd2", "#f7f5f0"
ACCENT, GOOD, BAD = "#134ca1", "#2a6f61", "#9a2a12"

LEADING = 1.34
"""Lines of text lie this many times their size apart."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle to fill, in millimetres."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def inside(self, edge: float) -> Place:
        """The same with a margin."""
        return Place(self.x + edge, self.y + edge, self.width - 2 * edge, self.height - 2 * edge)

    def after(self, used: float) -> Place:
        """What is left below `used` millimetres."""
        return Place(self.x, self.y + used, self.width, self.height - used)


@dataclass(slots=True)
class Sheet:
    """Shapes, as they are put on; what found no room is remembered.

    Parameters
    ----------
    unit : float
        Size of the running text in millimetres; no letters are smaller.
    """

    unit: float
    shapes: list[Shape] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def box(self, place: Place, fill: str, radius: float = 0.0) -> None:
        """Fill a rectangle."""
        self.shapes.append(Box(place.x, place.y, place.width, place.height, fill, radius))

    def line(self, text: str, x: float, y: float, **how: object) -> None:
        """Write one line; `y` is where its letters stand."""
        self.shapes.append(Words(x, y, text, **how))  # type: ignore[arg-type]

    def paragraph(
        self,
        text: str,
        place: Place,
        *,
        size: float = 1.0,
        face: str = "sans",
        ink: str = INK,
        most: int = 0,
    ) -> float:
        """Write a text from the top of a place, as far as there is room, and give the height it took.

        Parameters
        ----------
        text : str
            What to write.
        place : Place
            Where.
        size : float
            Of the letters, in units of the running text.
        most : int
            Lines at most; 0 for as many as there is room for.
        """
        letters = size * self.unit
        step = letters * LEADING
        room = int(place.height / step + 1e-6)
        allowed = min(room, most) if most else room
        if allowed <= 0 or not text.strip():
            return 0.0
        lines = wrap(text, face, letters, place.width, most=allowed)
        for number, words in enumerate(lines):
            y = place.y + step * number + letters
            self.shapes.append(Words(place.x, y, words, letters, face, ink))
        return step * len(lines)

    def height_of(
        self, text: str, room: float, *, size: float = 1.0, face: str = "sans", most: int = 0
    ) -> float:
        """How high a text would be."""
        letters = size * self.unit
        return letters * LEADING * len(wrap(text, face, letters, room, most=most))

    def width_of(self, text: str, *, size: float = 1.0, face: str = "sans") -> float:
        """How wide one line would be."""
        return width(text, face, size * self.unit)
