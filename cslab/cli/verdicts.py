"""Commands for verdicts on claims, and how well their authors knew."""

from __future__ import annotations

import typer

app = typer.Typer()
"""Its commands stand among those of `cslab.cli.personas`."""
