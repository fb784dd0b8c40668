"""Commands for verdicts on claims, and how well their authors knew."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.cli.printing import AsJson, StudyFolder, emit, say, show
from cslab.estimate import Estimate

app = typer.Typer()
"""Its commands stand among those of `cslab.cli.personas`."""

_VERDICTS = {"claim": "claim", "verdict": "verdict", "sentence": "because"}
_CLAIMS = {
    **{"author": "author", "claim": "claim", "confidence": "% sure", "predicted": "expected"},
    **{"found": "found", "verdict": "verdict"},
}


@app.command("check", epilog="Example: cslab personas check my-study --persona careful-carla")
def check(
    folder: StudyFolder,
    persona: Annotated[str | None, typer.Option(help="Id of one persona; all of them unless told.")] = None,
    as_json: AsJson = False,
) -> None:
    """Judge locked claims: the verdict on each, and why, in a sentence."""
    found = cslab.open(folder, read_only=True).verdicts(persona)
    table = found.summary()
    if as_json:
        emit(
            {
                "verdicts": [
                    {
                        "claim": one.claim.id,
                        "persona": one.claim.persona,
                        "says": one.claim.says,
                        "version": one.version,
                        "verdict": one.verdict,
                        "sentence": one.sentence,
                        "caveats": list(one.caveats),
                    }
                    for one in found
                ],
                "sources": _rows(table),
                "not_locked": list(found.unlocked),
            }
        )
        return
    lines = table.drop_duplicates("claim").assign(sentence=[one.sentence for one in found])
    show(lines, as_json=False, columns=_VERDICTS, empty="No claim is locked yet, so none is judged.")
    if found.unlocked:
        say(f"Not locked, and so not judged: {', '.join(found.unlocked)}.")
    for caveat in found.caveats:
        say(caveat)


@app.command("calibration", epilog="Example: cslab personas calibration my-study")
def calibration(folder: StudyFolder, as_json: AsJson = False) -> None:
    """Show how well authors knew: what they expected against what was found."""
    found = cslab.open(folder, read_only=True).calibration()
    if as_json:
        emit(
            {
                "sentence": found.sentence,
                "brier": _estimate(found.brier),
                "overconfidence": _estimate(found.overconfidence),
                "counts": found.counts,
                "reliability": _rows(found.reliability),
                "authors": _rows(found.authors),
                "claims": _rows(found.table),
                "caveats": list(found.caveats),
            }
        )
        return
    show(found.table, as_json=False, columns=_CLAIMS, empty="No claim is locked yet.")
    say(found.sentence)
    if found.brier is not None:
        say(f"Brier score: {found.brier.format(digits=2)}; 0.25 is what saying 50 % each time gets.")
    for caveat in found.caveats:
        say(caveat)


def _rows(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records"))


def _estimate(found: Estimate | None) -> Any:
    return None if found is None else _rows(found.summary())[0]
