"""Changing the codebook: a dialog each, which shows what moves before anything does."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from app.ui import look
from app.ui.plain import label, many, text
from app.ui.who import coder
from cslab import Study
from cslab.errors import CslabError
from cslab.player.inks import COLOURS
from cslab.study.codebookchange import CodebookChange
from cslab.workbench.codebook_files import FORMATS

SAID = "codes-said"
TOP = "The top"
PLAIN = "By its place"
INKS = dict(zip(("Blue", "Orange", "Teal", "Violet", "Olive", "Plum"), COLOURS, strict=True))
LISTED = 8
FIRST = "What moves is shown before anything does."

OPEN = "codes-open"
"""In the session: which dialog is open, and on the page of which code."""

Change = Callable[[bool], CodebookChange]
"""Makes a change, or with True only says what it would do."""


def ask(kind: str, code: str = "") -> None:
    """Open a dialog; it stays open, whatever else the page does, until it is answered or closed."""
    st.session_state[OPEN] = (kind, code)


def close() -> None:
    """Forget the dialog that is open."""
    st.session_state.pop(OPEN, None)


def asked(study: Study, code: str = "") -> None:
    """Show the dialog that is open on this page."""
    kind, about = st.session_state.get(OPEN, ("", code))
    if about != code:
        close()
    elif kind:
        DIALOGS[kind](study, code)


def done(change: CodebookChange, code: str | None = None) -> None:
    """Say what was changed, on the page of the code where there is one."""
    counts = ((len(change.highlights), "highlight"), (change.answers, "answer"))
    moved = " and ".join(many(number, what) for number, what in counts if number)
    st.session_state[SAID] = f"{change.sentence} {moved} moved." if moved else change.sentence
    close()
    if code is None:
        st.query_params.pop("code", None)
    else:
        st.query_params["code"] = code
    st.rerun()


def said(code: str = "") -> None:
    """Say what was just changed, and offer to take it back."""
    sentence = st.session_state.get(SAID)
    if not sentence:
        return
    with st.container(key="codes-said", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="cs-line" role="status">{escape(sentence)}</p>')
        st.button("Take it back", key="undo-now", type="tertiary", on_click=ask, args=("undo", code))
        st.button("Close", key="said-close", type="tertiary", on_click=st.session_state.pop, args=(SAID,))


def preview(study: Study, change: Change, do: str, *, code: str | None = None, note: str = "") -> None:
    """Show what a change moves, and make it when it is asked for; what can't be done is a sentence."""
    try:
        seen = change(True)
    except CslabError as error:
        look.trouble(str(error))
        return
    moves(study, seen, note=note)
    if st.button(do, key="codes-apply", type="primary"):
        try:
            made = change(False)
        except CslabError as error:
            look.trouble(str(error))
        else:
            done(made, code)


def moves(study: Study, change: CodebookChange, *, note: str = "") -> None:
    """What moves, in sentences."""
    lines = [note] if note else []
    count = len(change.highlights)
    if count:
        listed = study.recordings
        names = dict(zip(listed["interview_id"], listed["name"], strict=True))
        where = {str(names.get(one) or one): number for one, number in change.counts("interview_id").items()}
        who = "" if study.blind(coder()) else f": {_listed(change.counts('coder'), 'by')}"
        lines.append(f"<b>{many(count, 'highlight')}</b> {'follows' if count == 1 else 'follow'}{who}.")
        lines.append(f"In {many(len(where), 'interview')}: {_listed(where, 'of')}.")
    if change.answers:
        verb = "follows" if change.answers == 1 else "follow"
        lines.append(f"<b>{many(change.answers, 'open answer')}</b> {verb}.")
    if not count and not change.answers and not note:
        lines.append("No highlight has it, so none follows.")
    for name, before, after in change.children[:LISTED]:
        was, now = (f"<b>{text(parent)}</b>" if parent else "the top" for parent in (before, after))
        lines.append(f"<b>{text(name)}</b> goes from {was} to {now}.")
    if len(change.children) > LISTED:
        lines.append(f"{many(len(change.children) - LISTED, 'more code')} stand elsewhere.")
    st.html(f'<div class="cs-moves" role="status">{"".join(f"<p>{line}</p>" for line in lines)}</div>')


