from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import CslabError, InputError, NotFoundError
from cslab.study import codebook as books
from cslab.study.codebook import Code, Codebook

NAMES = st.sampled_from(["trust", "pricing", "fees", "help", "delight", "speed"])
BOOK = Codebook(
    (
        Code("trust", "A reason to believe us.", ("They answered.",), "#404303"),
        Code("support", parent="trust"),
        Code("pricing"),
        Code("hidden-fee", parent="pricing"),
        Code("small-print", parent="hidden-fee"),
    )
)


def shape(book: Codebook) -> list[tuple[str, int]]:
    return [(code.name, depth) for code, depth in book.tree()]


def parents(book: Codebook) -> dict[str, str | None]:
    return {code.name: code.parent for code in book.codes}


def test_the_tree_has_every_code_once_below_its_parent() -> None:
    assert shape(BOOK) == [
        *[("trust", 0), ("support", 1)],
        *[("pricing", 0), ("hidden-fee", 1), ("small-print", 2)],
    ]
    assert BOOK.below("pricing") == ("hidden-fee", "small-print")
    assert list(BOOK.summary()["depth"]) == [0, 1, 0, 1, 2]


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        ([Code("a"), Code("a")], "Two codes are called 'a'"),
        ([Code("a", parent="b")], "no code 'b'"),
        ([Code("a", parent="b"), Code("b", parent="a")], "would stand below itself"),
        ([Code("a", parent="a")], "would stand below itself"),
    ],
)
def test_what_is_no_tree(codes: list[Code], sentence: str) -> None:
    with pytest.raises(CslabError, match=sentence):
        Codebook(tuple(codes))


def test_rename_takes_the_codes_below_along_and_remembers() -> None:
    book = books.rename(BOOK, "pricing", "  price\n paid ")
    assert parents(book)["hidden-fee"] == "price paid"
    assert book.version == 1
    assert book.resolve("pricing") == "price paid"
    again = books.rename(book, "price paid", "price")
    assert again.resolve("pricing") == again.resolve("price paid") == "price"
    back = books.rename(again, "price", "pricing")
    assert back.resolve("price") == "pricing"
    assert "pricing" not in back.former


def test_a_name_that_is_taken() -> None:
    with pytest.raises(InputError, match="There is a code 'trust' already"):
        books.rename(BOOK, "pricing", "Trust")
    with pytest.raises(InputError, match="called 'trust' already"):
        books.rename(BOOK, "trust", "trust")
    with pytest.raises(InputError, match="needs a name"):
        books.rename(BOOK, "trust", " \n")
    assert "Trust" in books.rename(BOOK, "trust", "Trust")
    with pytest.raises(InputError, match=r"'trust' \(retired\) already"):
        books.rename(books.retire(BOOK, "trust"), "pricing", "trust")
    with pytest.raises(NotFoundError, match="did you mean 'trust'"):
        books.rename(BOOK, "trsut", "x")


def test_move() -> None:
    assert parents(books.move(BOOK, "hidden-fee", None))["hidden-fee"] is None
    assert shape(books.move(BOOK, "pricing", "trust"))[2:] == [
        *[("pricing", 1), ("hidden-fee", 2), ("small-print", 3)],
    ]
    for parent in ("pricing", "hidden-fee", "small-print"):
        with pytest.raises(InputError, match="choose another parent"):
            books.move(BOOK, "pricing", parent)


def test_merge_brings_children_and_examples() -> None:
    book = books.merge(BOOK, ["pricing", "trust"], "support")
    assert shape(book) == [("support", 0), ("hidden-fee", 1), ("small-print", 2)]
    assert book.code("support").examples == ("They answered.",)
    assert book.resolve("trust") == "support"
    assert book.code("pricing").name == "support"


def test_merge_into_a_code_below() -> None:
    assert parents(books.merge(BOOK, ["pricing"], "small-print")) == {
        "trust": None,
        "support": "trust",
        "small-print": None,
    } | {"hidden-fee": "small-print"}
    chain = Codebook((Code("a"), Code("b", parent="a"), Code("c", parent="b"), Code("d", parent="c")))
    assert parents(books.merge(chain, ["a", "c"], "d")) == {"d": None, "b": "d"}
    assert parents(books.merge(chain, ["c"], "d")) == {"a": None, "b": "a", "d": "b"}


