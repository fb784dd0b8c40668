"""Commands for the codebook. Each change can be seen before it is made, with ``--dry-run``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import cslab
from cslab.cli.printing import AsJson, Author, StudyFolder, emit, say, show
from cslab.study.codebookchange import CodebookChange

app = typer.Typer(help="List and change the codes of a study.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The code's name.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would move.")]
Definition = Annotated[str | None, typer.Option(help="What counts, and what does not.")]
Examples = Annotated[
    list[str] | None, typer.Option("--example", help="A passage that shows it; again for more.")
]
Colour = Annotated[str | None, typer.Option(help="Such as #134CA1.")]

LIST_COLUMNS = {
    "code": "code",
    "people": "people",
    "highlights": "highlights",
    "answers": "answers",
    "definition": "definition",
}
HISTORY_COLUMNS = {
    "version": "version",
    "at": "at",
    "author": "by",
    "sentence": "change",
    "moved": "highlights moved",
}


@app.command("list", epilog="Example: cslab code list my-study")
def list_codes(folder: StudyFolder, as_json: AsJson = False) -> None:
    """List the codes as a tree, with how many people, highlights and open answers have each."""
    study = cslab.open(folder, read_only=True)
    table = study.codebook.summary()
    counted = study.code_counts().table
    people = dict(zip(counted["code"], counted["people"], strict=True))
    highlights = study.highlights()["codes"].explode().value_counts()
    table["people"] = [int(people.get(name, 0)) for name in table["name"]]
    table["highlights"] = [int(highlights.get(name, 0)) for name in table["name"]]
    answers = study.answer_codes().drop_duplicates(["survey", "response_id", "question", "code"])
    answered = answers["code"].value_counts()
    table["answers"] = [int(answered.get(name, 0)) for name in table["name"]]
    pairs = zip(table["name"], table["depth"], strict=True)
    shown = table if as_json else table.assign(code=["  " * depth + name for name, depth in pairs])
    show(
        shown, as_json=as_json, columns=LIST_COLUMNS, empty="There are no codes yet; add one: cslab code add"
    )
    loose = study.loose_codes()
    if loose and not as_json:
        say(f"In use, but not in the codebook: {', '.join(loose)}.")


@app.command("add", epilog="Example: cslab code add my-study hidden-fee --parent pricing")
def add_code(
    folder: StudyFolder,
    name: Name,
    definition: Definition = None,
    examples: Examples = None,
    colour: Colour = None,
    parent: Annotated[str | None, typer.Option(help="The code it stands below.")] = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Add a code."""
    study = cslab.open(folder, actor=author)
    _report(
        study.add_code(
            name, definition=definition or "", examples=examples or (), colour=colour, parent=parent
        ),
        as_json=as_json,
    )


