"""From a journey map to a poster's file: PDF at true size or on sheets of paper, SVG, PNG."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.tell.journey.map import JourneyMap
from cslab.tell.poster.drawing import Drawing
from cslab.tell.poster.layout import lay_out
from cslab.tell.poster.pdf import sheets, write_pdf
from cslab.tell.poster.png import write_png
from cslab.tell.poster.svg import write_svg

FORMATS = (".pdf", ".svg", ".png")

X_HEIGHT = 0.546
"""Of Inter: height of a small letter, as a part of the size."""

SEEN = math.tan(math.radians(10 / 60))
"""Ten minutes of arc: small letters of that height are twice as large as good eyes can just tell apart."""

_UNITS = {"ft": 304.8, "in": 25.4, "m": 1000.0, "cm": 10.0, "mm": 1.0}
_PAPERS = {"a0": "1189x841mm", "a1": "841x594mm", "a2": "594x420mm", "a3": "420x297mm", "a4": "297x210mm"}


@dataclass(frozen=True, slots=True)
class Size:
    """Of a poster.

    Parameters
    ----------
    width, height : float
        Millimetres.

    Raises
    ------
    InputError
        If it is smaller than a sheet of A5 or larger than 50 metres.
    """

    width: float = 2438.4
    height: float = 914.4

    def __post_init__(self) -> None:
        if not (148 <= self.width <= 50_000 and 105 <= self.height <= 50_000):
            raise InputError(
                f"A poster is 148 to 50000 mm wide and 105 to 50000 mm high, but {self.width:.0f} by "
                f"{self.height:.0f} mm was asked for."
            )


def parse_size(text: str) -> Size:
    """Read a size as people write it.

    Parameters
    ----------
    text : str
        ``8x3ft``, ``240x90cm``, ``96x36in``, or a name such as ``A1`` (lying).

    Raises
    ------
    InputError
        If it is no size.

    Examples
    --------
    >>> parse_size("8x3ft") == Size()
    True
    >>> parse_size("A1").width
    841.0
    """
    asked = _PAPERS.get(text.strip().lower(), text.strip().lower())
    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*[x×]\s*(\d+(?:[.,]\d+)?)\s*(ft|in|m|cm|mm)", asked)
    if found is None:
        raise InputError(f"{text!r} is no size of a poster; write it as 8x3ft, 240x90cm, 96x36in or A1.")
    unit = _UNITS[found[3]]
    wide, high = (float(found[number].replace(",", ".")) for number in (1, 2))
    return Size(round(wide * unit, 3), round(high * unit, 3))


@dataclass(frozen=True, slots=True)
class Poster:
    """A poster that was written.

    Parameters
    ----------
    path : Path
        The file.
    width, height : float
        Millimetres.
    readable_from : float
        Metres from which its smallest letters are read with ease.
    pages : int
        Of the file: 1, or as many as there are sheets.
    links : mapping of str to str
        What the codes open, by stage.
    left_out : tuple of str
        What found no room or may not be shown, one sentence each.
    """

    path: Path
    width: float
    height: float
    readable_from: float
    pages: int
    links: Mapping[str, str]
    left_out: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return one row: path, width_mm, height_mm, readable_from_m, pages, codes, left_out."""
        return pd.DataFrame(
            {
                "path": [str(self.path)],
                "width_mm": [self.width],
                "height_mm": [self.height],
                "readable_from_m": [round(self.readable_from, 2)],
                "pages": [self.pages],
                "codes": [len(self.links)],
                "left_out": ["; ".join(self.left_out)],
            }
        )


def make_poster(
    journey: JourneyMap,
    path: str | Path,
    *,
    size: Size | str = "8x3ft",
    paper: str | None = None,
    link: str = "",
    note: str = "",
    pixels: int = 4800,
) -> Poster:
    """Write a journey map as a poster.

    Parameters
    ----------
    journey : JourneyMap
        What to show.
    path : str or Path
        ``.pdf``, ``.svg`` or ``.png``.
    size : Size or str
        See `parse_size`.
    paper : {"a4", "letter", "a3", "tabloid"}, optional
        For a PDF: on sheets of this paper, to be glued together.
    link : str
        Where a stage is heard: the address of the app, or of a share page (it ends with ``.html``).
    note : str
        What readers must know.
    pixels : int
        Width of a PNG.

    Returns
    -------
    Poster
        What was written.

    Raises
    ------
    InputError
        If the size, the suffix or the address makes no sense.
    NotFoundError
        If there is no such paper.

    Notes
    -----
    Nothing is written smaller than the running text, whose size follows from the page: every lane gets a
    stated part of its height and every stage a part of its width. Letters count as readable from where the
    height of a small letter covers ten minutes of arc, twice what an eye of normal sight can resolve.

    References
    ----------
    Legge, G. E., & Bigelow, C. A. (2011). Does print size matter for reading? Journal of Vision 11(5), 8.
    """
    target = Path(path)
    if target.suffix.lower() not in FORMATS:
        raise NotFoundError.of("format of a poster", target.suffix, FORMATS)
    if paper is not None and target.suffix.lower() != ".pdf":
        raise InputError("Only a PDF has sheets of paper; give the poster a name that ends with .pdf.")
    asked = parse_size(size) if isinstance(size, str) else size
    links = _links(journey, link)
    drawing, crowded = lay_out(journey, asked.width, asked.height, links=links, note=note)
    pages = 1
    if target.suffix.lower() == ".svg":
        write_svg(drawing, target)
    elif target.suffix.lower() == ".png":
        write_png(drawing, target, width=pixels)
    else:
        name = paper.lower() if paper is not None else None
        write_pdf(drawing, target, paper=name, author="cslab")
        pages = sheets(drawing.width, drawing.height, name).count if name is not None else 1
    return Poster(
        path=target,
        width=drawing.width,
        height=drawing.height,
        readable_from=readable_from(drawing),
        pages=pages,
        links=links,
        left_out=(*journey.left_out, *crowded),
    )


def readable_from(drawing: Drawing) -> float:
    """Metres from which the smallest letters of a drawing are read with ease."""
    return drawing.smallest * X_HEIGHT / SEEN / 1000


def _links(journey: JourneyMap, link: str) -> dict[str, str]:
    """Address of each stage that has something to be heard."""
    if not link:
        return {}
    if not re.fullmatch(r"https?://[^\s<>\"]+", link) or len(link) > 300:
        raise InputError(
            f"{link[:60]!r} is no address that a phone can open; give the app's or the share page's, "
            "which begins with https://."
        )
    heard = [stage for stage in journey.stages if len(journey.played(stage))]
    if link.lower().split("?")[0].endswith((".html", ".htm")):
        return {stage: f"{link}#stage-{quote(stage, safe='')}" for stage in heard}
    return {stage: f"{link.rstrip('/')}/journey?stage={quote(stage, safe='')}&lane=say" for stage in heard}
