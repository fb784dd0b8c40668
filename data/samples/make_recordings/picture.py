"""The moving picture of the video interview: a title card whose bars follow the voice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

SIZE = (640, 360)
FRAMES_PER_SECOND = 10
BARS = 48
PAPER, INK, MUTED, LINE, ACCENT = "#F6F3EC", "#1A1815", "#6B665C", "#D9D3C5", "#134CA1"
SILENT, LOUD = -44.0, -9.0  # dBFS at the foot and the head of a bar


def draw(
    sound: NDArray[np.float64], plan: dict[str, Any], speaking: list[tuple[float, float, str]]
) -> Iterator[Image.Image]:
    """Yield one picture after another for the whole recording; the newest level is the bar on the right."""
    card = _card(plan)
    step = plan["rate"] / FRAMES_PER_SECOND
    count = int(np.ceil(len(sound) / step))
    heights = [_height(sound[int(n * step) : int((n + 1) * step)]) for n in range(count)]
    for number in range(count):
        image = card.copy()
        pen = ImageDraw.Draw(image)
        now = number / FRAMES_PER_SECOND
        speakers = [name for start, end, name in speaking if start <= now < end]
        pen.text((40, 296), " and ".join(speakers), fill=ACCENT, font=_font(15))
        for bar in range(BARS):
            at = number - (BARS - 1 - bar)
            height = heights[at] if at >= 0 else 0.0
            left, half = 40 + bar * 11.8, 2 + 38 * height
            pen.rectangle((left, 230 - half, left + 6, 230 + half), fill=ACCENT if height > 0.08 else LINE)
        pen.rectangle((40, 330, 40 + 560 * (number + 1) / count, 332), fill=ACCENT)
        yield image


def _card(plan: dict[str, Any]) -> Image.Image:
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((40, 34), plan["title"], fill=INK, font=_font(34))
    pen.text((40, 80), plan["subtitle"], fill=MUTED, font=_font(17))
    pen.rounded_rectangle((40, 116, 282, 144), radius=14, outline=ACCENT, width=1)
    pen.text((54, 121), "Synthetic voice, invented person", fill=ACCENT, font=_font(15))
    pen.rectangle((40, 330, 600, 332), fill=LINE)
    return image


def _height(block: NDArray[np.float64]) -> float:
    level = 10 * np.log10(np.mean(block**2) + 1e-9) if len(block) else SILENT
    return float(np.clip((level - SILENT) / (LOUD - SILENT), 0, 1))


def _font(size: int) -> Any:
    return ImageFont.load_default(size)
