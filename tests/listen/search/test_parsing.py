"""Queries: read, written back the same, and refused in one sentence that says where."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.listen.search.folding import folded, tokens
from cslab.listen.search.parsing import LONGEST, parse
from cslab.listen.search.query import And, Field, Not, Or, Query, Words

PIECES = (
    *(
        "a",
        "b ",
        '"',
        "(",
        ")",
        "-",
        "NOT ",
        "AND ",
        "OR ",
        " ",
        "*",
        "x:",
        ">",
        "<=",
        "\\",
        "“",
        "„",
        "»",
        ":",
    ),
    *("$4", "é", "don't", "\x00", "1,000", "中文", "..", "role:", "\ud800"),
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_whatever_can_be_read_is_written_back_the_same(text: str) -> None:
    try:
        query = parse(text)
    except InputError:
        return
    assert parse(str(query)) == query
    assert str(parse(str(query))) == str(query)


WORD = st.sampled_from(["fee", "don't", "$49", "10:30", "month-end", "naïve"]).map(Words)
PHRASE = st.text(min_size=1, max_size=12).filter(lambda t: tokens(t) and not set(t) & set("“”»")).map(
    lambda text: Words(text, quoted=True)
)  # fmt: skip
FIELD = st.builds(
    Field,
    st.sampled_from(["code", "role", "account.plan", "date"]),
    st.text(min_size=1, max_size=12).filter(lambda t: t.strip() and not set(t) & set("“”»")),
    st.sampled_from(["", ">", ">=", "<", "<="]),
)
PARTS = st.recursive(
    st.one_of(WORD, PHRASE, FIELD),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        st.lists(inner.filter(lambda part: not isinstance(part, And)), min_size=2, max_size=3).map(
            lambda parts: And(tuple(parts))
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(PARTS)
def test_every_value_is_written_so_that_it_is_read_again(part: object) -> None:
    query = Query(part)
    assert parse(str(query)) == query


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("fee", Words("fee")),
        ("  two   keys ", And((Words("two"), Words("keys")))),
        ("two AND keys", And((Words("two"), Words("keys")))),
        ('"two keys"', Words("two keys", quoted=True)),
        ("“two keys”", Words("two keys", quoted=True)),
        ("approv*", Words("approv", prefix=True)),
        ('"two ke"*', Words("two ke", quoted=True, prefix=True)),
        ("a OR b c", Or((Words("a"), And((Words("b"), Words("c")))))),
        ("(a OR b) c", And((Or((Words("a"), Words("b"))), Words("c")))),
        ("-a", Not(Words("a"))),
        ("NOT a b", And((Not(Words("a")), Words("b")))),
        ("a - b", And((Words("a"), Words("b")))),
        ("or and not", And((Words("or"), Words("and"), Words("not")))),
        ('role:"Office manager"', Field("role", "Office manager")),
        ("company_size:>50", Field("company_size", "50", ">")),
        ("Account.Plan:Team", Field("account.plan", "Team")),
        ("juiciness:>=4", Field("juiciness", "4", ">=")),
        ("10:30", Words("10:30")),
        ("$49 & 50%", And((Words("$49"), Words("50%")))),
        ("-code:trust", Not(Field("code", "trust"))),
    ],
)
def test_what_is_read(text: str, part: object) -> None:
    assert parse(text).part == part


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "asks for nothing"),
        ("--- ... ()", "asks for nothing"),
        ('fee "two keys', "quotation mark at character 5 of the query is not closed"),
        ("(a OR (b)", "parenthesis at character 1 of the query is not closed"),
        ("a) b", "parenthesis at character 2 of the query closes none"),
        ("a OR", "OR at character 3 of the query needs something on both sides"),
        ("OR a", "OR at character 1 of the query"),
        ("a AND", "AND at character 3 of the query needs something"),
        ("a NOT", "NOT at character 3 of the query needs something after it"),
        ("role:", "role: at character 1 of the query needs a value right behind it"),
        ("role: owner", "needs a value right behind it, such as role:NAME"),
        ("(" * 200 + "a" + ")" * 200, "stands in too many others"),
        ("-" * 300 + "a", "stands after too many others"),
        ("a" * (LONGEST + 1), "2,000 at most"),
    ],
)
def test_what_can_not_be_read_is_one_sentence_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        parse(text)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_fields_can_be_put_in_and_taken_out() -> None:
    query = parse("fee OR price").with_field(Field("code", "hidden fee"))
    assert str(query) == '(fee OR price) code:"hidden fee"'
    assert query.with_field(Field("code", "hidden fee")) == query
    assert str(query.without(Field("code", "hidden fee"))) == "fee OR price"
    assert parse("code:trust").without(Field("code", "trust")) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t DON'T dont", "dont dont dont"),
        ("Café CAFÉ Cafe\u0301", "cafe cafe cafe"),
        ("Straße", "strasse"),
        ("$2,000 12.50 1,2,3", "$ 2000 12 50 1 2 3"),
        ("‘quoted’ it’s", "quoted its"),
        ("İstanbul ﬁne ①", "istanbul fine 1"),
        ("month-end snake_case a/b", "month end snake case a b"),
        ("我们等", "我 们 等"),
        ("привет мир", "привет мир"),
        ('"; DROP TABLE words; --', "drop table words"),
    ],
)
def test_words_as_they_are_compared(text: str, words: str) -> None:
    assert folded(text) == words


@given(st.text(max_size=60))
def test_folding_folded_words_changes_nothing(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
