from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.codebook import Code, Codebook
from cslab.study.highlights import (
    add_highlight,
    change_highlight,
    highlights,
    remove_highlight,
    restore_highlight,
)
from cslab.study.schema import clean
from cslab.study.store import Store


def add(store: Store, **given: Any) -> int:
    return add_highlight(
        store, **({"interview_id": "int-01", "start": 1.0, "end": 2.5, "codes": ["trust"]} | given)
    )


def logged(store: Store) -> list[tuple[str, str, dict[str, Any]]]:
    log = schema.log
    with store.reading() as connection:
        rows = connection.execute(select(log.c.actor, log.c.action, log.c.detail).order_by(log.c.id))
        return [(row.actor, row.action, row.detail) for row in rows]


def test_added_and_listed(store: Store) -> None:
    later = add(store, start=10, end=12, codes=["b", "a", "b"], stage="choose", note="wow", coder="Maya")
    first = add(store)
    other = add(store, interview_id="int-00", codes="single")
    table = highlights(store)
    assert table["id"].tolist() == [other, first, later]
    row = table.iloc[2]
    assert (row["codes"], row["stage"], row["note"], row["coder"]) == (("b", "a"), "choose", "wow", "Maya")
    assert table["codes"].tolist() == [("single",), ("trust",), ("b", "a")]
    assert str(table["created_at"].dtype) == "datetime64[us, UTC]"
    assert highlights(store, interview_id="int-01")["id"].tolist() == [first, later]
    assert highlights(store, code="a")["id"].tolist() == [later]
    assert highlights(store, stage="choose")["id"].tolist() == [later]
    assert highlights(store, interview_id="int-01", code="trust", stage="choose").empty
    assert [action for _, action, _ in logged(store)] == ["add"] * 3


def test_empty_table_has_its_types(store: Store) -> None:
    table = highlights(store)
    assert table.empty
    assert table["start"].dtype == "float64"
    assert table["id"].dtype == "int64"


def test_the_same_click_twice(store: Store) -> None:
    first = add(store, nonce="click-1")
    assert add(store, nonce="click-1", start=5, end=9, codes=["another"]) == first
    remove_highlight(store, first)
    assert add(store, nonce="click-1") == first
    assert highlights(store).empty, "a retry does not bring back what was removed"
    assert add(store) != add(store)


def test_unknown_names(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no code 'trsut'; did you mean 'trust'"):
        add(store, codes=["trsut"], codebook=Codebook((Code("trust"), Code("pricing"))))
    with pytest.raises(NotFoundError, match="no stage 'chose'; did you mean 'choose'"):
        add(store, stage="chose", known_stages=["discover", "choose"])
    with pytest.raises(NotFoundError, match="no stage 'x', because there are none"):
        add(store, stage="x", known_stages=[])
    assert add(store, codes=["anything"], codebook=Codebook()), "without a codebook any code is good"
    id_ = add(store, stage="choose", known_stages=["choose"])
    with pytest.raises(NotFoundError):
        change_highlight(store, id_, stage="x", known_stages=["choose"])
    assert len(highlights(store)) == 2


@pytest.mark.parametrize("span", [(2, 1), (1, 1), (-1, 1), (math.nan, 1), (0, math.inf), (0, math.nan)])
def test_spans_that_are_none(store: Store, span: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="needs a start and a later end"):
        add(store, start=span[0], end=span[1])
    id_ = add(store)
    with pytest.raises(InputError):
        change_highlight(store, id_, start=span[0], end=span[1])
    assert highlights(store)["end"].tolist() == [2.5]


@pytest.mark.parametrize("codes", [[], [""], ["a", "  "]])
def test_codes_that_are_none(store: Store, codes: list[str]) -> None:
    with pytest.raises(InputError):
        add(store, codes=codes)
    assert logged(store) == []


def test_changed_removed_restored(store: Store) -> None:
    id_ = add(store, stage="choose", note="first")
    change_highlight(store, id_, end=4.0, note="second", stage=None, codes=["a", "b"], actor="Sam")
    change_highlight(store, id_, note="second")
    row = highlights(store).iloc[0]
    assert (row["start"], row["end"], row["note"], row["codes"]) == (1.0, 4.0, "second", ("a", "b"))
    assert row.isna()["stage"]
    remove_highlight(store, id_, actor="Sam")
    assert highlights(store).empty
    assert highlights(store, removed=True)["id"].tolist() == [id_]
    for refused in (remove_highlight, change_highlight):
        with pytest.raises(NotFoundError, match=f"no highlight '{id_}'"):
            refused(store, id_)
    restore_highlight(store, id_)
    restore_highlight(store, id_)
    assert highlights(store)["note"].tolist() == ["second"]
    log = logged(store)
    assert [action for _, action, _ in log] == ["add", "change", "remove", "restore"]
    assert log[1][0] == "Sam"
    assert (log[1][2]["before"]["note"], log[1][2]["after"]["note"]) == ("first", "second")


def test_no_such_highlight(store: Store) -> None:
    add(store)
    for action in (change_highlight, remove_highlight, restore_highlight):
        with pytest.raises(NotFoundError, match="no highlight '77'"):
            action(store, 77)


NASTY = st.text(max_size=30) | st.sampled_from(
    [
        "'; DROP TABLE highlight; --",
        "<script>alert(1)</script>",
        "\x00",
        "\ud800",
        "🙈\u202eאב",
        "=cmd()",
        "%s %(x)s :x",
        "\\",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.floats(0, 1e5),
    length=st.floats(0.001, 1e4),
    codes=st.lists(NASTY.filter(lambda words: words.strip()), min_size=1, max_size=4),
    note=NASTY,
    coder=NASTY.filter(lambda words: words.strip()),
    nonce=st.none() | NASTY,
)
def test_hostile_words_come_back_as_they_went_in(
    store: Store, start: float, length: float, codes: list[str], note: str, coder: str, nonce: str | None
) -> None:
    known = set(highlights(store)["id"])
    id_ = add(store, start=start, end=start + length, codes=codes, note=note, coder=coder, nonce=nonce)
    if id_ in known:
        return
    row = highlights(store).set_index("id").loc[id_]
    assert row["codes"] == tuple(dict.fromkeys(clean(code).strip() for code in codes))
    assert (row["start"], row["end"]) == (start, start + length)
    assert (row["note"], row["coder"]) == (clean(note), clean(coder))


def test_a_blind_coder_is_given_their_own_alone(store: Store) -> None:
    own, other = add(store, coder="Maya"), add(store, coder="Tom")
    with store.writing() as write:
        write.execute(insert(schema.coder).values(name="Maya", blind=True, changed_at=write.at))
    assert highlights(store, blind_for="Maya")["id"].tolist() == [own]
    assert highlights(store, blind_for="Tom")["id"].tolist() == [own, other]
    assert highlights(store, blind_for="Maya", coder="Tom").empty
    assert highlights(store, coder="Tom")["id"].tolist() == [other]
    assert highlights(store, coder="Tom")["codes"].tolist() == [("trust",)]
