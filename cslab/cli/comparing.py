"""Commands that compare: coders with each other, and people by what they said."""

from __future__ import annotations

import json
from typing import Annotated

import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.listen.agreement import MEASURES, UNITS

app = typer.Typer()

WHERE = {"interview_id": "interview", "start": "start", "end": "end", "code": "code"}


@app.command(epilog="Example: cslab agreement my-study --unit word --code trust")
def agreement(
    folder: StudyFolder,
    code: Annotated[str | None, typer.Option(help="Only this code; all unless told.")] = None,
    unit: Annotated[str, typer.Option(help=f"What coders are compared on: {', '.join(UNITS)}.")] = "segment",
    differences: Annotated[
        bool, typer.Option("--differences", help="List the stretches on which they differ.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say how far people agree who coded the same interviews, each figure with its interval."""
    study = cslab.open(folder, read_only=True)
    found = study.agreement(code=code, unit=unit)
    if differences:
        columns = WHERE | {"coded_by": "coded by", "not_by": "not by", "quote": "words"}
        rows = study.with_words(found.disagreements)
        show(rows, as_json=as_json, columns=columns, empty="They never differ.")
        return
    if as_json:
        emit(
            {
                "unit": found.unit,
                "coders": found.coders,
                "interviews": found.interviews,
                "figures": json.loads(found.summary().to_json(orient="records")),
                "caveats": found.caveats,
            }
        )
        return
    table = found.table()
    shown = ["code", *(name for name in MEASURES.values() if name in table)]
    say(f"{', '.join(found.coders)} on {', '.join(found.interviews)}. Unit: {found.unit}.")
    show(table[shown], as_json=False, columns={name: name for name in shown}, empty="")
    for caveat in found.caveats:
        say(caveat)


@app.command(epilog="Example: cslab counts my-study --by stage")
def counts(
    folder: StudyFolder,
    by: Annotated[
        str | None, typer.Option(help="stage, or an attribute of people or accounts, such as country.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count the people of each code, not the mentions, with intervals."""
    found = cslab.open(folder, read_only=True).code_counts(by)
    if as_json:
        emit(
            {
                "by": by,
                "counts": json.loads(found.table.to_json(orient="records")),
                "differences": json.loads(found.differences.to_json(orient="records")),
                "caveats": found.caveats,
            }
        )
        return
    table = found.table.assign(
        share=[_percent(*row) for row in found.table[["share", "low", "high"]].itertuples(index=False)]
    )
    columns = {"code": "code", "group": by or "group", "people": "people", "of": "of", "share": "share"}
    show(table, as_json=False, columns=columns, empty="Nothing is coded yet.")
    for caveat in found.caveats:
        say(caveat)


@app.command(epilog="Example: cslab saturation my-study")
def saturation(folder: StudyFolder, as_json: AsJson = False) -> None:
    """Say how many new codes each interview brought, and how many the next may bring."""
    found = cslab.open(folder, read_only=True).saturation()
    if as_json:
        emit(
            {
                "interviews": json.loads(found.table.to_json(orient="records", date_format="iso")),
                "next": json.loads(found.next.summary().to_json(orient="records"))[0],
                "caveats": found.caveats,
            }
        )
        return
    columns = {"number": "number", "interview_id": "interview", "new": "new codes", "total": "so far"}
    show(found.table, as_json=False, columns=columns | {"expected": "in any order"}, empty="")
    say(f"New codes to expect from one more interview: {found.next}")
    for caveat in found.caveats:
        say(caveat)


@app.command(epilog="Example: cslab coders my-study --blind Maya")
def coders(
    folder: StudyFolder,
    blind: Annotated[str | None, typer.Option(help="Let this coder code blind.")] = None,
    seeing: Annotated[str | None, typer.Option(help="Let this coder see again what others coded.")] = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """List who coded what and who codes blind; or let somebody code blind."""
    study = cslab.open(folder, read_only=not (blind or seeing), actor=author)
    for name, hidden in ((blind, True), (seeing, False)):
        if name:
            study.set_blind(name, hidden)
    columns = {"coder": "coder", "highlights": "highlights", "interviews": "interviews"}
    columns |= {"answers": "answers", "blind": "blind"}
    show(study.coders(), as_json=as_json, columns=columns, empty="Nobody has coded anything yet.")


def _percent(share: float, low: float, high: float) -> str:
    return f"{100 * share:.0f} % ({100 * low:.0f}–{100 * high:.0f} %)"
