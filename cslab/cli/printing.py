"""What the commands share: their common options, and printing for people and for machines."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pandas as pd

FAILED, FAULTS = 1, 3
"""Exit codes: could not be done; done, but some of the input has faults."""

StudyFolder = Annotated[
    Path, typer.Argument(metavar="STUDY", help="The study's folder, the one with study.toml.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print machine-readable JSON.")]
Author = Annotated[
    str | None, typer.Option("--as", envvar="CSLAB_ACTOR", help="Who does this; your login name unless told.")
]


def say(message: str) -> None:
    """Print one plain line for people, on stderr, so that stdout stays clean for machines."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(message))


def emit(value: Any) -> None:
    """Print JSON on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def show(frame: pd.DataFrame, *, as_json: bool, columns: dict[str, str], empty: str) -> None:
    """Print a table: the columns named, in plain words, or all of them as JSON."""
    if as_json:
        emit(json.loads(frame.to_json(orient="records", date_format="iso")))
        return
    if frame.empty:
        say(empty)
        return
    table = Table(*columns.values(), box=None, header_style="bold", pad_edge=False)
    for row in frame[list(columns)].itertuples(index=False):
        table.add_row(*(Text(plain(cell)) for cell in row))
    Console(highlight=False).print(table)


def plain(cell: Any) -> str:
    """One cell as people write it: nothing for what is missing, commas between several."""
    if isinstance(cell, (list, tuple)):
        return ", ".join(map(str, cell))
    if cell is None or str(cell) == "<NA>" or cell != cell:  # noqa: PLR0124 - NaN is the one value that differs from itself
        return ""
    if isinstance(cell, float):
        return f"{cell:.1f}"
    return str(cell)
