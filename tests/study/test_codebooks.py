from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from cslab.errors import InputError
from cslab.study import schema
from cslab.study.codebook import Code, Codebook
from cslab.study.codebooks import codebook, codebook_at, versions, with_listed
from cslab.study.recode import adding, change_codebook, merging, renaming, retiring
from cslab.study.store import Store

LISTED = (Code("trust", "Why they believe us."), Code("fees", parent="trust"))


def test_until_something_changes_it_is_what_the_study_lists(store: Store) -> None:
    assert codebook(store, LISTED) == Codebook(LISTED)
    assert codebook(store, LISTED[:1]).names == ("trust",)
    assert versions(store).empty
    assert codebook_at(store, "2026-01-01", LISTED) == Codebook(LISTED)


def test_the_first_change_keeps_both_versions(store: Store) -> None:
    change_codebook(store, renaming("fees", "costs"), listed=LISTED, author="Sam")
    table = versions(store)
    assert table["version"].tolist() == [1, 0]
    assert table["action"].tolist() == ["rename", "start"]
    assert table["author"].tolist() == ["Sam", "Sam"]
    assert table["sentence"][0] == "Renamed 'fees' to 'costs'."
    assert table["codes"].tolist() == [2, 2]
    assert codebook(store, LISTED).names == ("trust", "costs")
    assert codebook_at(store, "2026-01-01", LISTED).names == ("trust", "fees")
    assert codebook_at(store, table["at"][0].isoformat(), LISTED).names == ("trust", "costs")
    with pytest.raises(InputError, match="no moment"):
        codebook_at(store, "yesterday", LISTED)


def test_a_code_listed_later_is_taken_in_but_none_that_was_ever_used(store: Store) -> None:
    change_codebook(store, renaming("fees", "costs"), listed=LISTED)
    change_codebook(store, retiring("trust"), listed=LISTED)
    later = (
        *LISTED,
        Code("help", parent="fees"),
        Code("praise", parent="trust"),
        Code("loud", parent="help"),
    )
    book = codebook(store, later)
    assert {code.name: code.parent for code in book.codes} == {
        "costs": None,
        "help": "costs",
        "praise": None,
        "loud": "help",
    }
    change_codebook(store, adding(Code("more")), listed=later)
    assert codebook(store, ()).names == ("costs", "help", "praise", "loud", "more")
    assert with_listed(book, later) == book


def test_a_version_is_never_altered(store: Store) -> None:
    change_codebook(store, adding(Code("new")), listed=LISTED)
    with pytest.raises(Exception, match="never altered") as caught, store.writing() as write:
        write.execute(update(schema.codebook).values(author="x"))
    assert isinstance(caught.value.__cause__ or caught.value, DatabaseError | Exception)


def test_everything_of_a_codebook_comes_back(store: Store) -> None:
    nasty = Code("<b>' OR 1=1", "naïve \ud83d\ude48 ünd\nnext", ("=1+1", "two"), "#134CA1", "trust")
    change_codebook(store, adding(nasty), listed=LISTED)
    change_codebook(store, merging(["fees"], "trust"), listed=LISTED)
    change = change_codebook(store, retiring("trust"), listed=LISTED)
    assert codebook(store, LISTED) == change.after
    assert codebook(store, LISTED).code("<b>' OR 1=1").examples == ("=1+1", "two")


def test_two_people_at_once_both_count(store: Store) -> None:
    names = [f"{who}-{number}" for who in ("maya", "tom") for number in range(6)]
    failures: list[Exception] = []

    def work(mine: list[str]) -> None:
        try:
            for name in mine:
                change_codebook(store, adding(Code(name)), listed=LISTED, author=name[:3])
        except Exception as error:
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=(names[:6],)),
        threading.Thread(target=work, args=(names[6:],)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    book = codebook(store, LISTED)
    assert set(names) < set(book.names)
    assert book.version == 12
    with store.reading() as connection:
        logged = connection.execute(select(schema.log).where(schema.log.c.subject == "codebook")).all()
    assert len(logged) == 12
