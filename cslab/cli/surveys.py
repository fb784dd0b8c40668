"""Commands for surveys: what there is, how it was read, and mapping a new file of answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import cslab
from cslab.cli import scores
from cslab.cli.printing import FAULTS, AsJson, Author, StudyFolder, emit, say, show
from cslab.study.faults import Fault
from cslab.study.surveys.mapping import SurveyMapping
from cslab.study.surveys.survey import Survey

app = typer.Typer(
    help="List surveys, see how they were read, map new files, score answers.", no_args_is_help=True
)
app.add_typer(scores.app)

LIST_COLUMNS = {
    "name": "survey",
    "title": "title",
    "series": "series",
    "asked_on": "asked on",
    "responses": "responses",
    "asked": "asked",
    "left_out": "left out",
}
QUESTION_COLUMNS = {
    "question": "question",
    "role": "role",
    "answered": "answered",
    "missing": "missing",
    "wording": "wording",
}
FILE_COLUMNS = {
    "column": "#",
    "header": "header",
    "means": "probably",
    "filled": "filled",
    "samples": "such as",
}
LISTED = 30
"""Faults that are shown one by one."""

EMPTY = (
    "There are no surveys yet. Put the export of your survey tool into surveys/ and run: cslab surveys map"
)


@app.command("list", epilog="Example: cslab surveys list my-study")
def list_surveys(folder: StudyFolder, as_json: AsJson = False) -> None:
    """List the surveys, and the files in surveys/ that study.toml does not name yet."""
    study = cslab.open(folder, read_only=True)
    table = study.surveys
    if not as_json:
        table["asked_on"] = table["asked_on"].dt.strftime("%Y-%m-%d")
    show(table, as_json=as_json, columns=LIST_COLUMNS, empty=EMPTY)
    if as_json:
        return
    for file in study.unmapped_surveys():
        say(f"Not mapped yet: {file}; run: cslab surveys map {folder} {file}")


@app.command("show", epilog="Example: cslab surveys show my-study relationship-2026q1")
def show_survey(
    folder: StudyFolder,
    name: Annotated[str, typer.Argument(help="The survey's name.")],
    as_json: AsJson = False,
) -> None:
    """Show one survey: responses, response rate, its questions, and every fault of its file."""
    found = cslab.open(folder, read_only=True).survey(name)
    if as_json:
        emit(facts(found))
    else:
        _tell(found)
    if found.faults:
        raise typer.Exit(FAULTS)


@app.command("map", epilog="Example: cslab surveys map my-study surveys/nps.csv --write")
def map_file(
    folder: StudyFolder,
    file: Annotated[Path, typer.Argument(help="A file of answers in the study's folder.")],
    name: Annotated[
        str | None, typer.Option(help="What to call the survey; the file's name unless told.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="How it is called before people.")] = None,
    series: Annotated[str | None, typer.Option(help="The series that this wave belongs to.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write it into study.toml.")] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Guess what the columns of a file are, and print it as it would stand in study.toml.

    Nothing is written without --write. What is guessed wrong can be changed in study.toml afterwards.
    """
    study = cslab.open(folder, read_only=not write, actor=author)
    look = study.survey_columns(file)
    done = study.map_survey(file, name=name, title=title, series=series, preview=not write)
    if as_json:
        columns = look.summary().to_dict("records")
        emit({"applied": done.applied, "toml": done.toml, "columns": columns, **facts(done.survey)})
        return
    show(look.summary(), as_json=False, columns=FILE_COLUMNS, empty="The file is empty.")
    typer.echo(f"\n{done.toml}")
    _tell_mapping(done)


def facts(survey: Survey) -> dict[str, Any]:
    """Give a survey as plain values."""
    rate = survey.response_rate
    return {
        "name": survey.name,
        "title": survey.title,
        "series": survey.config.series,
        "asked_on": survey.config.asked_on,
        "responses": len(survey.responses),
        "asked": None if survey.asked is None else len(survey.asked),
        "answered": survey.answered,
        "response_rate": None if rate is None else rate.summary().to_dict("records")[0],
        "left_out": survey.left_out,
        "left_out_because": dict(survey.reasons),
        "caveats": list(survey.caveats),
        "questions": survey.summary().to_dict("records"),
        "faults": [fault.to_dict() for fault in survey.faults],
    }


def _tell(survey: Survey) -> None:
    show(
        survey.summary(), as_json=False, columns=QUESTION_COLUMNS, empty="No question was found in the file."
    )
    say(f"{len(survey.responses):,} responses.")
    if survey.asked is not None:
        say(f"{survey.answered:,} of {len(survey.asked):,} who were asked answered: {survey.response_rate}.")
    for reason, count in survey.reasons.items():
        say(f"Left out: {count:,} {reason}.")
    for caveat in survey.caveats:
        say(f"Mind: {caveat}.")
    _tell_faults(survey.faults)


def _tell_faults(faults: tuple[Fault, ...]) -> None:
    for fault in faults[:LISTED]:
        typer.echo(fault.sentence)
    if len(faults) > LISTED:
        say(f"And {len(faults) - LISTED:,} faults more; with --json all are listed.")


def _tell_mapping(done: SurveyMapping) -> None:
    say(f"{'Written' if done.applied else 'Not written yet'}. {done.sentence}")
    for reason, count in done.survey.reasons.items():
        say(f"Left out: {count:,} {reason}.")
    _tell_faults(done.survey.faults)
    if not done.applied:
        say("To write it into study.toml, run the same with --write.")
