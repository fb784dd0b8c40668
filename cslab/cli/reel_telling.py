"""Commands that draft a reel, audit it, and make the page that shares it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, plain, say, show
from cslab.errors import InputError
from cslab.study.consent import AUDIENCES
from cslab.study.files import write_atomic
from cslab.study.personas import Condition
from cslab.tell.draft import Draft, sentiment_name
from cslab.timecode import format_time, parse_time

app = typer.Typer()
"""Its commands stand among those of `cslab.cli.reels`."""

Name = Annotated[str, typer.Argument(help="The reel's name.")]

_CLIPS = {
    "id": "clip",
    "stage": "stage",
    "person": "who",
    "felt": "judged",
    "time": "lasts",
    "quote": "words",
}
_OUT = {"id": "clip", "interview_id": "interview", "person": "who", "why": "why"}
_ROWS = {
    "about": "about",
    "group": "which",
    "reel": "this reel",
    "asked": "all interviews",
    "everybody": "all customers",
}
_TESTS = {"!=": "is_not", ">=": "at_least", "<=": "at_most", "=": "is"}
_FEELINGS = {"negative": -1, "neutral": 0, "positive": 1}


@app.command(
    "draft",
    epilog="Example: cslab reel draft my-study --code trust --where plan=solo --length 3:00 --save trust",
)
def draft(
    folder: StudyFolder,
    stage: Annotated[str | None, typer.Option(help="Only clips of this stage.")] = None,
    code: Annotated[
        list[str] | None, typer.Option("--code", help="Only clips with this code; again for more.")
    ] = None,
    sentiment: Annotated[
        list[str] | None,
        typer.Option("--sentiment", help="Only clips judged so: negative, neutral or positive; again."),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="CONDITION",
            help="Only these people, as in plan=solo,team or company_size>=50; again for more.",
        ),
    ] = None,
    juicy: Annotated[int | None, typer.Option(min=0, max=5, help="Only clips at least so juicy.")] = None,
    length: Annotated[str, typer.Option(help="At most so long, as in 5:00 or 90 (seconds).")] = "5:00",
    most: Annotated[
        float, typer.Option(help="Part of the length that one voice may take while others wait.")
    ] = 0.4,
    seed: Annotated[int, typer.Option(help="Of the lots where the rule leaves it open.")] = 0,
    audience: Annotated[str, typer.Option(help=f"Who will hear it: {', '.join(AUDIENCES)}.")] = "team",
    save: Annotated[
        str | None, typer.Option(help="Save it as a reel of this name; without it, nothing is saved.")
    ] = None,
    title: Annotated[str, typer.Option(help="What listeners see; the name unless told.")] = "",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Draft a reel from a question, balanced by people and sentiment; it is saved only if you say so."""
    study = cslab.open(folder, read_only=save is None, actor=author)
    if save is not None and save in {*study.reels["name"]}:
        raise InputError(f"There is a reel {save!r} already; choose another name, or remove that one first.")
    made = study.draft_reel(
        stage=stage,
        codes=code or None,
        sentiment=[_feeling(one) for one in sentiment] if sentiment else None,
        segment=tuple(condition_of(one) for one in where or ()),
        min_juiciness=juicy,
        length=parse_time(length),
        most=most,
        seed=seed,
        audience=audience,
    )
    if save is not None:
        study.save_reel(save, title=title or save, elements=made.elements, audience=audience)
    if as_json:
        emit(_draft(made, save))
        return
    say(made.query)
    rows = made.clips.assign(
        felt=[sentiment_name(one) for one in made.clips["sentiment"]],
        time=[format_time(one) for one in made.clips["seconds"]],
    )
    show(rows, as_json=False, columns=_CLIPS, empty="No clip fits.")
    say(made.sentence)
    say(made.rule)
    for caveat in made.caveats:
        say(caveat)
    if len(made.left_out):
        say("Left out:")
        show(made.left_out, as_json=False, columns=_OUT, empty="")
    if save is not None:
        say(f"Saved the reel {save}; change it as you like.")


