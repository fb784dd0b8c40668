"""Commands: personas, their claims, and whether data refuses them."""

from __future__ import annotations

from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.challenge.segments import sentence, why_nobody
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.errors import CslabError
from cslab.study.personas import LockedClaim, Persona, document_of

app = typer.Typer(help="Personas, their claims, and whether data refuses them.", no_args_is_help=True)

PersonaId = Annotated[str, typer.Argument(metavar="PERSONA", help="Its id in personas.toml.")]
ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="Its id in personas.toml.")]

_CLAIMS = {
    **{"claim": "claim", "persona": "persona", "state": "state", "version": "version"},
    **{"locked_by": "locked by", "says": "says"},
}
_PEOPLE = {"person_id": "person", "name": "name", "role": "role", "account_id": "account"}
_LOCKS = {
    **{"version": "version", "locked_at": "locked at", "locked_by": "by", "says": "says"},
    **{"predicted": "predicted", "confidence": "confidence", "note": "note"},
}


@app.command("list", epilog="Example: cslab personas list my-study")
def list_(folder: StudyFolder, as_json: AsJson = False) -> None:
    """List personas with the people they claim, and their claims with how each stands."""
    study = cslab.open(folder, read_only=True)
    written, claims, people = study.personas, study.claims, len(study.people)
    rows: list[dict[str, Any]] = []
    for persona in written.personas:
        row: dict[str, Any] = {
            "persona": persona.id,
            "name": persona.name,
            "segment": sentence(persona.segment),
            "people": None,
            "of": people,
            "fault": "",
        }
        try:
            row["people"] = len(study.segment(persona.id))
        except CslabError as error:
            row["fault"] = str(error)
        rows.append(row)
    if as_json:
        shown = claims.assign(locked_at=claims["locked_at"].map(_moment))
        emit(
            {
                "personas": rows,
                "claims": [_bare(row) for row in shown.to_dict("records")],
                "faults": [fault.to_dict() for fault in (*written.faults, *written.remarks)],
            }
        )
        return
    for row in rows:
        count = row["fault"] or f"{row['people']} of {people} people"
        say(f"{row['name']} ({row['persona']}): {row['segment']}; {count}.".replace("..", "."))
    show(claims, as_json=False, columns=_CLAIMS, empty="There are no claims in personas.toml yet.")
    for fault in written.faults:
        say(fault.sentence)


@app.command(epilog="Example: cslab personas segment my-study careful-carla")
def segment(folder: StudyFolder, persona: PersonaId, as_json: AsJson = False) -> None:
    """List the real people whom a persona claims to describe."""
    study = cslab.open(folder, read_only=True)
    conditions = study.personas.persona(persona).segment
    people = study.segment(persona)
    if as_json:
        emit(
            {
                "persona": persona,
                "segment": sentence(conditions),
                "people": [str(one) for one in people["person_id"]],
                "of": len(study.people),
            }
        )
        return
    say(f"{len(people)} of {len(study.people)} people: {sentence(conditions)}.")
    nobody = why_nobody(conditions, study.people, study.accounts)
    show(people, as_json=False, columns=_PEOPLE, empty=nobody)


@app.command(epilog="Example: cslab personas lock my-study carla-lanes --note 'Before the spring wave'")
def lock(
    folder: StudyFolder,
    claim: ClaimId,
    note: Annotated[str, typer.Option(help="Why, where that is worth knowing.")] = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Lock a claim as personas.toml has it; only then is it held against data."""
    study = cslab.open(folder, actor=author)
    before = len(study.locked(claim))
    made = study.lock_claim(claim, note=note)
    if as_json:
        emit({**_lock(made), "new": len(study.locked(claim)) > before})
    elif len(study.locked(claim)) > before:
        say(f"Locked {claim}, version {made.version}. What is written from now on is a draft of the next.")
    else:
        say(f"{claim} was locked as it stands already, by {made.author}: version {made.version}.")


@app.command(epilog="Example: cslab personas locks my-study carla-lanes")
def locks(folder: StudyFolder, claim: ClaimId, as_json: AsJson = False) -> None:
    """List the locked versions of a claim, the oldest first; those of a withdrawn claim, too."""
    found = cslab.open(folder, read_only=True).locked(claim)
    if as_json:
        emit([_lock(one) for one in found])
        return
    rows = pd.DataFrame([_lock(one) for one in found], columns=list(_LOCKS))
    rows["locked_at"] = rows["locked_at"].str[:10]
    show(rows, as_json=False, columns=_LOCKS, empty=f"{claim} was never locked: it is a draft.")


def _lock(made: LockedClaim) -> dict[str, Any]:
    claim = made.claim
    document = document_of(claim, Persona(claim.persona, claim.persona, segment=made.segment))
    return {
        "claim": claim.id,
        "version": made.version,
        "locked_at": made.locked_at,
        "locked_by": made.author,
        "says": claim.says,
        "predicted": claim.predicted,
        "confidence": claim.confidence,
        "author": claim.author,
        "note": made.note,
        "segment": sentence(made.segment),
        "document": document,
    }


def _moment(value: Any) -> str | None:
    return None if pd.isna(value) else value.isoformat()


def _bare(row: dict[Any, Any]) -> dict[str, Any]:
    """A row in which what is missing is nothing."""
    return {str(key): None if pd.isna(value) else value for key, value in row.items()}
