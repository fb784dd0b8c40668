"""Commands for the scores of surveys: a question's figure, its trend, and who did not answer."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.cli.printing import AsJson, StudyFolder, emit, say, show
from cslab.measure.surveys import Nonresponse, Score, Trend

app = typer.Typer()

Survey = Annotated[str, typer.Argument(help="The survey's name.")]
Question = Annotated[str, typer.Argument(help="Id of the question, or satisfaction, loyalty, goodwill.")]
By = Annotated[str | None, typer.Option(help="An attribute of people or accounts, such as plan.")]
Weighted = Annotated[bool, typer.Option("--weighted", help="Weighted to those who were asked.")]


@app.command(
    epilog="Example: cslab surveys score my-study relationship-2026q1 recommend --by plan --weighted"
)
def score(
    folder: StudyFolder,
    name: Survey,
    question: Question,
    by: By = None,
    weighted: Weighted = False,
    as_json: AsJson = False,
) -> None:
    """Score one question, with its interval, all of its answers, and raw beside weighted."""
    study = cslab.open(folder, read_only=True)
    found = study.score(name, question, by=by, weighted=weighted)
    moved = study.moved(name, question) if weighted and found.estimate.n else None
    if as_json:
        emit(_score(found) | {"moved": None if moved is None else _rows(moved.summary())[0]})
        return
    say(found.question.wording)
    for figure, value in {found.name: found.estimate, **found.also}.items():
        say(f"{figure}: {value}. {value.method}.")
    if moved is not None:
        say(f"Without weights: {found.raw}. {moved.sentence}")
    shares = found.distribution.assign(share=_percent(found.distribution["share"]))
    columns = {"answer": "answer", "kind": "counts as", "people": "people", "share": "share"}
    if weighted:
        shares["weighted"] = _percent(shares["weighted"])
        columns["weighted"] = "weighted"
    show(shares, as_json=False, columns=columns, empty="")
    if by is not None:
        groups = pd.DataFrame(
            {
                "group": list(found.by_group),
                "figure": [value.format() for value in found.by_group.values()],
            }
        )
        show(groups, as_json=False, columns={"group": by, "figure": found.name}, empty="No group is shown.")
    for caveat in found.caveats:
        say(caveat)


@app.command(epilog="Example: cslab surveys trend my-study relationship recommend --weighted")
def trend(
    folder: StudyFolder,
    series: Annotated[str, typer.Argument(help="Name of the series of surveys.")],
    question: Question,
    by: By = None,
    weighted: Weighted = False,
    as_json: AsJson = False,
) -> None:
    """Follow a question from wave to wave, and say what changed and of whom."""
    found = cslab.open(folder, read_only=True).trend(series, question, by=by, weighted=weighted)
    if as_json:
        emit(_trend(found))
        return
    say(f"{found.question.wording} {found.name}.")
    waves = found.table.assign(figure=_figures(found.table, found.unit))
    show(waves, as_json=False, columns={"wave": "wave", "group": "group", "figure": found.name}, empty="")
    changes = found.changes.assign(
        figure=_figures(found.changes, "points" if found.unit in ("%", "points") else found.unit)
    )
    columns = {
        "later": "until",
        "group": "group",
        "whom": "of",
        "figure": "change",
        "word": "it",
        "both": "people in both",
    }
    show(changes, as_json=False, columns=columns, empty="")
    for caveat in found.caveats:
        say(caveat)


@app.command(epilog="Example: cslab surveys silent my-study relationship-2026q1 --by plan --by region")
def silent(
    folder: StudyFolder,
    name: Survey,
    by: Annotated[
        list[str] | None, typer.Option(help="An attribute; those that are weighted by unless told.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say who did not answer: response rates, and who answered against who was asked."""
    found = cslab.open(folder, read_only=True).nonresponse(name, by)
    if as_json:
        emit(_silent(found))
        return
    say(f"Response rate: {found.rate}")
    rates = found.table.assign(
        figure=[
            f"{rate * 100:.0f} % ({low * 100:.0f}–{high * 100:.0f} %)"
            for rate, low, high in zip(
                found.table["rate"], found.table["low"], found.table["high"], strict=True
            )
        ]
    )
    columns = {"by": "by", "group": "group", "asked": "asked", "answered": "answered", "figure": "rate"}
    show(rates, as_json=False, columns=columns | {"word": "among answers"}, empty="Nothing to compare by.")
    for sentence in (*found.words, *found.caveats):
        say(sentence)


def _score(found: Score) -> dict[str, Any]:
    return {
        "question": found.question.id,
        "weighted": found.weighted,
        "figures": _rows(found.summary()),
        "raw": _rows(found.raw.summary())[0],
        "distribution": _rows(found.distribution),
        "parts": _rows(found.parts),
        "groups": _rows(found.groups),
        "caveats": found.caveats,
    }


def _trend(found: Trend) -> dict[str, Any]:
    return {
        "question": found.question.id,
        "figure": found.name,
        "unit": found.unit,
        "weighted": found.weighted,
        "waves": _rows(found.table),
        "changes": _rows(found.changes),
        "caveats": found.caveats,
    }


def _silent(found: Nonresponse) -> dict[str, Any]:
    return {
        "rate": _rows(found.rate.summary())[0],
        "groups": _rows(found.table),
        "in_words": found.words,
        "caveats": found.caveats,
    }


def _figures(table: pd.DataFrame, unit: str) -> list[str]:
    scale, sign = (100, f" {unit}") if unit in ("%", "points") else (1, "")
    digits = 0 if scale == 100 else 2
    return [
        f"{value * scale:.{digits}f}{sign} ({low * scale:.{digits}f} to {high * scale:.{digits}f}, n = {n})"
        for value, low, high, n in zip(table["value"], table["low"], table["high"], table["n"], strict=True)
    ]


def _percent(column: pd.Series) -> list[str]:
    return [f"{share * 100:.0f} %" for share in column]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records"))
    return rows
