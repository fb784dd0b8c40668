"""Commands for the script of an audio journey: show, move, trim, remove and restore."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say
from cslab.errors import InputError
from cslab.study.reels import as_document
from cslab.study.reelscript import ReelElement
from cslab.tell.display import clock, one_line, table
from cslab.timecode import parse_time

app = typer.Typer()

Name = Annotated[str, typer.Argument(help="The reel's name.")]
Line = Annotated[int, typer.Argument(help="Which line of the script, as cslab reel show counts them.")]


@app.command("show", epilog="Example: cslab reel show my-study first-90-days --json > first.json")
def show_reel(folder: StudyFolder, name: Name, as_json: AsJson = False) -> None:
    """Show a reel's script, line by line; its JSON can be changed and saved again with --script."""
    reel = cslab.open(folder, read_only=True).reel(name)
    script = reel.script
    if as_json:
        emit(as_document(script))
        return
    plan = reel.plan()
    words = {part.index: part.text for part in plan.elements if part.clip is not None}
    homes = {one: part.index for part in plan.elements if part.clip for one in part.clip.highlights}
    for n, part in enumerate(script.elements):
        home = homes.get(part.highlight or 0)
        if n not in words and n not in plan.left_out and home is not None:
            words[n] = f"(played with line {home + 1}, whose words it shares or follows)"
    rows = [
        (str(n + 1), *_told(part, plan.left_out.get(n) or words.get(n, part.text)))
        for n, part in enumerate(script.elements)
    ]
    order = "along the stages" if script.order == "stage" else "as given"
    typer.echo(f"{one_line(script.title)}: {order}, for {script.audience}, {clock(plan.duration)}")
    for line in table(("line", "what", "words", "cut"), rows):
        typer.echo(line)
    if script.credits:
        typer.echo(f"Credits: {one_line(script.credits)}")
    for caveat in plan.caveats:
        typer.echo(one_line(caveat))


@app.command("move", epilog="Example: cslab reel move my-study first-90-days 4 2")
def move(
    folder: StudyFolder,
    name: Name,
    line: Line,
    to: Annotated[int, typer.Argument(help="The line that it becomes.")],
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Move a line of a reel's script to another place."""
    study = cslab.open(folder, actor=author)
    seen, parts = study.reel_version(name), list(study.reel(name).script.elements)
    moved = parts.pop(_place(line, parts))
    parts.insert(_place(to, [*parts, moved]), moved)
    _save(study, name, parts, seen)
    _answer(study, name, to, as_json=as_json)


@app.command("trim", epilog="Example: cslab reel trim my-study first-90-days 4 --start 1:02.5 --lead 0.4")
def trim(
    folder: StudyFolder,
    name: Name,
    line: Line,
    start: Annotated[
        str | None, typer.Option(help="Where the clip begins in its recording: seconds or 1:02.5.")
    ] = None,
    end: Annotated[str | None, typer.Option(help="Where it ends in its recording.")] = None,
    lead: Annotated[
        float | None,
        typer.Option(help="J cut: seconds by which its sound begins before the one before ends."),
    ] = None,
    lag: Annotated[
        float | None, typer.Option(help="L cut: seconds by which what follows begins before its sound ends.")
    ] = None,
    fade_in: Annotated[float | None, typer.Option(help="Seconds over which it rises from silence.")] = None,
    fade_out: Annotated[float | None, typer.Option(help="Seconds over which it falls to silence.")] = None,
    gain: Annotated[float | None, typer.Option(help="Decibels on top of the common loudness.")] = None,
    as_marked: Annotated[
        bool, typer.Option("--as-marked", help="First undo what was trimmed, cut and faded there before.")
    ] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Trim a clip of a reel to whole words, or set its J cut, L cut, fades and gain."""
    study = cslab.open(folder, actor=author)
    seen, parts = study.reel_version(name), list(study.reel(name).script.elements)
    at = _place(line, parts)
    if parts[at].kind != "clip":
        raise InputError(f"Line {line} of {name} is a {parts[at].kind}; only clips are trimmed.")
    part = ReelElement("clip", parts[at].highlight, stage=parts[at].stage) if as_marked else parts[at]
    asked: dict[str, Any] = {
        "trim_start": None if start is None else parse_time(start),
        "trim_end": None if end is None else parse_time(end),
        **{"lead": lead, "lag": lag, "fade_in": fade_in, "fade_out": fade_out, "gain": gain},
    }
    parts[at] = replace(part, **{key: value for key, value in asked.items() if value is not None})
    _save(study, name, parts, seen)
    _answer(study, name, line, as_json=as_json)


@app.command("remove", epilog="Example: cslab reel remove my-study first-90-days")
def remove(folder: StudyFolder, name: Name, author: Author = None, as_json: AsJson = False) -> None:
    """Take a reel out of the list; its script is kept, and so are its files."""
    cslab.open(folder, actor=author).remove_reel(name)
    if as_json:
        emit({"name": name, "removed": True})
    else:
        say(f"Removed the reel {name}; cslab reel restore brings it back.")


@app.command("restore", epilog="Example: cslab reel restore my-study first-90-days")
def restore(folder: StudyFolder, name: Name, author: Author = None, as_json: AsJson = False) -> None:
    """Bring a removed reel back as it was."""
    cslab.open(folder, actor=author).restore_reel(name)
    if as_json:
        emit({"name": name, "removed": False})
    else:
        say(f"The reel {name} is back.")


def _place(line: int, parts: list[ReelElement]) -> int:
    if not 1 <= line <= len(parts):
        there = f"lines 1 to {len(parts)}" if parts else "no lines"
        raise InputError(f"There is no line {line}; the reel has {there}.")
    return line - 1


def _save(study: cslab.Study, name: str, parts: list[ReelElement], seen: str) -> None:
    study.save_reel(name, title=study.reel(name).title, elements=parts, seen=seen)


def _answer(study: cslab.Study, name: str, line: int, *, as_json: bool) -> None:
    """Say what the line plays now, and what could not be done."""
    reel = study.reel(name)
    plan, part = reel.plan(), reel.script.elements[line - 1]
    if as_json:
        emit({"script": as_document(reel.script), "duration": plan.duration, "caveats": list(plan.caveats)})
        return
    played = next((one for one in plan.elements if one.index == line - 1), None)
    length = f", {played.duration:.1f} s" if played is not None else ""
    what, words, cut = _told(part, played.text if played is not None else plan.left_out.get(line - 1, ""))
    say(f"Line {line} is {what}{length}: {words}{f' ({cut})' * bool(cut)}")
    for caveat in plan.caveats:
        say(caveat)


def _told(part: ReelElement, words: str) -> tuple[str, str, str]:
    """A line as people read it: what it is, its words, and how it is cut."""
    named = {"trim_start": "from", "trim_end": "to", "fade_in": "fade in", "fade_out": "fade out"}
    units = {"gain": "dB", "trim_start": "", "trim_end": "", "stage": "", "spoken": ""}
    cuts = [
        f"{named.get(key, key)} {clock(value, 3) if key.startswith('trim') else value} {units.get(key, 's')}"
        for key, value in part.detail.items()
    ]
    what = f"clip of highlight {part.highlight}" if part.kind == "clip" else part.kind
    if part.seconds:
        cuts.insert(0, f"{part.seconds:g} s")
    return what, one_line(words), ", ".join(cut.strip() for cut in cuts)
