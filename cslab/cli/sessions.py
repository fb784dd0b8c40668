"""Commands: empathy sessions."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Empathy sessions: set one up, see how far it is, and what it changed.", no_args_is_help=True
)


@app.callback()
def _group() -> None:
    """Hold the place of commands to come."""
