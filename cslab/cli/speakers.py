"""Commands for speakers: who says what, and under which name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

import cslab
from cslab.cli.printing import FAILED, FAULTS, AsJson, Author, StudyFolder, emit, say, show
from cslab.listen.batch import OnProgress, Outcome
from cslab.listen.speakers.find import MOST_SPEAKERS
from cslab.listen.speakers.weights import HOW_TO_GET, find_voice_weights
from cslab.timecode import format_time, parse_time

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(help="Who speaks: list, find, name, merge, swap, reassign.", no_args_is_help=True)

Interview = Annotated[str, typer.Argument(help="The interview's id.")]
Label = Annotated[str, typer.Argument(help="The speaker: a label such as 'voice 1', or the name shown.")]

COLUMNS = {
    "interview_id": "interview",
    "label": "label",
    "name": "name",
    "role": "role",
    "seconds": "seconds",
    "words": "words",
    "guess": "who asks",
}
TURN_COLUMNS = {"id": "id", "start": "start", "end": "end", "label": "label", "author": "by"}


@app.command("list", epilog="Example: cslab speakers list my-study int-03")
def list_speakers(
    folder: StudyFolder,
    interview: Annotated[str | None, typer.Argument(help="Only this interview; all unless told.")] = None,
    turns: Annotated[
        bool, typer.Option("--reassigned", help="List the stretches that people reassigned instead.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List who speaks, who asks, and whether that is a guess."""
    study = cslab.open(folder, read_only=True)
    if turns:
        found = study.reassigned(interview)
        show(found, as_json=as_json, columns=TURN_COLUMNS, empty="Nothing was reassigned yet.")
        return
    found = study.speakers_table(None if interview is None else [interview])
    empty = f"Nobody knows yet who speaks; run: cslab speakers find {folder}"
    _show(found, as_json=as_json, empty=empty)
    if not as_json and bool(found["guessed"].any()):
        say(f"Who asks is a guess where it says so; to turn it over: cslab speakers swap {folder} INTERVIEW")


@app.command("find", epilog="Example: cslab speakers find my-study int-03 --count 3")
def find(
    folder: StudyFolder,
    interviews: Annotated[
        list[str] | None, typer.Argument(help="Only these interviews; all unless told.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=MOST_SPEAKERS, help="How many people speak.")] = 2,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Tell the voices of recordings of one channel apart; the voice model (81 MB) is fetched if need be."""
    study = cslab.open(folder, actor=author)
    with progress(quiet=as_json) as on_progress:
        report = study.find_speakers(interviews or None, speakers=count, on_progress=on_progress)
    if as_json:
        emit([outcome.to_dict() for outcome in report])
    for outcome in () if as_json else report:
        say(outcome.sentence)
    if any(outcome.state == "failed" for outcome in report):
        raise typer.Exit(FAILED if all(outcome.state == "failed" for outcome in report) else FAULTS)


@app.command("name", epilog="Example: cslab speakers name my-study int-03 'voice 1' 'Tom' --role interviewer")
def name_speaker(
    folder: StudyFolder,
    interview: Interview,
    label: Label,
    name: Annotated[str | None, typer.Argument(help="Their name from now on.")] = None,
    role: Annotated[str | None, typer.Option(help="customer, interviewer or other.")] = None,
    person: Annotated[str | None, typer.Option(help="Their person_id in people.csv.")] = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Say who a speaker is; the name of another speaker makes the two one."""
    study = cslab.open(folder, actor=author)
    study.name_speaker(interview, label, name=name, role=role, person_id=person)
    _report(study, interview, as_json=as_json)


@app.command("merge", epilog="Example: cslab speakers merge my-study int-03 'voice 3' 'voice 2'")
def merge(
    folder: StudyFolder,
    interview: Interview,
    label: Label,
    into: Annotated[str, typer.Argument(help="The speaker that it really is.")],
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Make two speakers one."""
    study = cslab.open(folder, actor=author)
    study.merge_speakers(interview, label, into)
    _report(study, interview, as_json=as_json)


@app.command("swap", epilog="Example: cslab speakers swap my-study int-03")
def swap(folder: StudyFolder, interview: Interview, author: Author = None, as_json: AsJson = False) -> None:
    """Turn over who asks and who answers."""
    study = cslab.open(folder, actor=author)
    study.swap_speakers(interview)
    _report(study, interview, as_json=as_json)


@app.command("reassign", epilog="Example: cslab speakers reassign my-study int-03 1:02 1:04.5 'voice 2'")
def reassign(
    folder: StudyFolder,
    interview: Interview,
    start: Annotated[str, typer.Argument(help="Where the stretch starts: seconds or 1:02.5.")],
    end: Annotated[str, typer.Argument(help="Where it ends.")],
    label: Label,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Give a stretch of time to a speaker."""
    study = cslab.open(folder, actor=author)
    first, last = parse_time(start), parse_time(end)
    number = study.reassign(interview, first, last, label)
    if as_json:
        emit({"id": number, "interview_id": interview, "start": first, "end": last, "label": label})
    else:
        say(f"{format_time(first)} to {format_time(last)} of {interview} is {label}'s (number {number}).")


@app.command("undo", epilog="Example: cslab speakers undo my-study 7")
def undo(
    folder: StudyFolder,
    number: Annotated[int, typer.Argument(help="The number of the reassigned stretch.")],
    redo: Annotated[bool, typer.Option("--redo", help="Bring it back instead.")] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Take a reassigned stretch back."""
    study = cslab.open(folder, actor=author)
    (study.redo_reassign if redo else study.undo_reassign)(number)
    if as_json:
        emit({"id": number, "removed": not redo})
    else:
        say(f"Stretch {number} is {'back' if redo else 'taken back'}.")


@contextmanager
def progress(*, quiet: bool) -> Iterator[OnProgress]:
    """Bars, one a recording, on stderr where a person looks."""
    with Progress(console=Console(stderr=True), disable=quiet or not sys.stderr.isatty()) as bars:
        tasks: dict[str, object] = {}

        def note(interview_id: str, done: float, total: float, left: float | None) -> None:  # noqa: ARG001
            if interview_id not in tasks:
                tasks[interview_id] = bars.add_task(f"Speakers of {interview_id}", total=total)
            bars.update(tasks[interview_id], completed=done)  # type: ignore[arg-type]

        yield note


def after_words(study: cslab.Study, interviews: list[str], count: str | None) -> tuple[Outcome, ...]:
    """Find the speakers of what was transcribed, when the voice model is here or a number was asked for.

    Where the study can only be read, nothing is looked for unless it was asked for.
    """
    if count == "off" or not interviews or (count is None and study.read_only):
        return ()
    if count is None and find_voice_weights() is None:
        say(f"To tell voices apart in recordings of one channel, run: {HOW_TO_GET}")
        return ()
    return study.find_speakers(interviews, speakers=int(count or 2), only_new=count is None)


def _report(study: cslab.Study, interview: str, *, as_json: bool) -> None:
    found = study.speakers_table([interview])
    _show(found, as_json=as_json, empty="Nobody speaks there.")


def _show(found: pd.DataFrame, *, as_json: bool, empty: str) -> None:
    if not as_json:
        found["guess"] = found["guessed"].map({True: "a guess", False: ""})
    show(found, as_json=as_json, columns=COLUMNS, empty=empty)
