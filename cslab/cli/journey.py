"""Commands: the journey map, cell by cell, as a table and as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.estimate import Estimate
from cslab.listen.tidy import sheet_of
from cslab.study.files import write_atomic
from cslab.tell.journey import LANES, Cell, JourneyMap

app = typer.Typer(
    help="The journey map: stages across, what customers do, say and feel down.",
    no_args_is_help=True,
)

Audience = Annotated[str, typer.Option(help="Who will see and hear it: team, company or public.")]


@app.command("show", epilog="Example: cslab journey show my-study --stage onboarding")
def show_map(
    folder: StudyFolder,
    stage: Annotated[str, typer.Option(help="One stage alone, by its id.")] = "",
    lane: Annotated[str, typer.Option(help=f"One lane alone: {', '.join(LANES)}.")] = "",
    audience: Audience = "team",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Print the map: one row a figure, a quote and what is counted; of an empty cell, what is missing."""
    journey = _map(folder, audience, author)
    rows = _rows(journey, stage, lane)
    if as_json:
        emit([row | {"clips": list(row["clips"])} for row in rows.to_dict("records")])
        return
    columns = {"stage": "stage", "lane": "lane", "what": "what", "shown": "", "people": "people"}
    show(rows, as_json=False, columns=columns, empty="study.toml describes no stages yet; add [[stages]].")
    for sentence in journey.left_out:
        say(sentence)


@app.command("csv", epilog="Example: cslab journey csv my-study journey.csv --audience public")
def csv(
    folder: StudyFolder,
    path: Annotated[Path, typer.Argument(help="The file to write.")],
    audience: Audience = "team",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Write the map as a CSV file, numbers as they are stored."""
    journey = _map(folder, audience, author)
    table = journey.summary()
    write_atomic(path, sheet_of(table))
    _written(path, journey, {"rows": len(table)}, as_json=as_json)


@app.command("html", epilog="Example: cslab journey html my-study journey.html")
def html(
    folder: StudyFolder,
    path: Annotated[Path, typer.Argument(help="The file to write.")],
    audience: Audience = "team",
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Write the map as a page that is read and printed; it has no sound, and asks the network for nothing."""
    journey = _map(folder, audience, author)
    write_atomic(path, journey.page())
    _written(path, journey, {}, as_json=as_json)


# ---- inside ------------------------------------------------------------------------------------------


def _map(folder: Path, audience: str, author: str | None) -> JourneyMap:
    study = cslab.open(folder, actor=author, read_only=True)
    return study.journey(audience=audience, blind_for=author)


def _rows(journey: JourneyMap, stage: str, lane: str) -> pd.DataFrame:
    if stage or lane:  # an unknown name is a sentence, and no empty table
        journey.cell(lane or journey.lanes[0], stage or next(iter(journey.stages), ""))
    kept: list[dict[str, Any]] = []
    for one in [stage] if stage else journey.stages:
        for name in [lane] if lane else journey.lanes:
            cell = journey.cell(name, one)
            kept += [{"stage": one, "lane": name} | row for row in _of(cell)]
    return pd.DataFrame(kept, columns=["stage", "lane", "kind", "what", "shown", "people", "clips"])


def _of(cell: Cell) -> list[dict[str, Any]]:
    def row(
        kind: str, what: str, shown: str = "", people: str = "", clips: tuple[int, ...] = ()
    ) -> dict[str, Any]:
        return {"kind": kind, "what": what, "shown": shown, "people": people, "clips": clips}

    rows = [row("figure", label, _figure(estimate), str(estimate.n)) for label, estimate in cell.figures]
    rows += [row("quote", one.text, one.person, "", (one.highlight,)) for one in cell.quotes]
    for one in cell.points:
        of = f"{one.people} of {one.of}" if one.of else str(one.people)
        rows.append(row("point", one.label, one.state, of, one.highlights))
    if cell.note and (cell.empty or cell.lane == "feel"):
        rows.append(row("note", cell.note))
    return rows


def _figure(estimate: Estimate) -> str:
    return (
        estimate.format(digits=0 if estimate.unit in ("%", "points") else None).rpartition(", n = ")[0] + ")"
    )


def _written(path: Path, journey: JourneyMap, more: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        emit({"path": str(path), "left_out": list(journey.left_out)} | more)
        return
    for sentence in journey.left_out:
        say(sentence)
    say(f"Written: {path}.")
