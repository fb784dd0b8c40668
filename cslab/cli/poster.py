"""Commands: the journey map on the wall."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

import cslab
from cslab.cli.printing import AsJson, StudyFolder, emit, say
from cslab.study.reelscript import AUDIENCES
from cslab.tell.poster.pdf import SHEETS

app = typer.Typer()


@app.command(
    "poster",
    epilog="Example: cslab journey poster my-study wall.pdf --size 8x3ft --link https://cslab.example.org",
)
def poster(
    folder: StudyFolder,
    to: Annotated[Path, typer.Argument(help="The file to write: .pdf (true size), .svg or .png.")],
    size: Annotated[
        str, typer.Option(help="Width and height: 8x3ft, 240x90cm, 96x36in, or A0 to A4.")
    ] = "8x3ft",
    paper: Annotated[
        str | None, typer.Option(help=f"Cut a PDF into sheets to glue together: {', '.join(SHEETS)}.")
    ] = None,
    link: Annotated[
        str,
        typer.Option(help="The app's address, or that of a share page (.html): QR codes lead there."),
    ] = "",
    audience: Annotated[
        str, typer.Option(help=f"Who will stand before it: {', '.join(AUDIENCES)}.")
    ] = "team",
    pixels: Annotated[int, typer.Option(help="Width of a PNG.")] = 4800,
    as_json: AsJson = False,
) -> None:
    """Write the journey map as a poster that one walks along."""
    study = cslab.open(folder, read_only=True)
    made = study.poster(to, size=size, paper=paper, link=link, audience=audience, pixels=pixels)
    if as_json:
        emit(asdict(made) | {"path": str(made.path), "links": dict(made.links)})
        return
    pages = f" on {made.pages} sheets" if made.pages > 1 else ""
    say(
        f"Wrote {made.path}: {made.width / 10:.0f} by {made.height / 10:.0f} cm{pages}, "
        f"to be read from {made.readable_from:.1f} m."
    )
    for sentence in made.left_out:
        say(sentence)
