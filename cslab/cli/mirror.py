"""Commands: how far our own taste leaks into what we believe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.cli.printing import FAULTS, AsJson, Author, StudyFolder, emit, say, show
from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.study.elicitations import check_answer
from cslab.study.store import default_actor
from cslab.study.teamfile import ASKED, FIRST, read_answers
from cslab.workbench.mirroring import SECOND

app = typer.Typer(help="How far our own taste leaks into what we believe.", no_args_is_help=True)

Round = Annotated[str, typer.Option("--round", help="first, second (after listening), or any other name.")]

_ITEMS = {"item": "question", "wording": "wording", "lowest": "0 means", "highest": "100 means"}
_SHEETS = {"round": "round", "teammate": "teammate", "state": "state", "answered": "answered", "where": "in"}


@app.command("items", epilog="Example: cslab mirror items my-study")
def items(folder: StudyFolder, as_json: AsJson = False) -> None:
    """List the questions that teammates are asked."""
    found = cslab.open(folder, read_only=True).mirror_items()
    show(found, as_json=as_json, columns=_ITEMS, empty="There is nothing to ask yet: no survey has a scale.")


@app.command("answer", epilog="Example: cslab mirror answer my-study ease --own 80 --predicted 60 --as Maya")
def answer(
    folder: StudyFolder,
    item: Annotated[str, typer.Argument(help="Id of a question; none with --from.")] = "",
    own: Annotated[float | None, typer.Option(help="Your own answer, 0 to 100.")] = None,
    certainty: Annotated[float | None, typer.Option(help="How sure you are of it, 0 to 100.")] = None,
    predicted: Annotated[
        float | None, typer.Option(help="What customers answer on average, 0 to 100.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--from", help="A CSV file with item, own, certainty, predicted.")
    ] = None,
    of: Round = FIRST,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, or all of a file; the sheet is begun where there is none."""
    study, name = cslab.open(folder, actor=author), author or default_actor()
    if bool(item) == (file is not None):
        raise InputError("Name one question to answer, or a file with --from.")
    faults: list[Any] = []
    if file is None:
        rows = [(item, {"own": own, "certainty": certainty, "predicted": predicted})]
        if all(value is None or pd.isna(value) for value in (own, certainty, predicted)):
            raise InputError("Say what you answer: --own, --certainty or --predicted, each 0 to 100.")
    else:
        table = read_answers(file, study.config, teammate=name, round=of)
        faults = [fault.to_dict() for fault in table.faults]
        rows = [
            (str(row["item"]), {one: row[one] for one in ASKED}) for row in table.frame.to_dict("records")
        ]
    if not rows:
        raise InputError(str(faults[0]["sentence"]) if faults else f"{file} holds no answers.")
    items = list(study.mirror_items()["item"])
    for one, values in rows if items else ():  # a sheet that is begun closes results: nothing bad begins one
        check_answer(one, values, items)
    study.start_sheet(name, round=of)
    for one, values in rows:
        said: dict[str, Any] = {what: value for what, value in values.items() if pd.notna(value)}
        study.answer_sheet(name, one, round=of, **said)
    sheet = study.sheet(name, round=of)
    missing = list(sheet.missing(study.mirror_items()["item"])) if sheet is not None else []
    if as_json:
        emit({"round": of, "teammate": name, "kept": len(rows), "missing": missing, "faults": faults})
    else:
        for fault in faults:
            say(str(fault["sentence"]))
        left = f"{len(missing)} still open: {', '.join(missing)}" if missing else "nothing is open; lock it"
        say(f"Kept {len(rows)} for {name}; {left}.")
    if faults:
        raise typer.Exit(FAULTS)


@app.command("lock", epilog="Example: cslab mirror lock my-study --as Maya")
def lock(
    folder: StudyFolder,
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Lock it although questions are not answered.")
    ] = False,
    of: Round = FIRST,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Lock your sheet: nothing in it changes any more, and results are open to you."""
    name = author or default_actor()
    sheet = cslab.open(folder, actor=author).lock_sheet(name, round=of, incomplete=incomplete)
    value = {"round": sheet.round, "teammate": sheet.teammate, "answered": len(sheet.given())}
    _done(value, f"Locked: {len(sheet.given())} answers of {sheet.teammate}.", as_json=as_json)


@app.command("look", epilog="Example: cslab mirror look my-study --as Lee")
def look(folder: StudyFolder, of: Round = FIRST, author: Author = None, as_json: AsJson = False) -> None:
    """Say that you will look without answering; it is kept, and you can't answer that round later."""
    name = author or default_actor()
    sheet = cslab.open(folder, actor=author).decline_sheet(name, round=of)
    value = {"round": sheet.round, "teammate": sheet.teammate, "state": sheet.state}
    _done(value, f"{sheet.teammate} looks at the round {sheet.round} without answering.", as_json=as_json)


