"""Commands: personas, their claims, and whether data refuses them."""

from __future__ import annotations

import typer

app = typer.Typer(help="Personas, their claims, and whether data refuses them.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep commands of the group apart while there are none."""