def _listed(counts: dict[str, int], word: str) -> str:
    pieces = [f"{number} {word} {text(name)}" for name, number in list(counts.items())[:LISTED]]
    pieces += ["others"] if len(counts) > LISTED else []
    return " and ".join(filter(None, [", ".join(pieces[:-1]), pieces[-1]]))


def _parent(study: Study, *, without: tuple[str, ...] = (), chosen: str | None = None) -> str | None:
    names = [TOP, *(code.name for code, _ in study.codebook.tree() if code.name not in without)]
    at = names.index(chosen) if chosen in names else 0
    picked = st.selectbox("Below", names, index=at, key="codes-parent", format_func=label)
    return None if picked == TOP else picked


def _colour(now: str | None) -> str | None:
    kept = (now or "").lower()
    options = {PLAIN: None} | INKS | ({kept: kept} if kept and kept not in COLOURS else {})
    chosen = next((name for name, colour in options.items() if (colour or "") == kept), PLAIN)
    return options[
        st.selectbox("Colour", list(options), index=list(options).index(chosen), key="codes-colour")
    ]


@st.dialog("Add a code", on_dismiss=close)
def add(study: Study, below: str = "") -> None:
    """Ask for a new code."""
    name = st.text_input("Name", key="codes-name", placeholder="hidden-fee")
    definition = st.text_area("What counts, and what does not", key="codes-definition")
    parent = _parent(study, chosen=below)
    colour = _colour(None)
    if st.button("Add", key="codes-apply", type="primary"):
        try:
            change = study.add_code(name, definition=definition, parent=parent, colour=colour, author=coder())
        except CslabError as error:
            look.trouble(str(error))
        else:
            done(change, change.added[0])


@st.dialog("Edit", on_dismiss=close)
def edit(study: Study, name: str) -> None:
    """Ask what a code means."""
    code = study.codebook.code(name)
    definition = st.text_area("What counts, and what does not", code.definition, key="codes-definition")
    examples = st.text_area("Examples, one a line", "\n".join(code.examples), key="codes-examples")
    colour = _colour(code.colour)
    look.aside("Highlights made until now keep the definition that they were made with.")
    if st.button("Save", key="codes-apply", type="primary"):
        change = study.change_code(
            name, definition=definition, examples=examples, colour=colour, author=coder()
        )
        done(change, name)


@st.dialog("Rename", on_dismiss=close)
def rename(study: Study, name: str) -> None:
    """Ask for a code's new name."""
    to = st.text_input("New name", name, key="codes-name").strip()
    if to == name:
        look.aside(f"Highlights keep their code under its new name. {FIRST}")
    else:
        preview(
            study,
            lambda only: study.rename_code(name, to, preview=only, author=coder()),
            "Rename",
            code=to,
        )


@st.dialog("Move", on_dismiss=close)
def move(study: Study, name: str) -> None:
    """Ask where a code stands in the tree."""
    book = study.codebook
    now = book.code(name).parent
    parent = _parent(study, without=(name, *book.below(name)), chosen=now)
    if parent == now:
        look.aside(FIRST)
    else:
        preview(
            study,
            lambda only: study.move_code(name, parent, preview=only, author=coder()),
            "Move",
            code=name,
        )


@st.dialog("Merge", on_dismiss=close)
def merge(study: Study, name: str) -> None:
    """Ask which code takes the place of this one."""
    others = [other for other in study.codebook.names if other != name]
    into = st.selectbox(
        f"Which code takes the place of {label(name)}?",
        others,
        index=None,
        key="codes-into",
        format_func=label,
        placeholder="Choose a code",
    )
    if not into:
        look.aside(f"Its highlights get that code instead. {FIRST}")
    else:
        preview(
            study,
            lambda only: study.merge_codes([name], into, preview=only, author=coder()),
            "Merge",
            code=into,
        )


