"""Commands for transcripts that people already have."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say

app = typer.Typer(help="Bring transcripts that you already have.", no_args_is_help=True)


@app.callback()
def transcript() -> None:
    """Bring transcripts that you already have."""


@app.command("import", epilog="Example: cslab transcript import my-study int-03 otter-export.txt")
def import_transcript(
    folder: StudyFolder,
    interview: Annotated[str, typer.Argument(help="The interview's id.")],
    file: Annotated[
        Path,
        typer.Argument(help="VTT, SRT, Whisper's JSON, text of Otter, Zoom or Teams, .docx, plain text."),
    ],
    format: Annotated[  # noqa: A002 (the option's name)
        str | None,
        typer.Option(help="vtt, srt, json, md, txt, turns or plain; the text itself tells when left out."),
    ] = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Take in a transcript, and lay it over the recording where there is one."""
    done = cslab.open(folder, actor=author).import_transcript(interview, file, format=format)
    if as_json:
        emit(dataclasses.asdict(done))
        return
    say(str(done))
    for sentence in done.unclear:
        say(f"Unclear: {sentence}")
