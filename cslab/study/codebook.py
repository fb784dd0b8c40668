"""The codebook: named ideas in a tree, and every way to change it; each change gives a new one."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.study.codes import ROW, Code, code_name, code_of, is_circular, row_of

__all__ = [
    "ROW",
    "Code",
    "Codebook",
    "Placed",
    "add",
    "bring_back",
    "change",
    "code_name",
    "code_of",
    "is_circular",
    "merge",
    "move",
    "rename",
    "retire",
    "row_of",
    "split",
    "take_in",
]


class Placed(NamedTuple):
    """A code in its tree; `depth` is 0 at the top."""

    code: Code
    depth: int


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes of a study at one moment.

    Parameters
    ----------
    codes : tuple of Code
        Those in use, in the order that people gave them.
    version : int
        0 is what study.toml lists; each change adds one.
    retired : tuple of Code
        No longer offered; highlights that have them keep them, and their names stay taken.
    former : dict
        Names that were given up, each with the code that took its place (empty where none did).

    Raises
    ------
    InputError
        If two codes have one name, a parent is no code, or a code would stand below itself.

    Examples
    --------
    >>> book = Codebook((Code("pricing"), Code("hidden-fee", parent="pricing")))
    >>> [(placed.code.name, placed.depth) for placed in book.tree()]
    [('pricing', 0), ('hidden-fee', 1)]
    >>> rename(book, "pricing", "price").codes[1].parent
    'price'
    """

    codes: tuple[Code, ...] = ()
    version: int = 0
    retired: tuple[Code, ...] = ()
    former: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for code in (*self.codes, *self.retired):
            if code.name in seen:
                raise InputError(f"Two codes are called {code.name!r}; give each a name of its own.")
            seen.add(code.name)
        parents = {code.name: code.parent for code in self.codes}
        for code in self.codes:
            if code.parent is not None and code.parent not in parents:
                raise NotFoundError.of("code", code.parent, parents)
            if is_circular(code.name, parents):
                raise InputError(f"The code {code.name!r} would stand below itself; choose another parent.")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the codes in use."""
        return tuple(code.name for code in self.codes)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def code(self, name: str) -> Code:
        """Find a code, in use or retired, by its name or by the name it had before.

        Raises
        ------
        NotFoundError
            If there is no such code; says which is nearest.
        """
        known = {code.name: code for code in (*self.codes, *self.retired)}
        now = self.now(name)
        if now not in known:
            raise NotFoundError.of("code", name, self.names)
        return known[now]

    def resolve(self, name: str) -> str:
        """Name of the code to put on a new highlight: a former name leads to what took its place.

        Raises
        ------
        NotFoundError
            If there is no such code, or it was retired.
        """
        now = self.now(name)
        if now in self.names:
            return now
        if any(code.name == now for code in self.retired):
            raise NotFoundError(f"The code {now!r} was retired; use another, or bring it back first.")
        raise NotFoundError.of("code", name, self.names)

    def now(self, name: str) -> str:
        """Follow a former name to the one in its place; any other name stays as it is."""
        taken = {code.name for code in (*self.codes, *self.retired)}
        for _ in self.former:
            if name in taken or name not in self.former:
                break
            name = self.former[name]
        return name

    def children(self, name: str) -> tuple[Code, ...]:
        """Codes right below one code."""
        return tuple(code for code in self.codes if code.parent == name)

    def below(self, name: str) -> tuple[str, ...]:
        """Names of all codes below one code, however deep."""
        found = [name]
        for code, _ in self.tree():
            if code.parent in found:
                found.append(code.name)
        return tuple(found[1:])

    def tree(self) -> tuple[Placed, ...]:
        """Every code in use after the one above it, each with its depth."""
        children: dict[str | None, list[Code]] = {}
        for code in self.codes:
            children.setdefault(code.parent, []).append(code)
        placed: list[Placed] = []
        waiting = [Placed(code, 0) for code in reversed(children.get(None, []))]
        while waiting:
            placed.append(waiting.pop())
            code, depth = placed[-1]
            waiting += [Placed(child, depth + 1) for child in reversed(children.get(code.name, []))]
        return tuple(placed)

    def to_rows(self) -> list[dict[str, Any]]:
        """Codes in use as plain values: name, parent, definition, examples (list of str), colour."""
        return [row_of(code) for code in self.codes]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Codebook:
        """Build a codebook from rows such as `to_rows` gives; only the name is needed.

        Raises
        ------
        InputError
            If a name is empty or used twice, a colour is none, or the tree is none.

        Examples
        --------
        >>> Codebook.from_rows([{"name": "trust", "colour": "#404303"}]).names
        ('trust',)
        """
        return cls(tuple(code_of(row) for row in rows))

    def summary(self) -> pd.DataFrame:
        """One row a code in the order of the tree: name, depth, parent, definition, examples, colour."""
        rows = [
            (code.name, depth, code.parent, code.definition, code.examples, code.colour)
            for code, depth in self.tree()
        ]
        return pd.DataFrame(rows, columns=["name", "depth", "parent", "definition", "examples", "colour"])

    def _repr_html_(self) -> str:
        lines = "".join(
            f"<div style='margin-left:{1.5 * depth}em'>"
            f"<span style='color:{html.escape(code.colour or 'inherit')}'>■</span> "
            f"<b>{html.escape(code.name)}</b> {html.escape(code.definition)}</div>"
            for code, depth in self.tree()
        )
        return f"<div><p>Codebook, version {self.version}</p>{lines or '<p>No codes yet.</p>'}</div>"


# ------------------------------------------------------------------------------------------- changes


def add(book: Codebook, code: Code) -> Codebook:
    """Add a code at the end; the name of a retired one brings that back, as it is given now."""
    _must_be_free(book, code.name, but=[retired.name for retired in book.retired])
    retired = tuple(other for other in book.retired if other.name != code.name)
    return _next(book, codes=(*book.codes, code), retired=retired)


def change(book: Codebook, name: str, **values: Any) -> Codebook:
    """Change what a code means or looks like: ``definition``, ``examples``, ``colour``."""
    old = _used(book, name)
    given = {key: getattr(old, key) for key in ROW} | values
    return _mapped(book, lambda code: code_of(given) if code.name == name else code)


def rename(book: Codebook, name: str, to: str) -> Codebook:
    """Give a code another name; the codes below it follow."""
    _used(book, name)
    to = code_name(to)
    if to == name:
        raise InputError(f"The code is called {name!r} already; choose another name.")
    _must_be_free(book, to, but=[name])

    def renamed(code: Code) -> Code:
        return replace(
            code,
            name=to if code.name == name else code.name,
            parent=to if code.parent == name else code.parent,
        )

    return _next(
        book,
        codes=tuple(map(renamed, book.codes)),
        retired=tuple(map(renamed, book.retired)),
        former={name: to},
    )


def move(book: Codebook, name: str, parent: str | None) -> Codebook:
    """Put a code, with all below it, under another one; None puts it at the top."""
    _used(book, name)
    if parent is not None:
        _used(book, parent)
        if parent == name or parent in book.below(name):
            raise InputError(f"{parent!r} stands below {name!r}; choose another parent.")
    return _mapped(book, lambda code: replace(code, parent=parent) if code.name == name else code)


def merge(book: Codebook, names: Sequence[str], into: str) -> Codebook:
    """Let one code take the place of others, with the codes below them and their examples."""
    target = _used(book, into)
    gone = [name for name in dict.fromkeys(names) if name != into]
    if not gone:
        raise InputError(f"Name at least one other code to merge into {into!r}.")
    merged = [_used(book, name) for name in gone]
    above = _above(book, into, gone)
    examples = tuple(dict.fromkeys([*target.examples, *(line for code in merged for line in code.examples)]))

    def joined(code: Code) -> Code:
        if code.name == into:
            return replace(code, examples=examples, parent=above)
        return replace(code, parent=into) if code.parent in gone else code

    kept = tuple(joined(code) for code in book.codes if code.name not in gone)
    return _next(book, codes=kept, former=dict.fromkeys(gone, into))


def split(book: Codebook, name: str, new: Code) -> Codebook:
    """Add a code right after the one that it is split from."""
    _used(book, name)
    _must_be_free(book, new.name)
    at = book.names.index(name) + 1
    return _next(book, codes=(*book.codes[:at], new, *book.codes[at:]))


def retire(book: Codebook, name: str) -> Codebook:
    """Offer a code no longer; the codes below it move up to its parent."""
    old = _used(book, name)
    kept = tuple(
        replace(code, parent=old.parent) if code.parent == name else code
        for code in book.codes
        if code.name != name
    )
    return _next(book, codes=kept, retired=(*book.retired, old))


def bring_back(book: Codebook, name: str) -> Codebook:
    """Offer a retired code again; at the top where its parent is gone."""
    known = {code.name: code for code in book.retired}
    if name not in known:
        raise NotFoundError.of("retired code", name, known)
    old = known[name]
    back = old if old.parent is None or old.parent in book.names else replace(old, parent=None)
    retired = tuple(code for code in book.retired if code.name != name)
    return _next(book, codes=(*book.codes, back), retired=retired)


def take_in(book: Codebook, rows: Iterable[Mapping[str, Any]]) -> Codebook:
    """Add and change codes as rows say; what a row leaves empty stays, and no code is taken away.

    Parameters
    ----------
    rows : iterable of mappings
        As `Codebook.to_rows` gives. A row that has a ``parent``, even an empty one, decides where its code
        stands; a retired code that is named is offered again.
    """
    codes = {code.name: code for code in book.codes}
    retired = {code.name: code for code in book.retired}
    back = []
    for row in rows:
        given = code_of(row)
        if given.name in retired:
            back.append(given.name)
        old = codes.get(given.name) or retired.pop(given.name, given)
        codes[given.name] = replace(
            old,
            definition=given.definition or old.definition,
            examples=given.examples or old.examples,
            colour=given.colour or old.colour,
            parent=given.parent if "parent" in row else old.parent,
        )
    for name in back:
        if codes[name].parent not in codes:
            codes[name] = replace(codes[name], parent=None)
    return _next(book, codes=tuple(codes.values()), retired=tuple(retired.values()))


def _used(book: Codebook, name: str) -> Code:
    for code in book.codes:
        if code.name == name:
            return code
    raise NotFoundError.of("code", name, book.names)


def _must_be_free(book: Codebook, name: str, *, but: Iterable[str] = ()) -> None:
    for code in (*book.codes, *book.retired):
        if code.name.casefold() == name.casefold() and code.name not in but:
            state = " (retired)" if code in book.retired else ""
            raise InputError(
                f"There is a code {code.name!r}{state} already; choose another name, or merge them."
            )


def _above(book: Codebook, name: str, gone: Sequence[str]) -> str | None:
    """Where a code stands when none of those that go is above it any more."""
    parents = {code.name: code.parent for code in book.codes}
    above = at = parents[name]
    while at is not None:
        if at in gone:
            above = parents[at]
        at = parents[at]
    return above


def _mapped(book: Codebook, function: Callable[[Code], Code]) -> Codebook:
    return _next(book, codes=tuple(map(function, book.codes)))


def _next(
    book: Codebook,
    *,
    codes: tuple[Code, ...],
    retired: tuple[Code, ...] | None = None,
    former: Mapping[str, str] | None = None,
) -> Codebook:
    """Build the codebook after a change; a name in use is no former name."""
    kept = book.retired if retired is None else retired
    taken = {code.name for code in (*codes, *kept)}
    names = {old: now for old, now in (book.former | dict(former or {})).items() if old not in taken}
    return Codebook(codes, book.version + 1, kept, names)