@st.dialog("Split", width="large", on_dismiss=close)
def split(study: Study, name: str) -> None:
    """Ask for a new code, and which highlights get it."""
    new = st.text_input("New code", key="codes-name").strip()
    definition = st.text_area("What counts, and what does not", key="codes-definition")
    marked = study.highlights(code=name, blind_for=coder())
    st.html(f'<p class="cs-aside">Which of the {many(len(marked), "highlight")} belong to it?</p>')
    with st.container(key="codes-which", height=300):
        chosen = [
            int(row["id"])
            for row in marked.to_dict("records")
            if st.checkbox(
                label(row["quote"] or row["note"] or row["interview_id"]), key=f"codes-which-{row['id']}"
            )
        ]
    if not (new and chosen):
        look.aside(f"Name the new code and choose at least one highlight. {FIRST}")
    else:
        preview(
            study,
            lambda only: study.split_code(
                name, new, chosen, definition=definition, preview=only, author=coder()
            ),
            "Split",
            code=new,
        )


@st.dialog("Retire", on_dismiss=close)
def retire(study: Study, name: str) -> None:
    """Ask whether a code is offered no longer."""
    used = len(study.highlights(code=name, blind_for=coder()))
    coded = study.answer_codes(blind_for=coder())
    answers = len(coded.loc[coded["code"] == name, ["survey", "response_id", "question"]].drop_duplicates())
    have = [many(n, what) for n, what in ((used, "highlight"), (answers, "answer")) if n]
    keep = (
        f"{' and '.join(have)} {'keeps' if used + answers == 1 else 'keep'} it" if have else "Nothing has it"
    )
    preview(
        study,
        lambda only: study.retire_code(name, preview=only, author=coder()),
        "Retire",
        note=f"<b>{text(name)}</b> is no longer offered. {keep}, and it can be brought back.",
    )


@st.dialog("Take it back", on_dismiss=close)
def undo(study: Study, _: str = "") -> None:
    """Ask whether the newest change is taken back."""
    try:
        sentence = study.undo_codebook(preview=True).sentence
    except CslabError as error:
        look.trouble(str(error))
        return
    preview(
        study,
        lambda only: study.undo_codebook(preview=only, author=coder()),
        "Take it back",
        note=text(sentence),
    )


@st.dialog("Import a codebook", on_dismiss=close)
def bring_in(study: Study, _: str = "") -> None:
    """Ask for a file, and show what it adds and changes."""
    kinds = [suffix.removeprefix(".") for suffix in FORMATS]
    file = st.file_uploader("A table of codes, or the codebook of another tool", kinds, key="codes-file")
    look.aside("Codes are added and changed, and none is taken away. A table needs a column <b>name</b>.")
    if file is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"codes{Path(file.name).suffix.lower()}"
        path.write_bytes(file.getvalue())

        def change(only: bool) -> CodebookChange:
            return study.import_codebook(path, preview=only, author=coder())

        try:
            seen = change(True)
        except CslabError as error:
            look.trouble(str(error))
            return
        added = f"Added: {_names(seen.added)}." if seen.added else "No code is new."
        changed = f" Changed: {_names(seen.changed)}." if seen.changed else ""
        preview(study, change, "Import", note=added + changed)


def _names(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(f"<b>{text(name)}</b>" for name in names[:LISTED]) + more


def downloads(study: Study) -> None:
    """One button a format."""
    for suffix, form in FORMATS.items():
        with tempfile.TemporaryDirectory() as folder:
            data = study.export_codebook(Path(folder) / f"codebook{suffix}").read_bytes()
        st.download_button(
            f"Export {form.name}", data, f"codebook{suffix}", key=f"export-{suffix.removeprefix('.')}"
        )


DIALOGS: dict[str, Callable[[Study, str], None]] = {
    "add": add,
    "edit": edit,
    "rename": rename,
    "move": move,
    "merge": merge,
    "split": split,
    "retire": retire,
    "undo": undo,
    "import": bring_in,
}
"""Every dialog by its name."""
