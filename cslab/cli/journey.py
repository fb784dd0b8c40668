"""Commands: the journey map and its poster."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="The journey map: stages across, what customers do, say and feel down.",
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    """Hold the place of commands to come."""
