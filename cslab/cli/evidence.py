"""Commands for evidence cards."""

from __future__ import annotations

import typer

app = typer.Typer()
"""Its commands stand among those of `cslab.cli.personas`."""
