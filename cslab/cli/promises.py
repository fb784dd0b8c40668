"""Commands for customers: the feedback loop, promises, and one customer's timeline."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.measure.customers.loop import STANDS
from cslab.study.feedback import DECISIONS
from cslab.study.promises import STATES

app = typer.Typer()
"""Its commands stand among those of `cslab.cli.customers`."""

Person = Annotated[str | None, typer.Option("--person", help="A person_id.")]
Account = Annotated[str | None, typer.Option("--account", help="An account_id.")]
Highlight = Annotated[int | None, typer.Option(help="Id of the highlight in which it was said.")]
Answer = Annotated[str | None, typer.Option(help="The answer: SURVEY/RESPONSE/QUESTION.")]
Contact = Annotated[str | None, typer.Option(help="contact_id of the exchange in which it came up.")]
Number = Annotated[int, typer.Argument(help="Its number, as the list gives it.")]
On = Annotated[str | None, typer.Option("--on", help="The day, such as 2026-03-04; today unless told.")]
Note = Annotated[str | None, typer.Option(help="Anything worth knowing.")]

_LOOP = {
    **{"id": "number", "heard_on": "heard on", "person_id": "person", "what": "what", "owner": "owner"},
    **{"stands": "stands", "waiting": "days since"},
}
_MISSED = {"at": "on", "kind": "how", "person_id": "person", "what": "what", "id": "id"}
_PROMISES = {
    **{"id": "number", "made_on": "made on", "made_by": "by", "person_id": "to", "what": "what"},
    **{"due_on": "due on", "state": "state", "late": "days late"},
}
_TIMELINE = {"on": "on", "kind": "kind", "title": "title", "detail": "detail"}


@app.command("loop", epilog="Example: cslab customers loop my-study --missed")
def loop(
    folder: StudyFolder,
    missed: Annotated[bool, typer.Option("--missed", help="What was heard and never answered.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Those that were told, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what was heard and is not answered yet, the oldest first."""
    found = cslab.open(folder, read_only=True).loop()
    if as_json:
        table = found.unanswered if missed else found.table if every else found.waiting
        emit(
            {
                "told": _estimate(found.told),
                "steps": _rows(found.steps),
                "rows": _rows(table),
                "caveats": list(found.caveats),
            }
        )
        return
    if missed:
        rows = found.unanswered.assign(at=found.unanswered["at"].dt.strftime("%Y-%m-%d"))
        show(rows, as_json=False, columns=_MISSED, empty="Nothing: everything unhappy is in the loop.")
        return
    table = found.table if every else found.waiting
    rows = table.assign(stands=table["stands"].map(STANDS))
    show(rows, as_json=False, columns=_LOOP, empty="Nothing waits in the loop.")
    if found.told is not None:
        say(f"Told what became of it: {found.told}.")
    for caveat in found.caveats:
        say(caveat)


@app.command("heard", epilog="Example: cslab customers heard my-study 'Tell me first' --person p-08")
def heard(
    folder: StudyFolder,
    what: Annotated[str, typer.Argument(help="In a sentence; their own words when left out.")] = "",
    person: Person = None,
    account: Account = None,
    highlight: Highlight = None,
    answer: Answer = None,
    contact: Contact = None,
    owner: Annotated[str, typer.Option(help="Who sees to it.")] = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Put something that was heard into the loop."""
    study = cslab.open(folder, actor=author)
    number = study.add_feedback(
        what,
        person_id=person,
        account_id=account,
        highlight=highlight,
        answer=answer,
        contact=contact,
        owner=owner,
    )
    _done({"number": number}, f"In the loop as number {number}.", as_json=as_json)


@app.command("decide", epilog="Example: cslab customers decide my-study 3 do --on 2026-03-04")
def decide(
    folder: StudyFolder,
    number: Number,
    decision: Annotated[str, typer.Argument(help=f"{', '.join(DECISIONS)}; or: done, told.")],
    on: On = None,
    owner: Annotated[str | None, typer.Option(help="Who sees to it.")] = None,
    note: Note = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Take a piece of feedback a step on: decide, say that it is done, or that the customer was told."""
    study = cslab.open(folder, actor=author)
    if owner is not None:
        study.change_feedback(number, owner=owner)
    if decision == "done":
        study.finish_feedback(number, on=on, note=note)
    elif decision == "told":
        study.tell_feedback(number, on=on, note=note)
    else:
        study.decide_feedback(number, decision, on=on, note=note)
    _done({"number": number, "step": decision}, f"Feedback {number}: {decision}.", as_json=as_json)


@app.command("promise", epilog="Example: cslab customers promise my-study 'An export' --by Maya --person p-2")
def promise(
    folder: StudyFolder,
    what: Annotated[str, typer.Argument(help="What is promised; without it, all promises are listed.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who gives their word.")] = "",
    person: Person = None,
    account: Account = None,
    on: On = None,
    due: Annotated[str | None, typer.Option("--due", help="The last day on which it is in time.")] = None,
    highlight: Highlight = None,
    answer: Answer = None,
    contact: Contact = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Write down a promise; without one, list all, the overdue ones first."""
    if not what:
        _list_promises(cslab.open(folder, read_only=True), as_json=as_json)
        return
    study = cslab.open(folder, actor=author)
    number = study.add_promise(
        what,
        made_by=by,
        person_id=person,
        account_id=account,
        made_on=on,
        due_on=due,
        highlight=highlight,
        answer=answer,
        contact=contact,
    )
    _done({"number": number}, f"Promise {number} is written down.", as_json=as_json)


@app.command("settle", epilog="Example: cslab customers settle my-study 3 kept --on 2026-03-06")
def settle(
    folder: StudyFolder,
    number: Number,
    state: Annotated[str, typer.Argument(help=f"One of {', '.join(STATES)}; made opens it again.")],
    on: On = None,
    note: Note = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Say what became of a promise."""
    cslab.open(folder, actor=author).settle_promise(number, state, on=on, note=note)
    _done({"number": number, "state": state}, f"Promise {number}: {state}.", as_json=as_json)


@app.command("timeline", epilog="Example: cslab customers timeline my-study p-04")
def timeline(
    folder: StudyFolder,
    person: Annotated[str | None, typer.Argument(help="A person_id.")] = None,
    account: Account = None,
    as_json: AsJson = False,
) -> None:
    """Show everything about one person, or one account, in the order of time."""
    found = cslab.open(folder, read_only=True).timeline(person, account_id=account)
    table = found.table
    shown = table if as_json else table.assign(on=table["at"].dt.strftime("%Y-%m-%d"))
    show(shown, as_json=as_json, columns=_TIMELINE, empty="Nothing is known of them yet.")
    for caveat in () if as_json else found.caveats:
        say(caveat)


def _list_promises(study: cslab.Study, *, as_json: bool) -> None:
    found = study.promises()
    if as_json:
        emit(
            {
                "kept": _estimate(found.kept),
                "kept_at_worst": _estimate(found.kept_at_worst),
                "teammates": _rows(found.teammates),
                "rows": _rows(found.table),
                "caveats": list(found.caveats),
            }
        )
        return
    state = found.table["state"].where(~found.table["overdue"], "overdue")
    rows = found.table.assign(state=state)
    show(rows, as_json=False, columns=_PROMISES, empty="There are no promises yet.")
    if found.kept is not None:
        say(f"Kept: {found.kept}.")
    for caveat in found.caveats:
        say(caveat)


def _done(value: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        emit(value)
    else:
        say(sentence)


def _rows(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records", date_format="iso"))


def _estimate(found: Any) -> Any:
    return None if found is None else _rows(found.summary())[0]