def test_merge_needs_two() -> None:
    with pytest.raises(InputError, match="at least one other code"):
        books.merge(BOOK, ["trust"], "trust")


def test_retire_and_bring_back() -> None:
    book = books.retire(BOOK, "hidden-fee")
    assert parents(book)["small-print"] == "pricing"
    assert book.code("hidden-fee").parent == "pricing"
    with pytest.raises(NotFoundError, match="'hidden-fee' was retired"):
        book.resolve("hidden-fee")
    renamed = books.rename(book, "pricing", "price")
    assert parents(books.bring_back(renamed, "hidden-fee"))["hidden-fee"] == "price"
    gone = books.merge(renamed, ["price"], "trust")
    assert parents(books.bring_back(gone, "hidden-fee"))["hidden-fee"] is None
    with pytest.raises(NotFoundError):
        books.bring_back(BOOK, "trust")


def test_split_stands_right_after() -> None:
    book = books.split(BOOK, "trust", Code("numbers"))
    assert book.names[:2] == ("trust", "numbers")


def test_change_keeps_what_is_not_given() -> None:
    code = books.change(BOOK, "trust", colour="#134CA1", examples="One.\r\n\n Two.").code("trust")
    assert (code.definition, code.colour) == ("A reason to believe us.", "#134CA1")
    assert code.examples == ("One.", "Two.")
    with pytest.raises(InputError, match="'blue' is no colour"):
        books.change(BOOK, "trust", colour="blue")


def test_take_in_adds_and_changes_and_takes_nothing_away() -> None:
    book = books.take_in(
        books.retire(BOOK, "support"),
        [
            *({"name": "trust", "definition": ""}, {"name": "new", "parent": "fresh"}, {"name": "fresh"}),
            *({"name": "small-print", "parent": "", "definition": "Read."}, {"name": "support"}),
        ],
    )
    assert book.code("trust").definition == "A reason to believe us."
    assert parents(book)["new"] == "fresh"
    assert parents(book)["small-print"] is None
    assert parents(book)["support"] == "trust"
    assert set(BOOK.names) <= set(book.names)
    assert not book.retired


def test_rows_come_back() -> None:
    assert Codebook.from_rows(BOOK.to_rows()) == BOOK


def test_html_is_escaped() -> None:
    assert "<script>" not in Codebook((Code("<script>", "<b>"),))._repr_html_()


STEPS = st.one_of(
    st.tuples(st.just("add"), NAMES, st.none() | NAMES),
    st.tuples(st.just("rename"), NAMES, NAMES),
    st.tuples(st.just("move"), NAMES, st.none() | NAMES),
    st.tuples(st.just("merge"), st.lists(NAMES, min_size=1, max_size=3), NAMES),
    st.tuples(st.just("split"), NAMES, NAMES),
    st.tuples(st.just("retire"), NAMES),
    st.tuples(st.just("bring_back"), NAMES),
    st.tuples(
        st.just("take_in"), st.lists(st.fixed_dictionaries({"name": NAMES, "parent": NAMES}), max_size=3)
    ),
)


def take(book: Codebook, step: tuple[Any, ...]) -> Codebook:
    action, *given_ = step
    if action == "add":
        return books.add(book, Code(given_[0], parent=given_[1]))
    if action == "split":
        return books.split(book, given_[0], Code(given_[1]))
    return getattr(books, action)(book, *given_)  # type: ignore[no-any-return]


@settings(max_examples=200, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_any_sequence_of_changes_keeps_a_tree(steps: list[tuple[Any, ...]]) -> None:
    book = Codebook((Code("trust"), Code("pricing", parent="trust")))
    ever = set(book.names)
    for step in steps:
        before = book
        try:
            book = take(book, step)
        except CslabError:
            continue
        assert book.version == before.version + 1
        ever |= set(book.names)
        placed = book.tree()
        assert sorted(code.name for code, _ in placed) == sorted(book.names)
        depths = {code.name: depth for code, depth in placed}
        for code, depth in placed:
            assert depth == (0 if code.parent is None else depths[code.parent] + 1)
        everything = {*book.names, *(code.name for code in book.retired), *book.former}
        assert everything == ever, "no name is forgotten"
        for name in book.former:
            assert name not in book.names
            assert book.code(name)
