"""Commands for highlights."""

from __future__ import annotations

from typing import Annotated

import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.errors import InputError
from cslab.timecode import Span, format_time, parse_time

app = typer.Typer(help="Add, list and remove highlights.", no_args_is_help=True)

HIGHLIGHT_COLUMNS = {
    "id": "id",
    "interview_id": "interview",
    "start": "start",
    "end": "end",
    "stage": "stage",
    "codes": "codes",
    "quote": "quote",
}


@app.command(
    "add", epilog="Example: cslab highlight add my-study int-03 --start 1:02 --end 1:10 --code approvals"
)
def add_highlight(
    folder: StudyFolder,
    interview: Annotated[str, typer.Argument(help="The interview's id.")],
    start: Annotated[str | None, typer.Option(help="Where it starts: seconds or 1:02.5.")] = None,
    end: Annotated[str | None, typer.Option(help="Where it ends.")] = None,
    quote: Annotated[
        str | None, typer.Option(help="The words instead of the times; they are looked up.")
    ] = None,
    codes: Annotated[
        list[str] | None, typer.Option("--code", help="A code; give the option again for more.")
    ] = None,
    stage: Annotated[str | None, typer.Option(help="The stage of the journey.")] = None,
    note: Annotated[str, typer.Option(help="Anything worth keeping.")] = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Mark a span of one interview with codes and a stage."""
    study = cslab.open(folder, actor=author)
    if quote is not None and start is None and end is None:
        span = study.find_quote(interview, quote)
    elif quote is None and start is not None and end is not None:
        span = Span(parse_time(start), parse_time(end))
    else:
        raise InputError("Say where the highlight is: either --start and --end, or --quote with its words.")
    number = study.add_highlight(
        interview, start=span.start, end=span.end, codes=codes or (), stage=stage, note=note
    )
    if as_json:
        emit({"id": number, "interview_id": interview, "start": span.start, "end": span.end})
    else:
        say(f"Highlight {number}: {interview}, {format_time(span.start)} to {format_time(span.end)}.")


@app.command("list", epilog="Example: cslab highlight list my-study --code approvals --stage onboarding")
def list_highlights(
    folder: StudyFolder,
    interview: Annotated[str | None, typer.Option(help="Only this interview.")] = None,
    code: Annotated[str | None, typer.Option(help="Only this code.")] = None,
    stage: Annotated[str | None, typer.Option(help="Only this stage.")] = None,
    as_json: AsJson = False,
) -> None:
    """List highlights with their words."""
    found = cslab.open(folder, read_only=True).highlights(interview, code=code, stage=stage)
    show(found, as_json=as_json, columns=HIGHLIGHT_COLUMNS, empty="There are no such highlights yet.")


@app.command("remove", epilog="Example: cslab highlight remove my-study 12")
def remove_highlight(
    folder: StudyFolder,
    number: Annotated[int, typer.Argument(help="The highlight's id.")],
    undo: Annotated[bool, typer.Option("--undo", help="Bring a removed highlight back.")] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Remove a highlight; it can be brought back with --undo."""
    study = cslab.open(folder, actor=author)
    (study.restore_highlight if undo else study.remove_highlight)(number)
    if as_json:
        emit({"id": number, "removed": not undo})
    else:
        say(f"Highlight {number} is {'back' if undo else 'removed; to bring it back, repeat with --undo'}.")
