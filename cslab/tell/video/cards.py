"""The pictures of a video, drawn: who speaks and in which stage, what is said, headings and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cslab.tell.display import clock
from cslab.tell.fonts import can_draw
from cslab.tell.lettering import CHALK, DIM, GLOW, NIGHT, REST, RULE, Type, fitted, put, wrap
from cslab.tell.script import Element, Plan
from cslab.tell.video.scenes import Scene
from cslab.tell.video.shapes import Box, Shape

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from cslab.listen.transcript import Segment

THICK = 6
"""Pixels of the line that shows how far the reel is."""

_WIDE = 8
_STEP = 12
_EYEBROWS = {"note": "Note", "credits": "With thanks"}


class Cards:
    """Draws the pictures of one reel in one shape.

    Parameters
    ----------
    plan : Plan
        Its title, stages and people are shown.
    shape : Shape
        Where everything stands.
    """

    def __init__(self, plan: Plan, shape: Shape) -> None:
        self._plan = plan
        self.shape = shape
        self._small = Type("sans", shape.small, DIM)

    @property
    def bars(self) -> int:
        """How many bars a clip's sound is drawn with."""
        return (self.shape.bars[2] + _STEP - _WIDE) // _STEP

    def card(self, scene: Scene, heights: Sequence[float] = (), *, moving: bool = False) -> Image:
        """The picture of a scene, without its captions.

        Parameters
        ----------
        scene : Scene
            What is shown.
        heights : sequence of float
            Of the bars of a clip's sound.
        moving : bool
            Whether the clip's own pictures are put into it.
        """
        from PIL import Image, ImageDraw

        picture = Image.new("RGB", (self.shape.width, self.shape.height), NIGHT)
        draw = ImageDraw.Draw(picture)
        self._track(draw)
        element = scene.element
        if scene.opening or element is None:
            self._opening(draw, element)
        elif element.clip is None:
            self._heading(draw, element)
        elif moving:
            self._below(draw, element)
        else:
            self._speaker(draw, element, scene.notes)
            self.play(picture, heights, 0, len(heights), REST)
        return picture

    def play(self, picture: Image, heights: Sequence[float], first: int, last: int, fill: str = GLOW) -> None:
        """Draw the bars of a clip's sound from one to another in a colour."""
        from PIL import ImageDraw

        draw = ImageDraw.Draw(picture)
        left, top, _, high = self.shape.bars
        for k in range(first, last):
            half = max(_WIDE / 2, heights[k] * high / 2)
            x, middle = left + k * _STEP, top + high / 2
            draw.rounded_rectangle((x, middle - half, x + _WIDE - 1, middle + half), _WIDE // 2, fill=fill)

    def go_on(self, picture: Image, part: float) -> None:
        """Draw how far the reel is, from 0 to 1."""
        from PIL import ImageDraw

        shape = self.shape
        room = shape.width - 2 * shape.margin
        box = (shape.margin, shape.line, shape.margin + round(room * part), shape.line + THICK - 1)
        if box[2] > box[0]:
            ImageDraw.Draw(picture).rectangle(box, fill=GLOW)

    def caption(self, picture: Image, segment: Segment, scene: Scene, *, moving: bool = False) -> None:
        """Write what is said on the picture of a scene."""
        from PIL import ImageDraw

        draw = ImageDraw.Draw(picture)
        left, top, wide, high = self.shape.under if moving else self.shape.captions
        size = min(self.shape.words, round(high / self.shape.lines / 1.2))
        said = f"{self._other(segment, scene)}{segment.text}"
        type_, rows = fitted(said, Type("sans", size, CHALK), wide, lines=self.shape.lines, least=22)
        for i, row in enumerate(rows):
            put(draw, (left, top + type_.size + i * type_.height), row, type_)

    def _track(self, draw: ImageDraw) -> None:
        shape = self.shape
        right = shape.width - shape.margin
        draw.rectangle((shape.margin, shape.line, right - 1, shape.line + THICK - 1), fill=RULE)

    def _opening(self, draw: ImageDraw, element: Element | None) -> None:
        """The reel's title, and what comes first."""
        shape, plan = self.shape, self._plan
        people = len({clip.person or clip.interview_id for clip in plan.clips})
        length = clock(plan.duration).split(".", maxsplit=1)[0]
        counts = f"{people} {'voice' if people == 1 else 'voices'}, {length}"
        first = element.text if element is not None and element.kind == "heading" else ""
        wide, room = shape.width > shape.height, shape.width - 2 * shape.margin
        top = shape.margin if element is not None and element.clip is not None else round(shape.height * 0.2)
        box = (shape.margin, top, room, round(shape.height * (0.36 if wide else 0.3)))
        bottom = self._text(draw, box, plan.title, Type("serif-bold", shape.large, CHALK), lines=3)
        put(draw, (shape.margin, bottom + 2 * shape.small), counts, self._small)
        if first:
            label = Type("sans", round(shape.small * 1.4), GLOW)
            for i, row in enumerate(wrap(first, label, room, lines=2)):
                put(draw, (shape.margin, bottom + 4.4 * shape.small + i * label.height), row, label)
        voiced = {stage for clip in plan.clips for stage in clip.stages}
        stages = "  ·  ".join(
            name if stage in voiced else f"{name}: no clip" for stage, name in plan.stages.items()
        )
        rows = wrap(stages, self._small, room, lines=2)
        for i, row in enumerate(reversed(rows)):
            put(draw, (shape.margin, shape.line - shape.small - i * self._small.height), row, self._small)

    def _heading(self, draw: ImageDraw, element: Element) -> None:
        """A card: a heading, a note, a gap, the credits."""
        shape, plan = self.shape, self._plan
        gap, quiet = element.kind == "gap", element.kind in _EYEBROWS
        put(draw, (shape.margin, shape.head), wrap(plan.title, self._small, 800, lines=1)[0], self._small)
        eyebrow = _EYEBROWS.get(element.kind) or plan.stage_name(element.stage)
        middle = round(shape.height * 0.42)
        if eyebrow.casefold() in element.text.casefold():
            eyebrow = ""
        if eyebrow:
            label = Type("sans-bold", shape.small, GLOW)
            put(
                draw, (shape.margin, middle - 1.4 * shape.small), wrap(eyebrow, label, 900, lines=1)[0], label
            )
        face, size = (
            ("serif", round(shape.large * 0.55)) if quiet else ("serif-bold", round(shape.large * 0.8))
        )
        box = (shape.margin, middle, shape.width - 2 * shape.margin, round(shape.height * 0.4))
        self._text(draw, box, element.text, Type(face, size, DIM if gap else CHALK), lines=6 if quiet else 3)
        if gap:
            radius, y = round(shape.small * 0.6), middle - round(1.6 * shape.small)
            at = (shape.margin, y - radius, shape.margin + 2 * radius, y + radius)
            draw.ellipse(at, outline=DIM, width=4)

    def _speaker(self, draw: ImageDraw, element: Element, notes: Sequence[str]) -> None:
        """Who speaks, in which stage of which reel."""
        shape, plan = self.shape, self._plan
        room = shape.width - 2 * shape.margin
        put(draw, (shape.margin, shape.head), wrap(plan.title, self._small, room, lines=1)[0], self._small)
        who = Type("serif-bold", shape.name, CHALK)
        stage = " · ".join(part for part in (plan.stage_name(element.stage), *notes) if part)
        if stage:
            label = Type("sans-bold", shape.small, GLOW)
            row = wrap(stage, label, room, lines=1)[0]
            put(draw, (shape.margin, shape.who - shape.name - shape.small * 0.6), row, label)
        type_, rows = fitted(self._who(element), who, room, lines=1, least=28)
        put(draw, (shape.margin, shape.who), rows[0] if rows else "", type_)

    def _below(self, draw: ImageDraw, element: Element) -> None:
        """Who speaks, in one line under the recording's own pictures."""
        shape = self.shape
        name = Type("sans-bold", shape.small, CHALK)
        room = shape.width - 2 * shape.margin
        who = wrap(self._who(element), name, room * 0.6, lines=1)[0]
        taken = put(draw, (shape.margin, shape.under_who), who, name)
        stage = self._plan.stage_name(element.stage)
        if stage:
            label = Type("sans", shape.small, GLOW)
            row = wrap(stage, label, room - taken - 24, lines=1)[0]
            put(draw, (shape.margin + taken + 24, shape.under_who), row, label)

    def _text(self, draw: ImageDraw, box: Box, text: str, type_: Type, *, lines: int) -> float:
        """Text from the top of a box down, as large as it fits; gives the last baseline."""
        left, top, wide, high = box
        fits, rows = fitted(text, type_, wide, lines=lines, least=26)
        while len(rows) * fits.height > high and fits.size > 26:
            smaller = Type(fits.face, max(26, fits.size - 4), fits.fill)
            fits, rows = fitted(text, smaller, wide, lines=lines, least=26)
        baseline = float(top + fits.size)
        for i, row in enumerate(rows):
            baseline = top + fits.size + i * fits.height
            put(draw, (left, baseline), row, fits)
        return baseline

    def _who(self, element: Element) -> str:
        clip = element.clip
        if clip is None:
            return ""
        return clip.person if clip.person and can_draw(clip.person) else clip.interview_id

    def _other(self, segment: Segment, scene: Scene) -> str:
        """Who speaks in a caption, where it is not the person whose clip it is."""
        clip = scene.element.clip if scene.element is not None else None
        speaker = segment.speaker or ""
        if clip is None or not speaker or speaker.casefold() in {clip.person.casefold(), "customer"}:
            return ""
        return f"{speaker}: "
