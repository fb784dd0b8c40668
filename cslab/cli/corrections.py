"""Commands for corrections: words written over what was heard, one by one or over the whole study."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from typing import Annotated

import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.errors import InputError

app = typer.Typer(help="Correct words, list and undo corrections.", no_args_is_help=True)
whole = typer.Typer()

_COLUMNS = {
    "id": "id",
    "interview_id": "interview",
    "start": "at",
    "before": "before",
    "after": "after",
    "author": "by",
}
_CARRIED = {
    "interview_id": "interview",
    "subject": "what",
    "outcome": "became",
    "start": "at",
    "what": "words",
    "author": "by",
    "why": "why",
}
_PLACES = {
    "interview_id": "interview",
    "start": "at",
    "left": "…",
    "before": "before",
    "after": "after",
    "right": "…",
}
_MISSES = {"interview_id": "interview", "start": "at", "heard": "heard", "term": "term", "score": "alike"}

Interview = Annotated[str, typer.Argument(help="The interview's id.")]


@app.command("add", epilog="Example: cslab correct add my-study int-03 'flowery thumb' 'floury thumb'")
def add_correction(
    folder: StudyFolder,
    interview: Interview,
    words: Annotated[str, typer.Argument(help="The words as they are read now.")],
    text: Annotated[str, typer.Argument(help="What was said; empty takes the words away.")],
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Write other words over some words of one interview; they must stand there exactly once."""
    study = cslab.open(folder, actor=author)
    found = study.find_replace(words, text, interviews=[interview], match_case=True)
    if len(found.table) != 1:
        raise InputError(
            f"In {interview} there are {len(found.table)} places where {words!r} would change, but one is "
            "needed; give more of the words around it, or use cslab replace."
        )
    done = found.apply()
    if done.missed:
        raise InputError(done.missed[0])
    (number,) = done.corrections
    if as_json:
        emit({"id": number, "interview_id": interview})
    else:
        say(f"Correction {number}: {interview}, {words!r} is now {text!r}.")


@app.command("list", epilog="Example: cslab correct list my-study --interview int-03")
def list_corrections(
    folder: StudyFolder,
    interview: Annotated[str | None, typer.Option(help="Only this interview.")] = None,
    undone: Annotated[bool, typer.Option("--undone", help="Those that do not stand, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List corrections."""
    table = cslab.open(folder, read_only=True).corrections(interview)
    show(
        table if undone else table[table["active"]],
        as_json=as_json,
        columns=_COLUMNS,
        empty="There are no corrections yet.",
    )


@app.command("undo", epilog="Example: cslab correct undo my-study 12")
def undo_correction(
    folder: StudyFolder,
    number: Annotated[int, typer.Argument(help="The correction's id.")],
    redo: Annotated[bool, typer.Option("--redo", help="Let a correction stand again.")] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Take a correction back; it can stand again with --redo."""
    study = cslab.open(folder, actor=author)
    (study.redo_correction if redo else study.undo_correction)(number)
    if as_json:
        emit({"id": number, "undone": not redo})
    else:
        say(f"Correction {number} {'stands again' if redo else 'is undone; with --redo it stands again'}.")


@app.command("carried", epilog="Example: cslab correct carried my-study --all")
def carried(
    folder: StudyFolder,
    interview: Annotated[str | None, typer.Option(help="Only this interview.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="What could be carried, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what a newer transcription could not take over."""
    table = cslab.open(folder, read_only=True).carried(interview)
    show(
        table if everything else table[table["outcome"] == "lost"],
        as_json=as_json,
        columns=_CARRIED,
        empty="Nothing was lost when newer transcriptions took over.",
    )


@whole.command(epilog="Example: cslab replace my-study 'ledger line' Ledgerline --apply")
def replace(
    folder: StudyFolder,
    find: Annotated[str, typer.Argument(help="One or more words.")],
    text: Annotated[str, typer.Argument(metavar="REPLACE", help="What stands in their place.")],
    interviews: Annotated[
        list[str] | None, typer.Option("--interview", help="Only these; give the option again for more.")
    ] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Find parts of words, too.")] = False,
    match_case: Annotated[bool, typer.Option("--case", help="Tell capitals from small letters.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without, it is only shown.")] = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Find words in all transcripts and write others in their place; shows them first."""
    study = cslab.open(folder, read_only=not apply, actor=author)
    found = study.find_replace(
        find, text, interviews=interviews, whole_words=not parts, match_case=match_case
    )
    done = found.apply() if apply else None
    if as_json:
        places = json.loads(found.table.to_json(orient="records"))
        emit({"places": places, "applied": None if done is None else asdict(done)})
        return
    show(found.table, as_json=False, columns=_PLACES, empty="Nothing would change.")
    for sentence in done.missed if done is not None else ():
        say(sentence)
    if done is not None:
        say(f"{len(done.corrections)} corrections made; each can be undone with cslab correct undo.")
    elif not found.table.empty:
        say(f"{len(found.table)} place{'s' * (len(found.table) != 1)}; to correct, repeat with --apply")


@whole.command(epilog="Example: cslab vocabulary my-study")
def vocabulary(folder: StudyFolder, as_json: AsJson = False) -> None:
    """List words that are likely one of the study's own terms, misheard."""
    show(
        cslab.open(folder, read_only=True).vocabulary_misses(),
        as_json=as_json,
        columns=_MISSES,
        empty="Nothing looks like a misheard term of the vocabulary in study.toml.",
    )


def lost(study: cslab.Study, interviews: Collection[str]) -> str:
    """Say in one line what new transcriptions could not take over; empty when there is nothing to say."""
    table = study.carried() if interviews else None
    if table is None:
        return ""
    table = table[table["interview_id"].isin(list(interviews)) & (table["outcome"] == "lost")]
    kinds = [
        f"{n} {kind}{'s' * (n != 1)}" for kind, n in table["subject"].value_counts().sort_index().items()
    ]
    if not kinds:
        return ""
    return f"Not carried over to the new words: {', '.join(kinds)}; see: cslab correct carried {study.folder}"
