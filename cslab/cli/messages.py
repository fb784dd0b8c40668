"""Commands for personas against real people, and whether customers would say what we say."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.challenge.messages import MessageTest
from cslab.challenge.personas import Fit, Quality
from cslab.cli.printing import AsJson, StudyFolder, emit, say, show

app = typer.Typer()
"""Its commands stand among those of `cslab.cli.personas`."""

Persona = Annotated[str | None, typer.Option("--persona", help="Id of a persona.")]

_WORDS = {"word": "we say", "people": "people", "spoke": "in interviews", "wrote": "in answers", "as": "as"}
_INSTEAD = {"word": "they say", "people": "people", "n": "of", "elsewhere": "of other things", "as": "as"}
_SEGMENTS = {"name": "persona", "people": "people", "accounts": "accounts", "heard": "can be heard"}
_PERSONS = {"name": "name", "person_id": "person", "true_of": "true", "tested": "of", "heard": "can be heard"}
_NUMBERS = {"claim": "claims", "check": "check", "what": "what", "figure": "figure"}


@app.command(
    "message", epilog="Example: cslab personas message my-study 'Paperless approvals' --persona carla"
)
def message(
    folder: StudyFolder,
    text: Annotated[str, typer.Argument(help="What we say to customers.")],
    persona: Persona = None,
    code: Annotated[
        list[str] | None, typer.Option("--code", help="What it is about; may be given several times.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Test a message: which of our words customers say themselves, and what they say instead."""
    found = cslab.open(folder, read_only=True).message_test(text, persona=persona, codes=code or None)
    if as_json:
        emit(_message(found))
        return
    for line in filter(None, [found.note, found.sentence]):
        say(line)
    words = found.words.assign(**{"as": _forms(found.words)})
    show(words, as_json=False, columns=_WORDS, empty="")
    say(found.subject.sentence)
    instead = found.instead.assign(**{"as": _forms(found.instead)})
    show(instead, as_json=False, columns=_INSTEAD, empty="No two people use a word of their own for it.")
    for caveat in found.caveats:
        say(caveat)


@app.command("fit", epilog="Example: cslab personas fit my-study --persona careful-carla")
def fit(folder: StudyFolder, persona: Persona = None, as_json: AsJson = False) -> None:
    """Hold personas against real customers: whom each holds, who fits none, worst, and nearest."""
    found = cslab.open(folder, read_only=True).persona_fit()
    if persona is not None:
        found.why_no_persons(persona)  # says that there is no such persona
    if as_json:
        emit(_fit(found, persona))
        return
    for line in filter(None, [found.sentence, found.unlike, *found.faults]):
        say(line)
    show(found.segments, as_json=False, columns=_SEGMENTS, empty="")
    if persona is not None:
        if why := found.why_no_persons(persona):
            say(why)
            return
        say("Nearest real people:")
        show(found.nearest(persona), as_json=False, columns=_PERSONS, empty="Nobody.")
        say("Whom it fits worst:")
        show(found.worst(persona), as_json=False, columns=_PERSONS, empty="Nobody.")


@app.command("quality", epilog="Example: cslab personas quality my-study careful-carla")
def quality(
    folder: StudyFolder,
    persona: Annotated[str, typer.Argument(help="Id of the persona.")],
    figures: Annotated[bool, typer.Option("--numbers", help="All numbers behind it, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with a persona: vague, said twice, true of everyone, like everyone else."""
    found = cslab.open(folder, read_only=True).persona_quality(persona)
    if as_json:
        emit(_quality(found))
        return
    say(found.sentence)
    for problem in found.problems:
        say(problem.sentence)
    if figures:
        rows = found.table.to_dict("records")
        shown = found.table.assign(figure=[_figure(row) for row in rows])
        show(shown, as_json=False, columns=_NUMBERS, empty="No claim is locked and measured yet.")


def _message(found: MessageTest) -> dict[str, Any]:
    return {
        "sentence": found.sentence,
        "note": found.note,
        "n": found.n,
        "spoke": found.spoke,
        "wrote": found.wrote,
        "words": _rows(found.words),
        "never": list(found.never),
        "codes": list(found.subject.codes),
        "guessed": found.subject.guessed,
        "instead": _rows(found.instead),
        "quotes": _rows(found.quotes),
        "caveats": list(found.caveats),
    }


def _fit(found: Fit, persona: str | None) -> dict[str, Any]:
    near = {
        name: {
            "nearest": _rows(found.nearest(name)),
            "worst": _rows(found.worst(name)),
            "why_not": found.why_no_persons(name),
        }
        for name in found.segments["persona"]
        if persona in (None, name)
    }
    return {
        "sentence": found.sentence,
        "people": found.people,
        "segments": _rows(found.segments),
        "none": list(found.none),
        "none_heard": list(found.none_heard),
        "several": list(found.several),
        "outside": _rows(found.outside),
        "overlap": _rows(found.overlap),
        "persons": near,
        "faults": list(found.faults),
    }


def _quality(found: Quality) -> dict[str, Any]:
    return {
        "sentence": found.sentence,
        "size": found.size,
        "of": found.of,
        "problems": [
            {
                "kind": one.kind,
                "claims": list(one.claims),
                "sure": one.sure,
                "sentence": one.sentence,
                "numbers": _rows(one.table),
            }
            for one in found.problems
        ],
        "numbers": _rows(found.table),
    }


def _forms(table: pd.DataFrame) -> list[str]:
    return [", ".join(forms) for forms in table["forms"]]


def _figure(row: dict[Any, Any]) -> str:
    scale = 100 if row["unit"] in ("%", "points") else 1
    unit = f" {row['unit']}" if row["unit"] else ""
    value, low, high = (f"{row[name] * scale:.{0 if scale > 1 else 2}f}" for name in ("value", "low", "high"))
    return f"{value}{unit} ({low} to {high}, n = {row['n']})"


def _rows(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records", date_format="iso"))
