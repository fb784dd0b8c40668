"""Commands: where what we believe, what they say and what they do disagree."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

import cslab
from cslab.challenge.contradictions.contradiction import KINDS
from cslab.challenge.contradictions.feed import RULE
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.errors import NotFoundError
from cslab.study.contradictions import STATUSES
from cslab.study.store import default_actor

app = typer.Typer(
    help="Where what we believe, what they say and what they do disagree.", no_args_is_help=True
)

_COLUMNS = {
    **{"key": "key", "title": "what", "size": "size", "label": "how sure", "status": "status"},
}


@app.command("list", epilog="Example: cslab contradictions list my-study --status open")
def list_(
    folder: StudyFolder,
    kind: Annotated[
        str | None, typer.Option(help="Only keys that begin so: theme, growth, claim, belief...")
    ] = None,
    status: Annotated[str | None, typer.Option(help=f"Only those that are {', '.join(STATUSES)}.")] = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """List contradictions: what is both surprising and large comes first."""
    if status is not None and status not in STATUSES:
        raise NotFoundError.of("status", status, STATUSES)
    study = cslab.open(folder, actor=author, read_only=True)
    found = study.contradictions(blind_for=author, reader=author or default_actor())
    table = found.summary()
    table.insert(3, "size", [str(one.estimate) for one in found])
    if kind is not None:
        table = table[table["key"].str.startswith(f"{kind}/")]
    if status is not None:
        table = table[table["status"] == status]
    if as_json:
        emit(
            {
                "rows": _rows(table),
                "looked": len(found.looked),
                "unseen": [{"kind": one.kind, "why": one.why} for one in found.unseen],
                "gone": _rows(found.gone),
                "caveats": list(found.caveats),
            }
        )
        return
    show(table, as_json=False, columns=_COLUMNS, empty="Nothing contradicts itself that could be looked at.")
    if len(table):
        say(RULE)
    for caveat in found.caveats:
        say(caveat)
    for one in found.unseen:
        say(f"Not looked at: {KINDS[one.kind][:1].lower()}{KINDS[one.kind][1:]}. {one.why}")
    for row in found.gone.to_dict("records"):
        say(f"No longer seen: {row['key']}, {row['status']} by {row['author']}.")


@app.command(
    "set", epilog="Example: cslab contradictions set my-study theme/trust explained --note 'We asked'"
)
def set_(
    folder: StudyFolder,
    key: Annotated[str, typer.Argument(help="Its key, as the list gives it.")],
    status: Annotated[str, typer.Argument(help=f"One of {', '.join(STATUSES)}.")],
    note: Annotated[str, typer.Option(help="Why, or what was done.")] = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Say what became of a contradiction; what was said before stays."""
    number = cslab.open(folder, actor=author).set_contradiction(key, status, note=note)
    if as_json:
        emit({"number": number, "key": key, "status": status})
    else:
        say(f"{key}: {status}.")


def _rows(table: Any) -> Any:
    return json.loads(table.to_json(orient="records", date_format="iso"))