@app.command("change", epilog="Example: cslab code change my-study trust --definition 'A reason to stay.'")
def change_code(
    folder: StudyFolder,
    name: Name,
    definition: Definition = None,
    examples: Examples = None,
    colour: Colour = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Change what a code means or looks like; what is not given stays."""
    given = {"definition": definition, "examples": examples, "colour": colour}
    values: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    _report(cslab.open(folder, actor=author).change_code(name, **values), as_json=as_json)


@app.command("rename", epilog="Example: cslab code rename my-study approvals sign-off --dry-run")
def rename_code(
    folder: StudyFolder,
    name: Name,
    to: Annotated[str, typer.Argument(help="Its new name.")],
    dry_run: DryRun = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Give a code another name; its highlights follow."""
    study = cslab.open(folder, actor=author, read_only=dry_run)
    _report(study.rename_code(name, to, preview=dry_run), as_json=as_json)


@app.command("move", epilog="Example: cslab code move my-study hidden-fee --parent trust")
def move_code(
    folder: StudyFolder,
    name: Name,
    parent: Annotated[str | None, typer.Option(help="The code it comes to stand below.")] = None,
    dry_run: DryRun = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Put a code below another one, or at the top when no --parent is given."""
    study = cslab.open(folder, actor=author, read_only=dry_run)
    _report(study.move_code(name, parent, preview=dry_run), as_json=as_json)


@app.command("merge", epilog="Example: cslab code merge my-study hidden-fee small-print --into pricing")
def merge_codes(
    folder: StudyFolder,
    names: Annotated[list[str], typer.Argument(help="The codes that go.")],
    into: Annotated[str, typer.Option(help="The code that takes their place.")],
    dry_run: DryRun = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Let one code take the place of others."""
    study = cslab.open(folder, actor=author, read_only=dry_run)
    _report(study.merge_codes(names, into, preview=dry_run), as_json=as_json)


@app.command("split", epilog="Example: cslab code split my-study trust numbers 4 7 12")
def split_code(
    folder: StudyFolder,
    name: Name,
    new: Annotated[str, typer.Argument(help="The new code.")],
    highlights: Annotated[list[int], typer.Argument(help="Ids of the highlights that get it.")],
    definition: Definition = None,
    dry_run: DryRun = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Give some highlights of a code to a new one; the others stay."""
    study = cslab.open(folder, actor=author, read_only=dry_run)
    change = study.split_code(name, new, highlights, definition=definition or "", preview=dry_run)
    _report(change, as_json=as_json)


@app.command("retire", epilog="Example: cslab code retire my-study delight")
def retire_code(
    folder: StudyFolder,
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Offer a retired code again.")] = False,
    dry_run: DryRun = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Offer a code no longer; highlights keep it."""
    study = cslab.open(folder, actor=author, read_only=dry_run)
    change = (study.bring_back_code if undo else study.retire_code)(name, preview=dry_run)
    _report(change, as_json=as_json)


@app.command("import", epilog="Example: cslab code import my-study codes.csv --dry-run")
def import_codes(
    folder: StudyFolder,
    file: Annotated[Path, typer.Argument(help="A table of codes (.csv) or a REFI-QDA codebook (.qdc).")],
    dry_run: DryRun = False,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Add and change codes as a file says; none is taken away."""
    study = cslab.open(folder, actor=author, read_only=dry_run)
    _report(study.import_codebook(file, preview=dry_run), as_json=as_json)


@app.command("export", epilog="Example: cslab code export my-study codes.csv")
def export_codes(
    folder: StudyFolder,
    file: Annotated[Path, typer.Argument(help="Where to: .csv or .qdc.")],
    as_json: AsJson = False,
) -> None:
    """Write the codes to a file."""
    path = cslab.open(folder, read_only=True).export_codebook(file)
    if as_json:
        emit({"file": str(path)})
    else:
        say(f"Written: {path}.")


@app.command("history", epilog="Example: cslab code history my-study")
def history(folder: StudyFolder, as_json: AsJson = False) -> None:
    """List every change of the codebook, the newest first."""
    table = cslab.open(folder, read_only=True).codebook_versions()
    show(table, as_json=as_json, columns=HISTORY_COLUMNS, empty="The codebook was not changed yet.")


@app.command("undo", epilog="Example: cslab code undo my-study --dry-run")
def undo(
    folder: StudyFolder, dry_run: DryRun = False, author: Author = None, as_json: AsJson = False
) -> None:
    """Take the newest change of the codebook back; once more, and it is made again."""
    study = cslab.open(folder, actor=author, read_only=dry_run)
    _report(study.undo_codebook(preview=dry_run), as_json=as_json)


def _report(change: CodebookChange, *, as_json: bool) -> None:
    """Say what was changed, or would be."""
    moved = change.summary()
    if as_json:
        emit(
            {
                "action": change.action,
                "sentence": change.sentence,
                "version": change.after.version,
                "applied": change.applied,
                "highlights": list(change.highlights),
                "answers": change.answers,
                "moved": moved.to_dict("records"),
                "children": [list(child) for child in change.children],
                "added": list(change.added),
                "changed": list(change.changed),
            }
        )
        return
    say(change.sentence if change.applied else f"Not done yet: {change.sentence}")
    for verb, names in (("New", change.added), ("Changed", change.changed)):
        if names and change.action == "import":
            say(f"{verb}: {', '.join(names)}.")
    count = len(change.highlights)
    if count:
        say(f"{count} {'highlight follows' if count == 1 else 'highlights follow'}:")
        columns = {"interview_id": "interview", "coder": "coder", "highlights": "highlights"}
        show(moved, as_json=False, columns=columns, empty="")
    if change.answers:
        say(f"{change.answers} open {'answer follows' if change.answers == 1 else 'answers follow'}.")
    for name, before, after in change.children:
        say(f"{name} goes from {before or 'the top'} to {after or 'the top'}.")
