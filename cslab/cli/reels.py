"""Commands for audio journeys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.errors import InputError
from cslab.study.reelfile import read_script
from cslab.study.reels import as_document

app = typer.Typer(help="Audio journeys: save, plan (a dry run) and render them.", no_args_is_help=True)


@app.command(
    "save",
    epilog="Example: cslab reel save my-study approvals --title 'Waiting for approval' --code approvals",
)
def save_reel(
    folder: StudyFolder,
    name: Annotated[str, typer.Argument(help="A short name: letters, digits and dashes.")],
    title: Annotated[str, typer.Option(help="What listeners see; the name unless told.")] = "",
    ids: Annotated[
        list[int] | None, typer.Option("--highlight", help="A highlight's id; again for more.")
    ] = None,
    code: Annotated[str | None, typer.Option(help="Every highlight with this code.")] = None,
    stage: Annotated[str | None, typer.Option(help="Every highlight of this stage.")] = None,
    script: Annotated[
        Path | None,
        typer.Option(help="A script to take it from: JSON as cslab reel show --json prints it, or TOML."),
    ] = None,
    order: Annotated[str | None, typer.Option(help="Played by stage, or as given.")] = None,
    audience: Annotated[str | None, typer.Option(help="Who will hear it: team, company or public.")] = None,
    credits: Annotated[str | None, typer.Option(help="Who is thanked on its last card.")] = None,  # noqa: A002
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Make a reel, or change one: of highlights by their ids, by code and stage, or from a script."""
    study = cslab.open(folder, actor=author)
    about = {"order": order, "audience": audience, "credits": credits}
    said = {key: value for key, value in about.items() if value is not None}
    if script is not None:
        if ids or code or stage:
            raise InputError(
                "A script says itself what a reel plays; leave --highlight, --code and --stage out."
            )
        document = read_script(script)
        study.save_reel(name, **{**document, **said, "title": title or document.get("title", name)})
        made = study.reel(name).script
        if as_json:
            emit(as_document(made))
        else:
            say(f"Saved the reel {name} with {len(made.elements)} line{'s' * (len(made.elements) != 1)}.")
        return
    chosen = list(ids or ())
    if code or stage or not chosen:
        chosen += [
            number for number in study.highlights(code=code, stage=stage)["id"] if number not in chosen
        ]
    elements = [{"kind": "clip", "highlight": number} for number in chosen]
    study.save_reel(name, title=title or name, elements=elements, **said)
    if as_json:
        emit({"name": name, "highlights": chosen})
    else:
        say(f"Saved the reel {name} with {len(chosen)} clip{'s' * (len(chosen) != 1)}.")


@app.command("list", epilog="Example: cslab reel list my-study")
def list_reels(folder: StudyFolder, as_json: AsJson = False) -> None:
    """List the study's reels."""
    columns = {"name": "reel", "title": "title", "clips": "clips", "changed_at": "changed"}
    show(
        cslab.open(folder, read_only=True).reels,
        as_json=as_json,
        columns=columns,
        empty="There are no reels yet.",
    )


@app.command("plan", epilog="Example: cslab reel plan my-study first-90-days")
def plan_reel(
    folder: StudyFolder,
    name: Annotated[str, typer.Argument(help="The reel's name.")],
    audience: Annotated[
        str | None, typer.Option(help="Who will hear it: team, company or public; as its script says.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print what a reel would hold, to the millisecond, and render nothing."""
    plan = cslab.open(folder, read_only=True).reel(name).plan(audience=audience)
    if as_json:
        emit(plan.to_dict())
    else:
        typer.echo(plan.describe())
