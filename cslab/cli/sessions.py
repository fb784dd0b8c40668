"""Commands: empathy sessions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.errors import InputError
from cslab.study.convened import CALLED, Session
from cslab.study.store import default_actor

app = typer.Typer(
    help="Empathy sessions: set one up, see how far it is, and what it changed.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(metavar="SESSION", help="The session's name, as `list` shows it.")]
Phase = Annotated[str, typer.Option("--phase", help="before listening, or after it.")]

_LISTED = {
    **{"name": "session", "title": "title", "reel": "reel", "state": "state", "facilitator": "facilitator"},
    **{"participants": "people", "locked": "locked", "answered_again": "again"},
}
_ANSWERS = {
    "item": "question",
    "own": "own",
    "certainty": "certainty",
    "predicted": "predicted",
    "you": "you",
}
_MOVED = {
    "highlight": "clip",
    "interview_id": "interview",
    "people": "people",
    "of": "of",
    "after": "after (s)",
}
_NONE = "There is no figure with an interval."
_FIGURES = {"figure": "figure", "value": "value", "low": "from", "high": "to", "n": "n", "unit": "unit"}


@app.command("add", epilog="Example: cslab session add my-study 'First days' --reel first-90-days")
def add(
    folder: StudyFolder,
    title: Annotated[str, typer.Argument(help="How it is called before people.")],
    reel: Annotated[str, typer.Option(help="Name of the reel that will be heard.")],
    invite: Annotated[list[str] | None, typer.Option(help="A teammate; again for more.")] = None,
    item: Annotated[
        list[str] | None,
        typer.Option(help="Id of a question; again for more. All of them unless told."),
    ] = None,
    mode: Annotated[
        str, typer.Option(help="together (all follow the facilitator's play and pause) or alone.")
    ] = "together",
    facilitator: Annotated[str | None, typer.Option(help="Who alone moves it on; you unless told.")] = None,
    note: Annotated[str, typer.Option(help="Anything worth knowing.")] = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Set up a session: a reel, the questions, and who is invited."""
    made = cslab.open(folder, actor=author).add_session(
        title,
        reel=reel,
        teammates=invite or (),
        items=item or None,
        mode=mode,
        facilitator=facilitator,
        note=note,
    )
    _told(made, f"Set up {made.name}: {made.title}, led by {made.facilitator}.", as_json=as_json)


@app.command("list", epilog="Example: cslab session list my-study")
def list_sessions(folder: StudyFolder, as_json: AsJson = False) -> None:
    """List the sessions, the newest first."""
    found = cslab.open(folder, read_only=True).sessions()
    show(found, as_json=as_json, columns=_LISTED, empty="There are no sessions yet.")


@app.command("show", epilog="Example: cslab session show my-study first-days")
def show_session(folder: StudyFolder, name: Name, as_json: AsJson = False) -> None:
    """Say how far a session is and who has locked what, and never what anybody answered."""
    found = cslab.open(folder, read_only=True).session(name)
    if as_json:
        emit(_document(found))
        return
    say(f"{found.title}: {CALLED[found.state]}, heard {found.mode}, led by {found.facilitator}.")
    rows = pd.DataFrame(_document(found)["participants"])
    columns = {"teammate": "teammate", "joined": "joined", "locked": "locked", "listened": "listened"}
    show(rows, as_json=False, columns=columns | {"again": "again"}, empty="Nobody is invited yet.")


