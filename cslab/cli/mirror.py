"""Commands: how far our own taste leaks into what we believe."""

from __future__ import annotations

import typer

app = typer.Typer(help="How far our own taste leaks into what we believe.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep commands of the group apart while there are none."""
