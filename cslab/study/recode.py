"""Changes of the codebook with what they move: seen before they are made, made in one step, taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study import codebook as books
from cslab.study import schema
from cslab.study.answermoves import answer_moves, answers_back, move_answers
from cslab.study.codebook import Code, Codebook
from cslab.study.codebookchange import CodebookChange, Move
from cslab.study.codebooks import put_version, read_codebook, version_in, with_listed
from cslab.study.highlights import codes_of, put_codes
from cslab.study.loosecodes import loose_in
from cslab.study.store import Store, Writing

_TAKE_BACK = "Taken back: "


@dataclass(frozen=True, slots=True)
class Step:
    """A change that can be made to any codebook: what `change_codebook` is given.

    Parameters
    ----------
    action, sentence : str
        See `CodebookChange`.
    book : callable
        Gives the codebook after it.
    codes : mapping of str to str
        Codes that take the place of others on highlights.
    only : collection of int, optional
        The highlights that follow; all when None.
    answers : collection of int, optional
        Ids of the codes on answers that follow; all when None.
    """

    action: str
    sentence: str
    book: Callable[[Codebook], Codebook]
    codes: Mapping[str, str] = field(default_factory=dict)
    only: Collection[int] | None = None
    answers: Collection[int] | None = None


def adding(code: Code) -> Step:
    """Add a code."""
    below = f" below {code.parent!r}" if code.parent else ""
    return Step("add", f"Added {code.name!r}{below}.", lambda book: books.add(book, code))


def changing(name: str, **values: Any) -> Step:
    """Change the definition, the examples or the colour of a code."""
    what = ", ".join(values) or "nothing"
    return Step("change", f"Changed {name!r}: {what}.", lambda book: books.change(book, name, **values))


def renaming(name: str, to: str) -> Step:
    """Give a code another name."""
    to = books.code_name(to)
    return Step(
        "rename", f"Renamed {name!r} to {to!r}.", lambda book: books.rename(book, name, to), {name: to}
    )


def moving(name: str, parent: str | None) -> Step:
    """Put a code under another one, or at the top."""
    where = f"below {parent!r}" if parent is not None else "to the top"
    return Step("move", f"Moved {name!r} {where}.", lambda book: books.move(book, name, parent))


def merging(names: Sequence[str], into: str) -> Step:
    """Let one code take the place of others."""
    gone = [name for name in dict.fromkeys([names] if isinstance(names, str) else names) if name != into]
    listed = ", ".join(map(repr, gone))
    sentence = f"Merged {listed} into {into!r}."
    return Step("merge", sentence, lambda book: books.merge(book, gone, into), dict.fromkeys(gone, into))


def splitting(name: str, new: Code, highlights: Iterable[int], answers: Iterable[int] = ()) -> Step:
    """Give some highlights of a code, and some of its answers (by the ids of their codes), to a new one."""
    chosen, coded = frozenset(map(int, highlights)), frozenset(map(int, answers))
    sentence = f"Split {new.name!r} from {name!r}."
    return Step("split", sentence, lambda book: books.split(book, name, new), {name: new.name}, chosen, coded)


def retiring(name: str) -> Step:
    """Offer a code no longer."""
    return Step("retire", f"Retired {name!r}.", lambda book: books.retire(book, name))


def bringing_back(name: str) -> Step:
    """Offer a retired code again."""
    return Step("bring back", f"Brought {name!r} back.", lambda book: books.bring_back(book, name))


def taking_in(rows: Iterable[Mapping[str, Any]], source: str) -> Step:
    """Add and change codes as a file says."""
    given = list(rows)
    return Step(
        "import", f"Imported {len(given)} codes from {source}.", lambda book: books.take_in(book, given)
    )


def change_codebook(
    store: Store,
    step: Step,
    *,
    listed: Sequence[Code] = (),
    preview: bool = False,
    author: str | None = None,
) -> CodebookChange:
    """Change the newest codebook, and the codes of highlights and answers with it, in one transaction.

    Parameters
    ----------
    step : Step
        The change.
    listed : sequence of Code
        What study.toml lists.
    preview : bool
        Only say what would happen.
    author : str, optional
        Who changes it; the login name when not given.

    Raises
    ------
    InputError, NotFoundError
        If the change can't be made.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.highlights import add_highlight, highlights
    >>> from cslab.study.store import open_store
    >>> codes = [Code("price"), Code("fees")]
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     number = add_highlight(store, interview_id="int-01", start=1, end=2, codes=["fees"])
    ...     seen = change_codebook(store, merging(["fees"], "price"), listed=codes, preview=True)
    ...     done = change_codebook(store, merging(["fees"], "price"), listed=codes)
    ...     seen.highlights == done.highlights == (number,), highlights(store)["codes"].tolist()
    (True, [('price',)])
    """
    if preview:
        with store.reading() as connection:
            return _planned(connection, step, listed)
    with store.writing(author) as write:
        change = _planned(write.connection, step, listed, applied=True)
        _apply(write, change, list(step.codes.items()))
    return change


def undo_change(
    store: Store, *, listed: Sequence[Code] = (), preview: bool = False, author: str | None = None
) -> CodebookChange:
    """Take the newest change of the codebook back; taking that back makes the change again.

    Highlights and answers get the codes they had before, unless somebody gave them others since.

    Raises
    ------
    InputError
        If there is nothing to take back, or highlights have a code that would be gone.
    """
    if preview:
        with store.reading() as connection:
            return _undone(connection, listed)[0]
    with store.writing(author) as write:
        change, pairs = _undone(write.connection, listed, applied=True)
        _apply(write, change, pairs)
    return change


# ----------------------------------------------------------------------------------------------- inside


def _planned(
    connection: Connection, step: Step, listed: Sequence[Code], *, applied: bool = False
) -> CodebookChange:
    before = read_codebook(connection, listed)
    after = step.book(before)
    new = set(step.codes.values()) - set(_all_names(before))
    for name in sorted(new & loose_in(connection, before, removed=True).keys()) if new else ():
        raise InputError(
            f"Highlights or answers have the code {name!r} already, which the codebook lacks; "
            "add it there first, and then merge the two."
        )
    moves = _moves(connection, step.codes, step.only) if step.codes else ()
    if step.only is not None:
        there = {move.highlight for move in moves if not move.removed}
        lacking = sorted(set(step.only) - there)
        if lacking:
            name = next(iter(step.codes))
            raise NotFoundError(f"Highlight {lacking[0]} does not have the code {name!r}; choose others.")
    follow = answer_moves(connection, step.codes, step.answers)
    renamed = step.codes if step.action == "rename" else {}
    return CodebookChange(step.action, step.sentence, before, after, moves, applied, dict(renamed), follow)


def _moves(
    connection: Connection, codes: Mapping[str, str], only: Collection[int] | None
) -> tuple[Move, ...]:
    coded = select(schema.highlight_code.c.highlight).where(schema.highlight_code.c.code.in_(list(codes)))
    table = schema.highlight
    rows = connection.execute(select(table).where(table.c.id.in_(coded)).order_by(table.c.id)).all()
    had = codes_of(connection, coded)
    return tuple(
        Move(
            *(row.id, row.interview_id, row.coder, had[row.id]),
            tuple(dict.fromkeys(codes.get(code, code) for code in had[row.id])),
            row.removed_at is not None,
        )
        for row in rows
        if only is None or row.id in only
    )


def _apply(write: Writing, change: CodebookChange, pairs: Iterable[tuple[str, str]]) -> None:
    detail = {
        "sentence": change.sentence,
        "codes": [list(pair) for pair in pairs],
        "moved": [[move.highlight, list(move.before), list(move.after)] for move in change.moves],
        "answers": [[move.nonce, move.before, move.after] for move in change.answer_moves],
    }
    put_version(write, change.before, change.after, action=change.action, detail=detail)
    version = change.after.version
    table = schema.highlight
    for move in change.moves:
        put_codes(write, move.highlight, move.after)
        write.execute(update(table).where(table.c.id == move.highlight).values(changed_at=write.at))
        moved = {"version": version, "before": list(move.before), "after": list(move.after)}
        write.log("recode", "highlight", move.highlight, moved)
    move_answers(write, change.answer_moves, version=version)
    told = {"sentence": change.sentence, "highlights": len(change.moves), "answers": len(change.answer_moves)}
    write.log(change.action, "codebook", version, told)


def _undone(
    connection: Connection, listed: Sequence[Code], *, applied: bool = False
) -> tuple[CodebookChange, list[tuple[str, str]]]:
    table = schema.codebook
    row = connection.execute(select(table).order_by(table.c.version.desc()).limit(1)).first()
    if row is None or row.action == "start":
        raise InputError("The codebook was not changed yet, so there is nothing to take back.")
    before = read_codebook(connection, listed)
    newest, earlier = version_in(connection, row.version), version_in(connection, row.version - 1)
    if newest is None or earlier is None:
        raise InputError(f"Version {row.version - 1} of the codebook is not kept; change the codes by hand.")
    pairs = [(new, old) for old, new in row.detail["codes"]]
    there = {code.name for code in (*earlier.codes, *earlier.retired)}
    instead = {name: dict(pairs).get(name, "") for name in _all_names(newest) if name not in there}
    former = {name: now for name, now in (newest.former | instead).items() if name not in there}
    after = with_listed(Codebook(earlier.codes, before.version + 1, earlier.retired, former), listed)
    moves = _moves_back(connection, {entry[0]: entry[1:] for entry in row.detail["moved"]}, instead)
    follow = answers_back(connection, row.detail.get("answers", ()), instead)
    again = row.action == "undo"
    sentence = row.detail["sentence"].removeprefix(_TAKE_BACK)
    change = CodebookChange(
        "redo" if again else "undo",
        f"{'' if again else _TAKE_BACK}{sentence}",
        before,
        after,
        moves,
        applied,
        {name: old for name, old in instead.items() if old and old not in before.names},
        follow,
    )
    return change, pairs


def _all_names(book: Codebook) -> tuple[str, ...]:
    return tuple(code.name for code in (*book.codes, *book.retired))


def _moves_back(
    connection: Connection, moved: Mapping[int, Sequence[Sequence[str]]], instead: Mapping[str, str]
) -> tuple[Move, ...]:
    """Moves that give highlights the codes they had, where nobody gave them others since."""
    table = schema.highlight
    codes = codes_of(connection)
    moves = []
    for row in connection.execute(select(table).order_by(table.c.id)):
        now = codes.get(row.id, ())
        before, after = moved.get(row.id, ((), ()))
        if row.id in moved and now == tuple(after):
            then = tuple(before)
        else:
            stranded = [code for code in now if instead.get(code) == ""]
            if stranded:
                raise InputError(
                    f"Highlights have the code {stranded[0]!r} by now; merge or retire it instead."
                )
            then = tuple(dict.fromkeys(instead.get(code, code) for code in now))
        if then != now:
            gone = row.removed_at is not None
            moves.append(Move(row.id, row.interview_id, row.coder, now, then, gone))
    return tuple(moves)