@app.command("team", epilog="Example: cslab mirror team my-study")
def team(folder: StudyFolder, as_json: AsJson = False) -> None:
    """Say who has answered in which round, and never what."""
    found = cslab.open(folder, read_only=True).sheets()
    show(found, as_json=as_json, columns=_SHEETS, empty="Nobody has begun a sheet yet.")


@app.command("project", epilog="Example: cslab mirror project my-study --as Maya")
def project(
    folder: StudyFolder,
    person: Annotated[
        str | None, typer.Option("--person", help="One teammate's own figure: yours, or one that is shared.")
    ] = None,
    of: Round = FIRST,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Say how far the team's own taste goes into what it predicts; of single people nothing unless asked."""
    study, name = cslab.open(folder, read_only=True), author or default_actor()
    _may_look(study, name, of)
    found = study.projection(of)
    if person is not None:
        _one(study, found, person, name, of, as_json=as_json)
        return
    if as_json:
        emit(
            {
                "verdict": found.verdict,
                "sentence": found.sentence,
                "figures": _rows(found.summary()),
                "items": _rows(found.items),
                "chance": found.chance,
                "needs": found.needs,
                "caveats": list(found.caveats),
            }
        )
        return
    say(found.sentence)
    named = {"this team": found.weight, "people like us": found.people_like_us, "warranted": found.warranted}
    _figures(named, (*filter(None, [found.chance, found.needs]), *found.caveats))


@app.command("change", epilog="Example: cslab mirror change my-study --as Maya")
def change(
    folder: StudyFolder,
    before: Annotated[str, typer.Option(help="The round before listening.")] = FIRST,
    after: Annotated[str, typer.Option(help="The round after it.")] = SECOND,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Say what changed between two rounds, among those who answered both."""
    study, name = cslab.open(folder, read_only=True), author or default_actor()
    for of in (before, after):
        _may_look(study, name, of)
    found = study.debiasing(before, after)
    if as_json:
        emit(
            {
                "verdict": found.verdict,
                "sentence": found.sentence,
                "figures": _rows(found.summary()),
                "caveats": list(found.caveats),
            }
        )
        return
    say(found.sentence)
    _figures({"projection": found.weight_change, "error": found.error_change}, found.caveats)


# ------------------------------------------------------------------------------------------ inside


def _may_look(study: cslab.Study, name: str, of: str) -> None:
    """Refuse whoever has not locked what they believe."""
    if why := study.mirror_closed_to(name, round=of):
        raise InputError(
            f"{why} Answer with: cslab mirror answer; or look without answering: cslab mirror look."
        )
    if why := study.mirror_alone(name, round=of):
        raise InputError(why)


def _one(study: cslab.Study, found: Any, person: str, name: str, of: str, *, as_json: bool) -> None:
    """One person's figure: for themselves, or shared by them."""
    table = study.sheets()
    own = (table["round"].str.casefold() == of.casefold()) & (
        table["teammate"].str.casefold() == person.casefold()
    )
    if person.casefold() != name.casefold() and not table.loc[own, "shared"].any():
        raise InputError(
            f"The figure of {person} is theirs alone, because they did not share it; "
            f"only they may look: --as {person!r}."
        )
    spelled = [str(one) for one in table.loc[own, "teammate"]]
    one = found.person(spelled[0] if spelled else person)
    if as_json:
        figures, items = _rows(one.summary()), _rows(one.items)
        emit({"teammate": one.name, "sentence": one.sentence, "figures": figures, "items": items})
        return
    say(one.sentence)
    _figures({"drawn toward the team's": one.weight, "own answers alone": one.alone}, ())


def _figures(named: dict[str, Estimate | None], caveats: tuple[str, ...]) -> None:
    for name, estimate in named.items():
        if estimate is not None:
            say(f"{name}: {estimate}")
    for caveat in caveats:
        say(caveat)


def _done(value: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        emit(value)
    else:
        say(sentence)


def _rows(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records", date_format="iso"))
