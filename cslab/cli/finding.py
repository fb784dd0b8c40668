"""Commands that search: passages, and the people who said them."""

from __future__ import annotations

import json
import math
from typing import Annotated

import typer

import cslab
from cslab.cli.printing import AsJson, StudyFolder, emit, say, show
from cslab.timecode import format_time

app = typer.Typer()

Query = Annotated[
    str,
    typer.Argument(
        metavar="QUERY",
        help='Words, "phrases", begin*, OR, NOT, and fields: code:NAME, speaker:customer, date:2026-03...',
    ),
]
PASSAGES = {"interview_id": "interview", "time": "at", "speaker": "speaker", "text": "text"}
PEOPLE = {
    "person_id": "person",
    "name": "name",
    "account_name": "account",
    "passages": "passages",
    "quote": "first",
}


@app.command("search", epilog="Example: cslab search my-study 'approv* -holiday role:\"Office manager\"'")
def search(
    folder: StudyFolder,
    query: Query,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many passages to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Find what was said, in all interviews, with notes and codes."""
    found = cslab.open(folder, read_only=True).search(query, limit=limit)
    if as_json:
        rows = json.loads(found.table.to_json(orient="records"))
        emit(found.summary().to_dict("records")[0] | {"passages": rows})
        return
    times = ["" if math.isnan(at) else format_time(at) for at in found.table["at"]]
    show(found.table.assign(time=times), as_json=False, columns=PASSAGES, empty="Nothing was found.")
    if found.total:
        say(f"{found.sentence}; {found.seconds * 1000:.0f} ms.")


@app.command("people", epilog="Example: cslab people my-study 'about:approvals renews_on:within-90-days'")
def people(folder: StudyFolder, query: Query, as_json: AsJson = False) -> None:
    """Find the people of whom a query holds: by what they are like, and by what they said."""
    found = cslab.open(folder, read_only=True).people_who(query)
    show(found, as_json=as_json, columns=PEOPLE, empty="Nobody was found.")
