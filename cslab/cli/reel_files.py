"""Commands that make files of a reel: rendered sound and video, and what is written at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say
from cslab.cli.reels import plan_reel
from cslab.tell.exports import RENDERED, WRITTEN
from cslab.timecode import format_time

app = typer.Typer()

Name = Annotated[str, typer.Argument(help="The reel's name.")]
Audience = Annotated[
    str | None,
    typer.Option(help="Who will hear it: team, company or public; whom the reel is for unless told."),
]


@app.command("render", epilog="Example: cslab reel render my-study first-90-days --to reel.mp3")
def render_reel(
    folder: StudyFolder,
    name: Name,
    to: Annotated[
        Path | None, typer.Option(help="The file to write; the study keeps it unless told.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help=f"{', '.join(RENDERED)} (video, wide and square); by the file's name, else m4a.",
        ),
    ] = None,
    audience: Audience = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan and render nothing.")] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Render a reel as sound or video: one loudness, soft edges, chapters, captions and audit beside it."""
    if dry_run:
        plan_reel(folder, name, audience=audience, as_json=as_json)
        return
    with Progress(console=Console(stderr=True), disable=as_json or not sys.stderr.isatty()) as bars:
        task = bars.add_task(name, total=1.0)
        rendered = (
            cslab.open(folder, actor=author)
            .reel(name)
            .render(
                to,
                format=form,
                audience=audience,
                on_progress=lambda share: bars.update(task, completed=share),
            )
        )
    if as_json:
        emit(rendered.to_dict())
        return
    say(f"Rendered {rendered.path}: {format_time(rendered.duration)}, {rendered.loudness:.1f} LUFS.")
    for remark in rendered.remarks:
        say(remark)


@app.command("export", epilog="Example: cslab reel export my-study first-90-days first-90-days.otio")
def export_reel(
    folder: StudyFolder,
    name: Name,
    file: Annotated[
        Path, typer.Argument(help=f"The file to write; its suffix says what: {', '.join(WRITTEN)}.")
    ],
    audience: Audience = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Write a reel as captions, a cut list for editors, a playlist or a manifest, its audit beside it."""
    made = cslab.open(folder, actor=author, read_only=True).reel(name).export(file, audience=audience)
    if as_json:
        emit(made.to_dict())
        return
    beside = f", and {', '.join(path.name for path in made.beside)} beside it" if made.beside else ""
    say(f"Wrote {made.path}{beside}.")
    for remark in made.remarks:
        say(remark)
