"""Commands: the rota, the listening log, show-me notes and errands."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Walk a mile: who listens to whom next, and what was heard.",
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    """Hold the place of commands to come."""