@app.command("invite", epilog="Example: cslab session invite my-study first-days Tom Ines --as Maya")
def invite(
    folder: StudyFolder,
    name: Name,
    teammates: Annotated[list[str], typer.Argument(help="Names of teammates.")],
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Invite teammates; who is invited already stays as they are."""
    study = cslab.open(folder, actor=author)
    study.invite_to_session(name, teammates)
    _told(study.session(name), f"Invited {', '.join(teammates)}.", as_json=as_json)


@app.command("move", epilog="Example: cslab session move my-study first-days listen --as Maya")
def move(
    folder: StudyFolder,
    name: Name,
    state: Annotated[str, typer.Argument(help="answer, listen, reveal, again or closed.")],
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Move a session on; its facilitator alone can."""
    found = cslab.open(folder, actor=author).move_session(name, state)
    _told(found, f"{found.title} is at {CALLED[found.state]}.", as_json=as_json)


@app.command("answer", epilog="Example: cslab session answer my-study first-days ease --own 80 --as Tom")
def answer(
    folder: StudyFolder,
    name: Name,
    item: Annotated[str, typer.Argument(help="Id of a question of the session.")],
    own: Annotated[float | None, typer.Option(help="Your own answer, 0 to 100.")] = None,
    certainty: Annotated[float | None, typer.Option(help="How sure you are of it, 0 to 100.")] = None,
    predicted: Annotated[
        float | None, typer.Option(help="What customers answer on average, 0 to 100.")
    ] = None,
    phase: Phase = "before",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Join a session and write down what you believe of one question."""
    study, who = cslab.open(folder, actor=author), author or default_actor()
    given = {"own": own, "certainty": certainty, "predicted": predicted}
    said: dict[str, float | None] = {what: value for what, value in given.items() if value is not None}
    if not said:
        raise InputError("Say what you answer: --own, --certainty or --predicted, each 0 to 100.")
    study.join_session(name, who)
    study.answer_session(name, who, phase, item, **said)
    missing = study.session_participant(name, who).sheet(phase).missing(study.session(name).items)
    value = {"session": name, "teammate": who, "phase": phase, "item": item, "missing": list(missing)}
    left = f"{len(missing)} still open: {', '.join(missing)}" if missing else "nothing is open; lock it"
    _done(value, f"Kept for {who}; {left}.", as_json=as_json)


@app.command("lock", epilog="Example: cslab session lock my-study first-days --as Tom")
def lock(
    folder: StudyFolder,
    name: Name,
    phase: Phase = "before",
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Lock it although questions are not answered.")
    ] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Lock your sheet: nothing in it changes any more."""
    study, who = cslab.open(folder, actor=author), author or default_actor()
    seat = study.lock_session(name, who, phase, incomplete=incomplete)
    many = len(seat.sheet(phase).given())
    value = {"session": name, "teammate": seat.teammate, "phase": phase, "answered": many}
    _done(value, f"Locked: {many} answers of {seat.teammate}.", as_json=as_json)


@app.command("answers", epilog="Example: cslab session answers my-study first-days --as Tom")
def answers(
    folder: StudyFolder, name: Name, phase: Phase = "before", author: Author = None, as_json: AsJson = False
) -> None:
    """Show what everybody wrote down, without names, to somebody who may see it."""
    study, who = cslab.open(folder, read_only=True), author or default_actor()
    found = study.session_answers(name, for_=who, phase=phase)
    show(found, as_json=as_json, columns=_ANSWERS, empty="Nobody has locked anything.")


@app.command("result", epilog="Example: cslab session result my-study first-days --as Maya")
def result(
    folder: StudyFolder,
    name: Name,
    own: Annotated[bool, typer.Option("--own", help="Your own result, for you alone.")] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Say what a session changed: prediction error, projection, and the clips that moved people."""
    study, who = cslab.open(folder, read_only=True), author or default_actor()
    if own:
        mine = study.own_session_result(name, who)
        if as_json:
            about = {"teammate": mine.teammate, "sentence": mine.sentence, "moved_by": list(mine.moved_by)}
            emit(about | {"figures": _rows(mine.summary()), "items": _rows(mine.items)})
        else:
            say(mine.sentence)
            show(
                mine.summary(), as_json=False, columns=_FIGURES, empty="There is no figure with an interval."
            )
        return
    found = study.session_result(name, for_=who)
    if as_json:
        counts: dict[str, Any] = {"people": found.people, "locked": found.locked, "listened": found.listened}
        tables = {"figures": found.summary(), "items": found.items, "moved": found.moved}
        about = counts | {"session": name, "sentence": found.sentence, "caveats": list(found.caveats)}
        emit(about | {what: _rows(table) for what, table in tables.items()})
        return
    say(found.sentence)
    show(found.summary(), as_json=False, columns=_FIGURES, empty=_NONE)
    show(found.moved, as_json=False, columns=_MOVED, empty="Nothing was heard.")
    for caveat in found.caveats:
        say(caveat)


@app.command("report", epilog="Example: cslab session report my-study first-days --to report.html")
def report(
    folder: StudyFolder,
    name: Name,
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("session.html"),
    audience: Annotated[str, typer.Option(help="Who may see and hear it: team, company or public.")] = "team",
    names: Annotated[bool, typer.Option("--names", help="Name who took part.")] = False,
    silent: Annotated[bool, typer.Option("--silent", help="Leave the sound out.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a session's report: one page with the clips that moved people as sound."""
    study = cslab.open(folder, read_only=True)
    page = study.session_report(name, to, audience=audience, names=names, sound=not silent)
    value = {"path": str(to), "clips": page.clips, "bytes": page.size, "left_out": list(page.left_out)}
    _done(value, f"Wrote {to}: {page.clips} clips, {page.size / 1e6:.1f} MB.", as_json=as_json)


@app.command("remove", epilog="Example: cslab session remove my-study first-days")
def remove(folder: StudyFolder, name: Name, author: Author = None, as_json: AsJson = False) -> None:
    """Take a session out of the list; what people answered stays in the store."""
    cslab.open(folder, actor=author).remove_session(name)
    _done({"removed": name}, f"Removed {name}; cslab session restore brings it back.", as_json=as_json)


@app.command("restore", epilog="Example: cslab session restore my-study first-days")
def restore(folder: StudyFolder, name: Name, author: Author = None, as_json: AsJson = False) -> None:
    """Bring a removed session back."""
    cslab.open(folder, actor=author).restore_session(name)
    _done({"restored": name}, f"{name} is back.", as_json=as_json)


# ------------------------------------------------------------------------------------------ inside


def _document(found: Session) -> dict[str, Any]:
    about = ("name", "title", "reel", "state", "mode", "facilitator", "survey", "note")
    seats = [
        {
            "teammate": one.teammate,
            "joined": one.joined,
            "locked": one.locked,
            "listened": one.listened_at is not None,
            "again": one.after_locked_at is not None,
        }
        for one in found.participants
    ]
    return {name: getattr(found, name) for name in about} | {
        "items": list(found.items),
        "participants": seats,
        "moved": dict(found.moved),
    }


def _told(found: Session, sentence: str, *, as_json: bool) -> None:
    _done(_document(found), sentence, as_json=as_json)


def _done(value: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        emit(value)
    else:
        say(sentence)


def _rows(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records", date_format="iso"))