@app.command("audit", epilog="Example: cslab reel audit my-study first-90-days --to audit.csv")
def audit(
    folder: StudyFolder,
    name: Name,
    audience: Annotated[
        str | None,
        typer.Option(help=f"Who will hear it: {', '.join(AUDIENCES)}; whom the reel is for unless told."),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", help="An attribute of people or accounts, such as plan; again for more."),
    ] = None,
    to: Annotated[Path | None, typer.Option(help="A .csv or .html file to write it to.")] = None,
    as_json: AsJson = False,
) -> None:
    """Set a reel beside all interviews and all customers, and say what to be warned of."""
    found = cslab.open(folder, read_only=True).reel_audit(name, audience=audience, by=by or None)
    if to is not None:
        if to.suffix.lower() not in (".csv", ".html"):
            raise InputError(f"An audit is written as .csv or .html, not as {to.name!r}.")
        write_atomic(to, found.to_csv() if to.suffix.lower() == ".csv" else found.to_html())
    if as_json:
        emit(found.to_dict())
        return
    say(found.sentence)
    for warning in found.warnings:
        say(f"! {warning}")
    shown = found.table.assign(
        reel=[_percent(one) for one in found.table["share"]],
        asked=[_percent(one) for one in found.table["interviews_share"]],
        everybody=[
            _percent(row["customers_share"], row["low"], row["high"])
            for row in found.table.to_dict("records")
        ],
    )
    show(shown, as_json=False, columns=_ROWS, empty="Nobody is heard in it.")
    for note in found.notes:
        say(note)
    if to is not None:
        say(f"Wrote {to}.")


@app.command("share", epilog="Example: cslab reel share my-study first-90-days --to first-90-days.html")
def share(
    folder: StudyFolder,
    name: Name,
    to: Annotated[
        Path | None, typer.Option(help="The HTML file to write; NAME.html here unless told.")
    ] = None,
    audience: Annotated[
        str,
        typer.Option(help=f"Who will have it: {', '.join(AUDIENCES)}; names are left out for the public."),
    ] = "public",
    sound: Annotated[bool, typer.Option("--sound/--no-sound", help="Put the voices into it.")] = True,
    as_json: AsJson = False,
) -> None:
    """Make one file that holds the voices, captions, figures and the audit; it opens with no network."""
    path = to or Path(f"{name}.html")
    with Progress(console=Console(stderr=True), disable=as_json or not sys.stderr.isatty()) as bars:
        task = bars.add_task(name, total=1.0)
        page = cslab.open(folder, read_only=True).share_reel(
            name,
            path,
            audience=audience,
            sound=sound,
            on_progress=lambda part: bars.update(task, completed=part),
        )
    if as_json:
        emit(
            {
                "path": str(path),
                "audience": page.audience,
                "bytes": page.size,
                "seconds": page.seconds,
                "clips": page.clips,
                "people": page.people,
                "left_out": list(page.left_out),
                "chapters": list(page.chapters),
            }
        )
        return
    say(f"Wrote {path} for the {page.audience}: {page.clips} clips, {page.size / 1e6:.1f} MB.")
    for sentence in page.left_out:
        say(sentence)


def condition_of(text: str) -> Condition:
    """Read a condition as people type it.

    Raises
    ------
    InputError
        If it is none.

    Examples
    --------
    >>> condition_of("plan=solo,team")
    Condition(column='plan', test='is', values=('solo', 'team'))
    >>> condition_of("company_size >= 50").values
    (50.0,)
    """
    found = re.fullmatch(r"\s*([^=<>!]+?)\s*(!=|>=|<=|=)\s*(.+?)\s*", text)
    if found is None:
        raise InputError(
            f"{text!r} can't be read as a condition; write plan=solo,team, plan!=solo or company_size>=50."
        )
    column, sign, value = found.groups()
    test = _TESTS[sign]
    if test in ("is", "is_not"):
        return Condition(column, test, tuple(part.strip() for part in value.split(",") if part.strip()))
    try:
        return Condition(column, test, (float(value),))
    except ValueError:
        return Condition(column, test, (value,))


# ----------------------------------------------------------------------------------------------- inside


def _feeling(name: str) -> int:
    if name in _FEELINGS:
        return _FEELINGS[name]
    if name in {"-1", "0", "1"}:
        return int(name)
    raise InputError(f"A sentiment is one of {', '.join(_FEELINGS)}, but {name!r} was given.")


def _draft(made: Draft, saved: str | None) -> dict[str, Any]:
    return {
        "query": made.query,
        "rule": made.rule,
        "sentence": made.sentence,
        "length": made.length,
        "seconds": round(made.seconds, 3),
        "audience": made.audience,
        "gaps": list(made.gaps),
        "caveats": list(made.caveats),
        "clips": json.loads(made.clips.to_json(orient="records")),
        "left_out": json.loads(made.left_out.to_json(orient="records")),
        "elements": [
            {"kind": one.kind, "highlight": one.highlight, "text": one.text, "stage": one.stage}
            for one in made.elements
        ],
        "saved": saved,
    }


def _percent(part: Any, low: Any = None, high: Any = None) -> str:
    if not plain(part):
        return ""
    said = f"{100 * float(part):.0f} %"
    known = low is not None and str(low) != "<NA>" and str(high) != "<NA>"
    return f"{said} ({100 * float(low):.0f}–{100 * float(high):.0f})" if known else said
