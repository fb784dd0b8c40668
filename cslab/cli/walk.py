"""Commands: the rota, the listening log, show-me notes and errands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.errors import InputError
from cslab.study.errands import OUTCOMES
from cslab.study.listenings import HOWS
from cslab.study.store import default_actor
from cslab.tell.walk.errands import MARK
from cslab.tell.walk.sittings import sittings

app = typer.Typer(
    help="Walk a mile: who listens to whom next, and what was heard.",
    no_args_is_help=True,
)

Week = Annotated[str | None, typer.Option("--week", help="Any day of the week; this one unless told.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same rotation.")]
Person = Annotated[str, typer.Argument(help="A person_id.")]
Number = Annotated[int, typer.Argument(help="Its number, as the list gives it.")]
On = Annotated[str | None, typer.Option("--on", help="The day, such as 2026-11-24; today unless told.")]
Minutes = Annotated[float | None, typer.Option(help="How long it took.")]
Note = Annotated[str, typer.Option(help="Anything worth knowing.")]
Teammate = Annotated[str | None, typer.Option("--teammate", help="Who listened; you, the --as, unless told.")]

_PROPOSALS = {"teammate": "who", "name": "listens to", "person_id": "person", "why": "why"}
_COLLEAGUES = {"teammate": "colleague", "why": "why"}
_ROTA = {
    **{"id": "number", "teammate": "who", "name": "listens to", "person_id": "person"},
    **{"state": "is", "reason": "because"},
}
_LOG = {
    **{"on_day": "on", "teammate": "who", "whom": "heard", "how": "how"},
    **{"minutes": "minutes", "note": "note"},
}
_NOTES = {
    **{"id": "number", "on_day": "on", "teammate": "seen by", "name": "shown by", "text": "what"},
    **{"state": "it", "interview_id": "in"},
}
_STEPS = {"id": "number", "title": "step", "what": "what to do", "takers": "colleagues"}
_DONE = {
    **{"on_day": "on", "teammate": "who", "who": "who is a", "title": "step", "outcome": "it"},
    **{"minutes": "minutes", "note": "note"},
}
_COVERAGE = {
    **{"by": "by", "group": "group", "customers": "customers", "heard": "heard"},
    **{"spoken": "spoken with", "note": "note"},
}


@app.command("rota", epilog="Example: cslab walk rota my-study --week 2026-11-23")
def rota(folder: StudyFolder, week: Week = None, as_json: AsJson = False) -> None:
    """Show a week of the rota: who listens to whom, and what became of it."""
    found = cslab.open(folder, read_only=True).rota(week)
    if as_json:
        emit({"week": found.week, "rows": _rows(found.table), "history": _rows(found.history)})
        return
    show(found.table, as_json=False, columns=_ROTA, empty="")
    say(f"Week of {found.week.isoformat()}. {found.sentence}")


@app.command("propose", epilog="Example: cslab walk propose my-study --week 2026-11-23 --agree")
def propose(
    folder: StudyFolder,
    week: Week = None,
    teammate: Annotated[
        list[str] | None, typer.Option("--teammate", help="Who listens; again for more; all unless told.")
    ] = None,
    each: Annotated[int, typer.Option("--each", help="Customers for each of them.")] = 1,
    session: Annotated[
        bool, typer.Option("--session", help="For a session: whom it hears, and who is invited.")
    ] = False,
    seed: Seed = 0,
    agree: Annotated[bool, typer.Option("--agree", help="Put the proposals into the rota.")] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Propose who listens to whom next, by a stated rule, and say why."""
    if session and agree:
        raise InputError("A session is set up with cslab session, so its proposals can't go into the rota.")
    study = cslab.open(folder, read_only=not agree, actor=author)
    if session:
        found = study.session_rotation(teammates=teammate, week=week, seed=seed)
    else:
        found = study.rotation(teammates=teammate, week=week, per_teammate=each, seed=seed)
    agreed = []
    for row in found.proposals.to_dict("records") if agree else ():
        name, person = str(row["teammate"]), str(row["person_id"])
        agreed.append(study.agree_rota(name, person, week=found.week, note=str(row["why"])))
    if as_json:
        emit(
            {
                **{"week": found.week, "seed": found.seed, "rule": found.rule, "agreed": agreed},
                **{"rows": _rows(found.proposals), "colleagues": _rows(found.colleagues)},
                **{"waiting": _rows(found.waiting), "caveats": list(found.caveats)},
            }
        )
        return
    columns = {name: word for name, word in _PROPOSALS.items() if not session or name != "teammate"}
    show(found.proposals, as_json=False, columns=columns, empty="Nobody is left to be proposed.")
    if session:
        show(found.colleagues, as_json=False, columns=_COLLEAGUES, empty="")
    for sentence in (found.rule, *found.caveats):
        say(sentence)
    if agreed:
        say(f"{len(agreed)} agreed for the week of {found.week.isoformat()}.")


