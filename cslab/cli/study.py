"""Commands for the study as a whole: start, check, transcribe, open the app."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

import cslab
from cslab.cli import corrections
from cslab.cli import speakers as speaking
from cslab.cli.printing import FAILED, FAULTS, AsJson, Author, StudyFolder, emit, say
from cslab.errors import InputError
from cslab.launch import launch_app
from cslab.listen.speakers.find import MOST_SPEAKERS
from cslab.study.check import check as find_faults
from cslab.timecode import format_time

app = typer.Typer()


@app.command(epilog="Example: cslab init my-study --title 'The first ninety days'")
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it may exist, but not hold a study.")],
    title: Annotated[str, typer.Option(help="What the study is called; the folder's name unless told.")] = "",
    as_json: AsJson = False,
) -> None:
    """Start a study: a folder with study.toml, and places for recordings and people."""
    study = cslab.init(folder, title=title or folder.resolve().name)
    if as_json:
        emit({"folder": str(study.folder), "title": study.config.title})
    else:
        say(f"Made the study '{study.config.title}' in {study.folder}.")
        say(f"Put recordings into {study.folder / 'recordings'}, then run: cslab transcribe {folder}")


@app.command(epilog="Example: cslab check data/samples/ledgerline")
def check(folder: StudyFolder, as_json: AsJson = False) -> None:
    """List every fault of every input at once: file, row, column, value, what was expected."""
    faults = find_faults(folder)
    if as_json:
        emit([asdict(fault) for fault in faults])
    elif not faults:
        say("No faults: every input can be read.")
    else:
        for fault in faults:
            typer.echo(fault.sentence)
        say(f"{len(faults)} fault{'s' * (len(faults) != 1)}; the rows without one are used all the same.")
    if faults:
        raise typer.Exit(FAULTS)


@app.command(epilog="Example: cslab transcribe my-study --model tiny.en int-03 int-04")
def transcribe(
    folder: StudyFolder,
    interviews: Annotated[
        list[str] | None, typer.Argument(help="Only these interviews; all unless told.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="A model's name, a weights file, or 'auto'.")] = None,
    engine: Annotated[str | None, typer.Option(help="whisper, or faster-whisper (the extra 'fast').")] = None,
    language: Annotated[
        str | None, typer.Option(help="Two letters, such as 'en'; detected unless told.")
    ] = None,
    speakers: Annotated[
        str | None,
        typer.Option(
            metavar="N|off",
            help="How many people speak in one channel; unless told, 2 when the voice model is here.",
        ),
    ] = None,
    then_reels: Annotated[
        bool, typer.Option("--then-reels", help="Afterwards render every reel that is out of date.")
    ] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Turn recordings into words. Nothing is done twice, and what was interrupted goes on."""
    if speakers not in {None, "off", *map(str, range(1, MOST_SPEAKERS + 1))}:
        raise InputError(f"--speakers takes a number from 1 to {MOST_SPEAKERS} or 'off', not {speakers!r}.")
    study = cslab.open(folder, actor=author)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[left]}"),
    )
    with Progress(*columns, console=Console(stderr=True), disable=as_json or not sys.stderr.isatty()) as bars:
        tasks: dict[str, Any] = {}

        def on_progress(interview_id: str, done: float, total: float, left: float | None) -> None:
            if interview_id not in tasks:
                tasks[interview_id] = bars.add_task(interview_id, total=total, left="")
            shown = "" if left is None else f"{format_time(left)} left"
            bars.update(tasks[interview_id], completed=done, total=total, left=shown)

        report = study.transcribe(
            interviews, model=model, engine=engine, language=language, on_progress=on_progress, on_choice=say
        )
    heard = [outcome.interview_id for outcome in report if outcome.state in {"transcribed", "already"}]
    voices = speaking.after_words(study, heard, speakers)
    rendered = study.render_reels() if then_reels else ()
    if as_json:
        emit(
            {
                "recordings": [outcome.to_dict() for outcome in report],
                "speakers": [outcome.to_dict() for outcome in voices],
                "reels": [str(path) for path in rendered],
            }
        )
    else:
        for outcome in (*report, *(voice for voice in voices if voice.state != "already")):
            say(outcome.sentence)
        new = [outcome.interview_id for outcome in report if outcome.state == "transcribed"]
        if lost := corrections.lost(study, new):
            say(lost)
        for path in rendered:
            say(f"Rendered {path}.")
        if not report:
            say(f"There are no recordings yet; put some into {study.folder / 'recordings'}.")
    if any(outcome.state == "failed" for outcome in report):
        raise typer.Exit(FAILED if all(outcome.state == "failed" for outcome in report) else FAULTS)


@app.command("app", epilog="Example: cslab app data/samples/ledgerline --port 8600")
def open_app(
    folder: StudyFolder,
    port: Annotated[int, typer.Option(help="The port to listen on; 0 for a free one.")] = 8501,
    address: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 for the whole network.")
    ] = "localhost",
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Nothing can be changed from the app.")
    ] = False,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the app in the browser.")
    ] = True,
) -> None:
    """Open the app on a study; its recordings are transcribed in the background."""
    launch_app(
        cslab.open(folder, read_only=True).folder,
        port=port,
        address=address,
        read_only=read_only,
        browser=browser,
    )
