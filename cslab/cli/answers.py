"""Commands for answers: the review of questions, the reasons people gave, coding, and how fast we answer."""

from __future__ import annotations

import json
import math
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.cli.surveys import app as surveys
from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.measure.response_times.times import EVERYBODY, MEASURES

app = typer.Typer()

Name = Annotated[str, typer.Argument(help="The survey's name.")]
Asked = Annotated[str, typer.Argument(help="Id of the question.")]
BlindFor = Annotated[
    str | None, typer.Option("--for", help="Who will see it: one who codes blind sees only their own codes.")
]

FINDINGS = {"question": "question", "problem": "problem", "words": "words", "better": "better"}
REASONS = {"code": "reason", "people": "people", "share": "share", "interviews": "in interviews"}
TIMES = {"group": "group", "part": "of the cases", "within": "within", "n": "cases", "beyond": "slower"}


@surveys.command("review", epilog="Example: cslab surveys review my-study relationship-2026q3")
def review(
    folder: StudyFolder,
    name: Annotated[str | None, typer.Argument(help="A survey; all questions without one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look for what is wrong with questions: leading, loaded, two in one, no why, and so on."""
    found = cslab.open(folder, read_only=True).review(name)
    table = found.summary()
    if as_json:
        emit(
            {
                "sentence": found.sentence,
                "findings": json.loads(table.to_json(orient="records")),
                "blind_spots": list(found.blind_spots),
                "caveats": list(found.caveats),
            }
        )
        return
    show(table, as_json=False, columns=FINDINGS, empty="")
    for line in (found.sentence, *found.caveats):
        say(line)
    say(f"Not seen by any rule: {found.blind_spots[0]} {found.blind_spots[1]}")


@surveys.command("reasons", epilog="Example: cslab surveys reasons my-study relationship-2026q3 recommend")
def reasons(
    folder: StudyFolder, name: Name, question: Asked, blind_for: BlindFor = None, as_json: AsJson = False
) -> None:
    """List the reasons people gave for an answer, with how many people gave each."""
    found = cslab.open(folder, read_only=True).reasons(name, question, blind_for=blind_for)
    if as_json:
        emit(
            {
                "question": found.question,
                "answered": found.answered,
                "gave": found.gave,
                "coded": found.coded,
                "uncoded": found.uncoded,
                "reasons": _records(found.table),
                "groups": _records(found.groups),
                "differences": _records(found.differences),
                "interviews": _records(found.interviews.table) if found.interviews else [],
                "agreement": _records(found.agreement.summary())[0] if found.agreement else None,
                "caveats": list(found.caveats),
            }
        )
        return
    table = found.table.assign(
        share=[
            _share(found.estimate(code)) if n >= 5 else "" for code, n in _pairs(found.table, "code", "n")
        ],
        interviews=[
            f"{said} of {of}" if of else ""
            for said, of in _pairs(found.table, "interviewed", "interviewed_of")
        ],
    )
    show(table, as_json=False, columns=REASONS, empty="No answer is coded yet; code them in the app.")
    for line in (found.coverage, *found.caveats):
        say(line)
    if found.agreement is not None:
        say(f"Agreement of coders: {found.agreement}.")


@surveys.command("code", epilog="Example: cslab surveys code my-study nps-2026 r-17 why trust support")
def code(
    folder: StudyFolder,
    name: Name,
    response: Annotated[str, typer.Argument(help="Id of the response.")],
    question: Asked,
    codes: Annotated[list[str], typer.Argument(help="One code or more.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take them off again.")] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Put codes on an open answer, or take yours off."""
    study = cslab.open(folder, actor=author)
    if remove:
        study.uncode_answer(name, response, question, codes)
    else:
        study.code_answer(name, response, question, codes)
    table = study.answer_codes(name, coder=author)
    now = table.loc[table["response_id"] == response, "code"].drop_duplicates().tolist()
    if as_json:
        emit({"survey": name, "response_id": response, "codes": now})
    else:
        say(f"{response}: {', '.join(now) or 'no code'}.")


@app.command("response-times", epilog="Example: cslab response-times my-study --by channel --promise 85/6")
def response_times(
    folder: StudyFolder,
    by: Annotated[str | None, typer.Option(help="A column of contacts, or an attribute of accounts.")] = None,
    measure: Annotated[str, typer.Option(help="answer, solution or exchanges.")] = "answer",
    promise: Annotated[
        str | None, typer.Option(help="Percent and hours, such as 85/6, to see what it hides.")
    ] = None,
    slowest: Annotated[bool, typer.Option("--slowest", help="List the cases that waited longest.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how long customers wait for an answer or a solution: all of it, with the slowest."""
    if measure not in MEASURES:
        raise InputError(f"{measure!r} is no measure; choose one of: {', '.join(MEASURES)}.")
    found = cslab.open(folder, read_only=True).response_times(by, promise=_promised(promise))
    slow = found.slowest(measure)
    if as_json:
        emit(
            {
                "times": _records(found.table),
                "promise": found.promise.sentence if found.promise else None,
                "slowest": _records(slow),
                "caveats": list(found.caveats),
            }
        )
        return
    if slowest:
        columns = {"case_id": "case", "person_id": "person", MEASURES[measure][1]: MEASURES[measure][3]}
        columns |= {"solved": "solved", "exchanges": "exchanges"}
        show(slow, as_json=False, columns=columns, empty="There are no cases in contacts.csv.")
        return
    here = found.table[found.table["measure"] == measure]
    here = here if by else here[here["group"] == EVERYBODY]
    unit = MEASURES[measure][3]
    rows = zip(here["value"], here["low"], here["high"], strict=True)
    table = here.assign(within=[_within(*row, unit) for row in rows])
    show(table[table["n"] > 0], as_json=False, columns=TIMES, empty="There are no cases in contacts.csv.")
    say(f"{MEASURES[measure][0]}; slower: cases that took longer, or wait still.")
    for line in (*([found.promise.sentence] if found.promise else []), *found.caveats):
        say(line)


def _pairs(table: pd.DataFrame, one: str, other: str) -> Any:
    return zip(table[one], table[other], strict=True)


def _records(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records", date_format="iso"))


def _share(estimate: Estimate) -> str:
    return estimate.format(digits=0).partition(", n =")[0] + ")"


def _within(value: float, low: float, high: float, unit: str) -> str:
    if math.isnan(value):
        return "too few cases"
    if math.isinf(value):
        return "not within the time known"
    most = f"{high:.1f}" if math.isfinite(high) else "?"
    return f"{value:.1f} {unit} ({low:.1f}–{most})"


def _promised(given: str | None) -> tuple[float, float] | None:
    if given is None:
        return None
    percent, _, hours = given.partition("/")
    try:
        return float(percent.strip(" %")) / 100, float(hours)
    except ValueError as error:
        raise InputError(f"{given!r} is no promise; write percent and hours, such as 85/6.") from error
