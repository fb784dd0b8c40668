"""Commands that carry work out and in: plain files, tables, projects and codebooks of other tools."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

import cslab
from cslab.cli.printing import FAULTS, AsJson, Author, StudyFolder, emit, say
from cslab.errors import InputError

app = typer.Typer()

_PROJECTS = {".qdpx", ".qde"}


@app.command(epilog="Example: cslab export my-study out/ --format vtt --format qdpx")
def export(
    folder: StudyFolder,
    to: Annotated[
        Path,
        typer.Argument(metavar="DIR|FILE.qdpx", help="The folder to write to, or one REFI-QDA project."),
    ],
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            help="Transcripts as vtt, srt, txt, md, json; tables as csv, matrix; qdc, qdpx; all unless told.",
        ),
    ] = None,
    sources: Annotated[
        bool,
        typer.Option("--sources", help="Put recordings into FILE.qdpx, of those who agreed to it."),
    ] = False,
    audience: Annotated[str, typer.Option(help="Who will have FILE.qdpx: team, company or public.")] = "team",
    as_json: AsJson = False,
) -> None:
    """Write everything that people made to plain files, with tables and projects for other tools."""
    study = cslab.open(folder, read_only=True)
    if to.suffix.lower() == ".qdpx":
        if formats:
            raise InputError(f"{to} is one REFI-QDA project; leave --format out, or name a folder.")
        report = study.export_qdpx(to, sources=sources, audience=audience)
        if as_json:
            emit(asdict(report))
            return
        for left in report.left_out:
            say(f"Left out: {left.what}, {left.where}: {left.why}.")
        say(report.sentence)
        return
    if sources:
        raise InputError("Recordings are put into a project only: name a file that ends in .qdpx.")
    written = study.export(to, formats=formats)
    if as_json:
        emit([str(path) for path in written])
    else:
        say(f"Wrote {len(written)} files to {to}. They hold what customers said: keep them private.")


@app.command("import", epilog="Example: cslab import my-study from-nvivo.qdpx")
def import_(
    folder: StudyFolder,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|FILE", help="A folder that 'cslab export' wrote, a .qdpx project, or a codebook."
        ),
    ],
    interviews: Annotated[
        list[str] | None,
        typer.Option(
            "--interview", help="'NAME=ID': the source of that name in a project is this interview."
        ),
    ] = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Read back an export, or anybody's REFI-QDA project or codebook; what is there is not doubled."""
    study = cslab.open(folder, actor=author)
    suffix = source.suffix.lower()
    if suffix in _PROJECTS and not source.is_dir():
        report = study.import_qdpx(source, interviews=dict(map(_pair, interviews or ())))
        if as_json:
            emit(asdict(report))
        else:
            for left in report.left_out:
                say(f"Left out: {left.what}, {left.where}: {left.why}.")
            say(report.sentence)
        if report.left_out:
            raise typer.Exit(FAULTS)
    elif suffix in {".qdc", ".csv"} and not source.is_dir():
        change = study.import_codebook(source)
        if as_json:
            emit({"sentence": change.sentence, "added": list(change.added), "changed": list(change.changed)})
        else:
            say(f"{change.sentence} {len(change.added)} are new, {len(change.changed)} changed.")
    else:
        counts = study.import_(source)
        if as_json:
            emit(counts)
        else:
            said = ", ".join(f"{n} {name}" for name, n in counts.items() if n)
            say(f"Read {said or 'nothing new'} from {source}.")


def _pair(given: str) -> tuple[str, str]:
    name, sign, interview = given.rpartition("=")
    if not (name and sign and interview):
        raise InputError(f"{given!r} does not say which interview a source is; write NAME=ID.")
    return name, interview
