"""Judgements in the store: added, never changed, retried without harm, taken out and back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study.changes import changed_since
from cslab.study.relationships import judgements, rate_relationship, remove_judgement
from cslab.study.store import Store, open_store


def test_each_judgement_is_kept_with_who_and_when(store: Store) -> None:
    first = rate_relationship(store, "p-1", strength=3, sentiment=1, note=" Since Kofi. ", author="Maya")
    second = rate_relationship(store, "p-1", sentiment=-1, author="Tom")
    rate_relationship(store, "p-2", strength=1)
    table = judgements(store, person_id="p-1")
    assert table["id"].tolist() == [first, second]
    assert table["author"].tolist() == ["Maya", "Tom"]
    assert table["note"].tolist() == ["Since Kofi.", ""]
    assert table["strength"].isna().tolist() == [False, True]
    assert table["at"].is_monotonic_increasing
    assert judgements(store, until=table["at"].iloc[1])["id"].tolist() == [first]
    assert changed_since(store, 0) == {"relationship"}


def test_a_retry_adds_nothing(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = [threads.submit(rate_relationship, store, "p-1", strength=2, nonce="once") for _ in range(4)]
        assert len({one.result() for one in made}) == 1
    assert len(judgements(store)) == 1


def test_a_mistake_is_taken_out_and_stays_in_the_log(store: Store) -> None:
    number = rate_relationship(store, "p-1", strength=2)
    remove_judgement(store, number)
    assert judgements(store).empty
    with pytest.raises(NotFoundError, match="judgement"):
        remove_judgement(store, number)


def test_what_is_no_judgement_is_refused(store: Store) -> None:
    for about, sentence in (
        ({}, "Nothing is judged"),
        ({"strength": 5}, "from 1 to 4, but 5"),
        ({"strength": 2.5}, "from 1 to 4, but 2.5"),
        ({"strength": True}, "from 1 to 4, but True"),
        ({"sentiment": -2}, "from -1 to 1, but -2"),
    ):
        with pytest.raises(InputError, match=sentence):
            rate_relationship(store, "p-1", **about)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="name the person"):
        rate_relationship(store, " ", strength=1)
    assert judgements(store).empty


def test_read_only_it_reads(url: str, store: Store) -> None:
    rate_relationship(store, "p-1", strength=2)
    with open_store(url, read_only=True) as sealed:
        assert len(judgements(sealed)) == 1
        with pytest.raises(StoreError):
            rate_relationship(sealed, "p-1", strength=2)