@app.command("agree", epilog="Example: cslab walk agree my-study p-04 --week 2026-11-23 --as Maya")
def agree(
    folder: StudyFolder,
    person: Person,
    teammate: Teammate = None,
    week: Week = None,
    note: Note = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Agree to listen to a customer in a week."""
    study = cslab.open(folder, actor=author)
    number = study.agree_rota(_who(teammate, author), person, week=week, note=note)
    _done({"number": number}, f"In the rota as number {number}.", as_json=as_json)


@app.command("done", epilog="Example: cslab walk done my-study 3 --how call --minutes 25")
def done(
    folder: StudyFolder,
    number: Number,
    how: Annotated[str, typer.Option(help=f"One of {', '.join(HOWS)}.")] = "call",
    on: On = None,
    minutes: Minutes = None,
    note: Note = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Say that a line of the rota is done; the log gets its line, too."""
    study = cslab.open(folder, actor=author)
    study.finish_rota(number, how=how, on_day=on, minutes=minutes, note=note)
    _done({"number": number, "state": "done"}, f"Number {number} is done, and in the log.", as_json=as_json)


@app.command("put-off", epilog="Example: cslab walk put-off my-study 3 'She is on leave until Monday'")
def put_off(
    folder: StudyFolder,
    number: Number,
    reason: Annotated[str, typer.Argument(help="Why, in a few words.")],
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Put a line of the rota off; the customer is proposed again."""
    cslab.open(folder, actor=author).put_off_rota(number, reason)
    _done({"number": number, "state": "put off"}, f"Number {number} is put off.", as_json=as_json)


@app.command("brief", epilog="Example: cslab walk brief my-study p-04 --out leon.html --as Maya")
def brief(
    folder: StudyFolder,
    person: Person,
    teammate: Teammate = None,
    out: Annotated[Path | None, typer.Option(help="Write it as one HTML page, with sound.")] = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Write a brief before a conversation: one page, to be read, printed and heard."""
    name = _who(teammate, author)
    found = cslab.open(folder, read_only=True).walk_brief(name, person, blind_for=name)
    saved = None if out is None else found.save(out)
    if as_json:
        emit({"person_id": person, "name": found.name, "rows": _rows(found.summary()), "saved": saved})
        return
    show(found.summary(), as_json=False, columns={"part": "part", "what": "what", "why": "why"}, empty="")
    if saved is not None:
        say(f"Written to {saved}.")


@app.command("listen", epilog="Example: cslab walk listen my-study p-04 --how call --minutes 25 --as Maya")
def listen(
    folder: StudyFolder,
    people: Annotated[list[str], typer.Argument(help="person_id of whom you heard; several for more.")],
    how: Annotated[str, typer.Option(help=f"One of {', '.join(HOWS)}.")] = "call",
    source: Annotated[str, typer.Option(help="Name of the reel, session or interview.")] = "",
    teammate: Teammate = None,
    on: On = None,
    minutes: Minutes = None,
    note: Note = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Write into the log that somebody listened to customers."""
    study = cslab.open(folder, actor=author)
    name = _who(teammate, author)
    numbers = study.listen_to(name, people, how=how, source=source, on_day=on, minutes=minutes, note=note)
    word = "customer" if len(numbers) == 1 else "customers"
    _done({"numbers": list(numbers)}, f"In the log: {len(numbers)} {word}.", as_json=as_json)


@app.command("log", epilog="Example: cslab walk log my-study --as Maya")
def log(folder: StudyFolder, author: Author = None, as_json: AsJson = False) -> None:
    """Show who listened to whom, the newest first; your own weeks in a row are yours alone."""
    study = cslab.open(folder, read_only=True)
    rows = study.listenings().iloc[::-1].reset_index(drop=True)
    had = study.streaks(author)
    own = had.own
    if as_json:
        mine = None if own is None else {"weeks": own.weeks, "this_week": own.this_week}
        emit({"team": had.sentence, "weekly": _rows(had.weekly), "own": mine, "rows": _rows(rows)})
        return
    had_them = sittings(rows).iloc[::-1]
    show(had_them, as_json=False, columns=_LOG, empty="The log is empty. Write in it with cslab walk listen.")
    say(had.sentence)
    if own is not None:
        say(own.sentence)


@app.command("show-me", epilog="Example: cslab walk show-me my-study p-07 'Counts the binder' --as Kofi")
def show_me(
    folder: StudyFolder,
    person: Annotated[str, typer.Argument(help="Who showed it; without it, all notes are listed.")] = "",
    text: Annotated[str, typer.Argument(help="What they showed, in a sentence.")] = "",
    stage: Annotated[str | None, typer.Option(help="Stage of the journey.")] = None,
    code: Annotated[
        list[str] | None, typer.Option("--code", help="What it is about; again for more.")
    ] = None,
    interview: Annotated[str | None, typer.Option(help="Its recording, where it is there already.")] = None,
    at: Annotated[float | None, typer.Option(help="Seconds into the recording.")] = None,
    teammate: Teammate = None,
    on: On = None,
    note: Note = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Note what a customer showed; it becomes a highlight once its recording is there."""
    if not person:
        rows = cslab.open(folder, read_only=True).show_me()
        show(rows, as_json=as_json, columns=_NOTES, empty="Nobody has noted anything yet.")
        return
    study = cslab.open(folder, actor=author)
    number = study.add_show_me(
        _who(teammate, author),
        person,
        text,
        stage=stage,
        codes=code or (),
        interview_id=interview,
        at=at,
        on_day=on,
        note=note,
    )
    state = str(study.show_me().set_index("id").loc[number, "state"])
    _done({"number": number, "state": state}, f"Noted as number {number}; it {state}.", as_json=as_json)


@app.command("place", epilog="Example: cslab walk place my-study 3 int-07 --at 64.5")
def place(
    folder: StudyFolder,
    number: Number,
    interview: Annotated[str, typer.Argument(help="The recording in which it was shown.")],
    at: Annotated[float | None, typer.Option(help="At which second; what the note says unless told.")] = None,
    until: Annotated[
        float | None, typer.Option(help="Where it ends; around that moment unless told.")
    ] = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Make a show-me note a highlight of its recording."""
    made = cslab.open(folder, actor=author).place_show_me(number, interview, at, until=until)
    _done({"number": number, "highlight": made}, f"Note {number} is highlight {made}.", as_json=as_json)


@app.command("errands", epilog="Example: cslab walk errands my-study --do 2 --outcome 'gave up' --as Ruth")
def errands(
    folder: StudyFolder,
    do: Annotated[int | None, typer.Option("--do", help="Number of the step that you took.")] = None,
    outcome: Annotated[str, typer.Option(help=f"One of: {', '.join(OUTCOMES)}.")] = OUTCOMES[0],
    add: Annotated[str | None, typer.Option("--add", help="Title of a step to put on the list.")] = None,
    what: Annotated[str, typer.Option(help="What is to be done in it.")] = "",
    stage: Annotated[str | None, typer.Option(help="Its stage of the journey.")] = None,
    usual: Annotated[bool, typer.Option("--usual", help="Put the four usual steps on the list.")] = False,
    teammate: Teammate = None,
    on: On = None,
    minutes: Minutes = None,
    note: Note = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Show the steps of a customer that colleagues take, add one, or say how it went."""
    writes = do is not None or add is not None or usual
    study = cslab.open(folder, read_only=not writes, actor=author)
    if usual:
        study.begin_errands()
    if add is not None:
        study.add_errand(add, what=what, stage=stage)
    if do is not None:
        who = _who(teammate, author)
        study.do_errand(do, who, outcome=outcome, on_day=on, minutes=minutes, note=note)
    found = study.errands()
    if as_json:
        emit({"mark": MARK, "steps": _rows(found.steps), "notes": _rows(found.notes)})
        return
    show(found.steps, as_json=False, columns=_STEPS, empty="There are no steps yet; begin with --usual.")
    show(found.notes, as_json=False, columns=_DONE, empty="")
    say(found.sentence)


@app.command("coverage", epilog="Example: cslab walk coverage my-study --by plan")
def coverage(
    folder: StudyFolder,
    by: Annotated[
        list[str] | None, typer.Option("--by", help="A column of people.csv or accounts.csv; again for more.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count how many customers anybody has heard, by score and segment."""
    found = cslab.open(folder, read_only=True).coverage(by=by)
    if as_json:
        emit(
            {
                **{"sentence": found.sentence, "concentration": found.concentration},
                **{"rows": _rows(found.table), "caveats": list(found.caveats)},
            }
        )
        return
    show(found.table, as_json=False, columns=_COVERAGE, empty="")
    for sentence in filter(None, (found.sentence, found.concentration, *found.caveats)):
        say(sentence)


def _who(teammate: str | None, author: str | None) -> str:
    return teammate or author or default_actor()


def _done(value: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        emit(value)
    else:
        say(sentence)


def _rows(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records", date_format="iso"))
