"""Commands: where what we believe, what they say and what they do disagree."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Where what we believe, what they say and what they do disagree.", no_args_is_help=True
)


@app.callback()
def _group() -> None:
    """Keep commands of the group apart while there are none."""
