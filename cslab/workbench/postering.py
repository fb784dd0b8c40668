"""Postering: the journey map on the wall."""

from __future__ import annotations

from pathlib import Path

from cslab.tell.poster import Poster, Size, make_poster
from cslab.workbench.journeying import Journeying


class Postering(Journeying):
    """The journey map as a poster."""

    def poster(
        self,
        path: str | Path,
        *,
        size: Size | str = "8x3ft",
        paper: str | None = None,
        link: str = "",
        audience: str = "team",
        pixels: int = 4800,
    ) -> Poster:
        """Write the journey map as a poster; see `cslab.tell.poster.make_poster`.

        Parameters
        ----------
        path : str or Path
            ``.pdf`` (vector, true size), ``.svg`` or ``.png``.
        size : Size or str
            Such as ``"8x3ft"``, ``"240x90cm"`` or ``"A1"``.
        paper : {"a4", "letter", "a3", "tabloid"}, optional
            Put a PDF on sheets of this paper, to be glued together.
        link : str
            Address of the app, or of a share page: each stage gets a QR code that leads to its clips there.
        audience : {"team", "company", "public"}
            Who will stand before it. What their people did not agree to is left out.
        pixels : int
            Width of a PNG.

        Raises
        ------
        InputError
            If size, address or audience make no sense.
        NotFoundError
            If there is no such format or paper.
        """
        return make_poster(
            self.journey(audience=audience),
            path,
            size=size,
            paper=paper,
            link=link,
            note=self.config.note,
            pixels=pixels,
        )
