"""Commands for customers: who they are, how each tie is judged, and who renewed although they are unhappy."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.errors import NotFoundError
from cslab.measure.customers import FLAG_WORDS, SENTIMENTS, STRENGTHS

app = typer.Typer(help="Relationships with customers, and the risk behind renewals.", no_args_is_help=True)

_ACCOUNTS = {
    "account_id": "account",
    "name": "name",
    "judged": "judged",
    "people": "of",
    "negative_tie": "negative part of the tie",
    "newest": "days since",
    "flags": "over it",
}
_TIES = {
    "person_id": "person",
    "name": "name",
    "tie": "tie",
    "feels": "feels",
    "age": "days since",
    "author": "by",
    "note": "why",
}
_HISTORY = {"on": "on", "person_id": "person", "tie": "tie", "feels": "feels", "author": "by", "note": "why"}
_RISK = {
    "account_id": "account",
    "name": "name",
    "chance": "chance unhappy",
    "renews_on": "renews on",
    "people": "answers",
    "reasons": "what speaks for it",
}

Wave = Annotated[
    str | None, typer.Option(help="A survey; the latest that asks for satisfaction unless told.")
]


@app.command("list", epilog="Example: cslab customers list my-study --flag all_stale")
def list_customers(
    folder: StudyFolder,
    flag: Annotated[str | None, typer.Option(help="Only accounts under this flag.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="At most so many.")] = 25,
    as_json: AsJson = False,
) -> None:
    """List the accounts, those whose tie is most negative first, with the flags over them."""
    found = cslab.open(folder, read_only=True).account_health()
    table = found.table
    if flag is not None:
        if flag not in table.columns:
            raise NotFoundError.of("flag", flag, found.flagged()["flag"])
        table = table[table[flag]]
    table = table.head(most)
    figures = [
        found.estimate(row["account_id"]).format(digits=0) if row["judged"] else ""
        for row in table.to_dict("records")
    ]
    words = [", ".join(FLAG_WORDS[flag] for flag in flags) for flags in table["flags"]]
    shown = table if as_json else table.assign(negative_tie=figures, flags=words)
    show(shown, as_json=as_json, columns=_ACCOUNTS, empty="There is no such account.")
    if not as_json:
        for caveat in found.caveats:
            say(caveat)


@app.command("show", epilog="Example: cslab customers show my-study p-05")
def show_customer(
    folder: StudyFolder,
    who: Annotated[str, typer.Argument(help="A person_id, or an account_id for all people there.")],
    as_json: AsJson = False,
) -> None:
    """Show how the tie to a person, or to the people of an account, is judged, and how it was."""
    known = cslab.open(folder, read_only=True).relationships()
    table = known.table[(known.table["person_id"] == who) | (known.table["account_id"] == who)]
    if table.empty:
        ids = [*known.table["person_id"], *known.table["account_id"].dropna().unique()]
        raise NotFoundError.of("person or account", who, ids)
    history = known.history[known.history["person_id"].isin(table["person_id"])]
    if as_json:
        emit({"people": _rows(table), "history": _rows(history)})
        return
    show(_in_words(table), as_json=False, columns=_TIES, empty="")
    shown = _in_words(history).assign(on=history["at"].dt.strftime("%Y-%m-%d").fillna("day unknown"))
    show(shown, as_json=False, columns=_HISTORY, empty="Nobody has judged it yet.")


@app.command(
    "rate", epilog="Example: cslab customers rate my-study p-05 --strength 3 --sentiment -1 --note Why"
)
def rate(
    folder: StudyFolder,
    person: Annotated[str, typer.Argument(help="The person_id.")],
    strength: Annotated[
        int | None, typer.Option(help="1 a name, 2 in touch, 3 close, 4 calls us first.")
    ] = None,
    sentiment: Annotated[int | None, typer.Option(help="-1 negative, 0 neutral, 1 positive.")] = None,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Judge how strong the tie to a person is, and how they feel; what was judged before is kept."""
    number = cslab.open(folder, actor=author).rate_relationship(person, strength, sentiment, note)
    if as_json:
        emit({"id": number, "person_id": person, "strength": strength, "sentiment": sentiment, "note": note})
        return
    said = [STRENGTHS[strength]] if strength is not None else []
    said += [SENTIMENTS[sentiment]] if sentiment is not None else []
    say(f"Kept: {person}, {', '.join(said)}.")


@app.command("risk", epilog="Example: cslab customers risk my-study")
def risk(folder: StudyFolder, wave: Wave = None, as_json: AsJson = False) -> None:
    """List the accounts that renewed although they are unhappy, and what the silent could change."""
    found = cslab.open(folder, read_only=True).flight_risk(wave)
    if as_json:
        emit(
            {
                "sentence": found.sentence,
                "figures": _rows(found.summary()),
                "accounts": _rows(found.table),
                "silent": _rows(found.silent_accounts),
                "caveats": list(found.caveats),
            }
        )
        return
    say(found.sentence)
    chance = [f"{100 * value:.0f} %" for value in found.table["unhappy"]]
    days = pd.to_datetime(found.table["renews_on"]).dt.strftime("%Y-%m-%d")
    shown = found.table.assign(chance=chance, renews_on=days, people=found.table["people"].astype("Int64"))
    show(shown, as_json=False, columns=_RISK, empty="No account that renewed is known to be unhappy.")
    for caveat in found.caveats:
        say(caveat)


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(tie=table["strength"].map(STRENGTHS), feels=table["sentiment"].map(SENTIMENTS))


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(table.to_json(orient="records", date_format="iso"))
    return found
