"""Commands for evidence cards: what speaks for a claim and what against it, and clips on its sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import cslab
from cslab.challenge.evidence.card import LIMIT
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.study.claimmarks import SIDES
from cslab.study.consent import AUDIENCES

app = typer.Typer()
"""Its commands stand among those of `cslab.cli.personas`."""

Claim = Annotated[str, typer.Argument(metavar="CLAIM", help="Id of a claim, as personas.toml has it.")]
_MARKS = {"claim": "claim", "clip": "clip", "side": "side", "author": "by", "note": "note"}
_CLIPS = {"side": "side", "id": "clip", "who": "who", "why": "why", "quote": "what was said"}
TITLES = {"for": "For", "against": "Against"}


@app.command("card", epilog="Example: cslab personas card my-study carla-own-lanes --out card.html")
def card(
    folder: StudyFolder,
    claim: Claim,
    out: Annotated[Path | None, typer.Option(help="The HTML file to write: it prints and plays.")] = None,
    audience: Annotated[
        str | None,
        typer.Option(help=f"Who will see it: {', '.join(AUDIENCES)}; company for a file, else team."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Clips on each side.")] = LIMIT,
    sound: Annotated[bool, typer.Option("--sound/--no-sound", help="Put the clips' sound into it.")] = True,
    as_json: AsJson = False,
) -> None:
    """Lay out what speaks for a locked claim and what against it, or write it as one file to share."""
    study = cslab.open(folder, read_only=True)
    whom = audience or ("company" if out is not None else "team")
    found = study.evidence_card(claim, audience=whom, limit=limit)
    if out is not None:
        path = found.save(out, sound=sound)
        if as_json:
            emit({"path": str(path), "audience": whom, "verdict": found.verdict.verdict})
        else:
            say(f"Wrote {path}, for the {whom}: {found.verdict.verdict}. {found.searched.sentence}")
        return
    if as_json:
        emit(_plain(found))
        return
    say(str(found))
    say(f"{found.lock}. {found.prediction}")
    show(found.summary(), as_json=False, columns=_FINDINGS, empty="No source was asked.")
    for side, title in TITLES.items():
        none = found.none_found(side)
        say(f"{title}: {none}" if none else f"{title}:")
        rows = found.side(side)
        if len(rows):
            show(rows.assign(who=rows["person"]), as_json=False, columns=_CLIPS, empty="")
    say(found.searched.sentence)


@app.command("mark", epilog="Example: cslab personas mark my-study carla-own-lanes 12 against")
def mark(
    folder: StudyFolder,
    claim: Claim,
    clip: Annotated[
        int | None, typer.Argument(help="Id of the clip's highlight; without it, all marks are listed.")
    ] = None,
    side: Annotated[
        str | None, typer.Argument(help=f"{', '.join(SIDES)}; without it, your mark is taken back.")
    ] = None,
    note: Annotated[str, typer.Option(help="Why, in a sentence.")] = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Say that a clip speaks for a claim, against it, or neither; marks win over any rule."""
    if clip is None:
        study = cslab.open(folder, read_only=True)
        marks = study.clip_marks(claim)
        show(marks, as_json=as_json, columns=_MARKS, empty="Nobody marked a clip for this claim yet.")
        return
    study = cslab.open(folder, actor=author)
    if side is None:
        taken = study.unmark_clip(claim, clip)
        said = "Your mark is taken back." if taken else "You had not marked this clip."
        value: dict[str, Any] = {"removed": taken}
    else:
        number = study.mark_clip(claim, clip, side, note=note)
        said, value = f"Clip {clip}: {side}.", {"number": number, "clip": clip, "side": side}
    if as_json:
        emit(value)
    else:
        say(said)


_FINDINGS = {"source": "source", "verdict": "verdict", "n": "people", "sentence": "what it says"}


def _plain(found: Any) -> dict[str, Any]:
    hidden = ["person_id", "interview_id", "nonce", "note", "marks"] if found.audience == "public" else []
    clips = found.clips.drop(columns=["worth", "juiciness", *hidden])
    return {
        "claim": found.claim.id,
        "says": found.claim.says,
        "verdict": found.verdict.verdict,
        "sentence": found.verdict.sentence,
        "version": found.verdict.version,
        "lock": found.lock,
        "prediction": found.prediction,
        "audience": found.audience,
        "sources": _rows(found.summary()),
        "clips": _rows(clips),
        "answers": _rows(found.answers.drop(columns="worth")),
        "none_for": found.none_found("for"),
        "none_against": found.none_found("against"),
        "searched": {
            **{name: getattr(found.searched, name) for name in ("interviews", "claimed", "others")},
            **{name: getattr(found.searched, name) for name in ("wordless", "uncoded", "withheld")},
            "sentence": found.searched.sentence,
        },
    }


def _rows(table: Any) -> Any:
    return json.loads(table.to_json(orient="records", date_format="iso"))
