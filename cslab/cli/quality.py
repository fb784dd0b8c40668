"""The command for how interviews were led."""

from __future__ import annotations

from typing import Annotated

import typer

import cslab
from cslab.cli.printing import AsJson, StudyFolder, emit, say, show
from cslab.timecode import format_time

app = typer.Typer()

COLUMNS = {
    "interview_id": "interview",
    "talk": "asks",
    "interviewer_monologue": "s",
    "customer_monologue": "other s",
    "questions": "asked",
    "leading": "lead",
    "closed": "closed",
    "double_barrelled": "double",
    "guess": "who asks",
}
FLAG_COLUMNS = {"at": "at", "kind": "kind", "text": "question", "reason": "because", "words": "words"}


@app.command("quality", epilog="Example: cslab quality my-study int-05")
def quality(
    folder: StudyFolder,
    interview: Annotated[
        str | None, typer.Argument(help="One interview, with its flagged questions; all unless told.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say how interviews were led: shares of talk, longest monologues, questions that lead or close.

    In the table, "asks" is the interviewer's share of the talk; "s" and "other s" are the longest monologues
    of the interviewer and of the others, in seconds.
    """
    study = cslab.open(folder, read_only=True)
    if interview is None:
        table = study.quality_table()
        if not as_json:
            table["talk"] = table["talk_share"].map("{:.0%}".format, na_action="ignore")
            table["guess"] = table["guessed"].map({True: "a guess", False: ""})
        show(table, as_json=as_json, columns=COLUMNS, empty="Nothing is transcribed yet.")
        return
    found = study.quality(interview)
    flags = found.summary()
    if as_json:
        rows = flags.to_dict("records")
        emit({"interview_id": interview, **found.row(), "flags": rows, "caveats": list(found.caveats)})
        return
    flags["at"] = [format_time(max(0.0, start)) for start in flags["start"]]
    show(flags, as_json=False, columns=FLAG_COLUMNS, empty="No question is flagged.")
    if found.talk_share is not None:
        say(f"The interviewer has {100 * found.talk_share:.0f} % of the talk.")
    for caveat in found.caveats:
        say(caveat)
