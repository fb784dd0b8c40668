"""Commands for highlights."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.errors import InputError
from cslab.study.juice import COMPONENTS
from cslab.timecode import Span, format_time, parse_time

app = typer.Typer(help="Add, list, change and remove highlights.", no_args_is_help=True)

Sentiment = Annotated[int | None, typer.Option(help="How they feel about it: -1, 0 or 1.", min=-1, max=1)]
Juiciness = Annotated[
    int | None, typer.Option(help="How much it gives: 1 to 5; else counted from --juice.", min=1, max=5)
]
Juice = Annotated[
    list[str] | None,
    typer.Option(help=f"What makes it juicy, again for more: {', '.join(COMPONENTS)}."),
]

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
    sentiment: Sentiment = None,
    juiciness: Juiciness = None,
    juice: Juice = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Mark a span of one interview with codes and a stage, or with a note alone."""
    study = cslab.open(folder, actor=author)
    if quote is not None and start is None and end is None:
        span = study.find_quote(interview, quote)
    elif quote is None and start is not None and end is not None:
        span = Span(parse_time(start), parse_time(end))
    else:
        raise InputError("Say where the highlight is: either --start and --end, or --quote with its words.")
    number = study.add_highlight(
        interview,
        start=span.start,
        end=span.end,
        codes=codes or (),
        stage=stage,
        note=note,
        sentiment=sentiment,
        juiciness=juiciness,
        juice=juice,
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
    coder: Annotated[str | None, typer.Option(help="Only those by this coder.")] = None,
    as_json: AsJson = False,
) -> None:
    """List highlights with their words."""
    found = cslab.open(folder, read_only=True).highlights(interview, code=code, stage=stage, coder=coder)
    show(found, as_json=as_json, columns=HIGHLIGHT_COLUMNS, empty="There are no such highlights yet.")


@app.command("change", epilog="Example: cslab highlight change my-study 12 --code trust --sentiment -1")
def change_highlight(
    folder: StudyFolder,
    number: Annotated[int, typer.Argument(help="The highlight's id.")],
    start: Annotated[str | None, typer.Option(help="Where it starts: seconds or 1:02.5.")] = None,
    end: Annotated[str | None, typer.Option(help="Where it ends.")] = None,
    codes: Annotated[
        list[str] | None, typer.Option("--code", help="The codes in place of those it has; again for more.")
    ] = None,
    stage: Annotated[str | None, typer.Option(help="The stage of the journey; '' for none.")] = None,
    note: Annotated[str | None, typer.Option(help="Anything worth keeping.")] = None,
    sentiment: Sentiment = None,
    juiciness: Juiciness = None,
    juice: Juice = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Change a highlight; what is not given stays, and the log keeps what was before."""
    given = {
        "start": None if start is None else parse_time(start),
        "end": None if end is None else parse_time(end),
        "codes": codes,
        "stage": stage,
        "note": note,
        "sentiment": sentiment,
        "juiciness": juiciness,
        "juice": juice,
    }
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if stage == "":
        values["stage"] = None
    cslab.open(folder, actor=author).change_highlight(number, **values)
    if as_json:
        emit({"id": number, "changed": sorted(values)})
    else:
        say(f"Highlight {number} is changed.")


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
