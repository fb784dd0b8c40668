"""Locked claims: versions, and that nothing locked ever changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from cslab.errors import InputError, StoreError
from cslab.study import schema
from cslab.study.claimlocks import lock_claim, locked_claims
from cslab.study.export import export_made
from cslab.study.personas import Claim, Condition, Indicator, Persona
from cslab.study.readback import import_made
from cslab.study.store import Store, open_store

CARLA = Persona("carla", "Carla", segment=(Condition("started_on", "at_least", (date(2026, 1, 2),)),))
CLAIM = Claim(
    *("lanes", "carla", "She builds her own lanes"),
    (Indicator("survey", "at_least", 50.0, measure="share", question="ease", low=5.0, values=("a", "b")),),
    *("Maya", date(2026, 3, 30), 70.0, 80.0, ("approvals",), ("workaround",), "In all our ads"),
)


def test_a_lock_gives_back_everything(store: Store) -> None:
    made = lock_claim(store, CLAIM, CARLA, note="Before the spring wave", author="Tom")
    assert made.claim == CLAIM
    assert made.segment == CARLA.segment
    assert (made.version, made.author, made.note) == (1, "Tom", "Before the spring wave")
    assert locked_claims(store) == {"lanes": (made,)}


def test_locking_again_changes_nothing_until_something_changed(store: Store) -> None:
    first = lock_claim(store, CLAIM, CARLA, author="Tom")
    assert lock_claim(store, CLAIM, CARLA, author="Ana") == first
    retold = replace(CLAIM, note="Other", author="Ana", written_on=None)
    assert lock_claim(store, retold, CARLA) == first
    second = lock_claim(store, replace(CLAIM, confidence=60.0), CARLA, author="Ana")
    third = lock_claim(store, replace(CLAIM, confidence=60.0), replace(CARLA, segment=()), author="Ana")
    assert (second.version, third.version) == (2, 3)
    assert third.segment == ()
    back = lock_claim(store, CLAIM, CARLA, author="Tom")
    assert back.version == 4
    versions = locked_claims(store)["lanes"]
    assert [one.version for one in versions] == [1, 2, 3, 4]
    assert versions[0] == first
    assert versions[0].same(CLAIM, CARLA)
    assert not versions[1].same(CLAIM, CARLA)


def test_a_nonce_locks_once(store: Store) -> None:
    first = lock_claim(store, CLAIM, CARLA, nonce="n")
    assert lock_claim(store, replace(CLAIM, says="Other"), CARLA, nonce="n") == first
    with pytest.raises(InputError, match="'lanes' was locked with that nonce"):
        lock_claim(store, replace(CLAIM, id="other"), CARLA, nonce="n")
    with store.reading() as connection:
        logged = connection.execute(select(schema.log).where(schema.log.c.subject == "claim")).all()
    assert [(row.action, row.subject_id) for row in logged] == [("lock", "lanes")]


def test_a_vague_claim_can_be_locked(store: Store) -> None:
    made = lock_claim(store, Claim("just-works", "carla", "It just works"), Persona("carla", "Carla"))
    assert made.claim.shown_by == ()


def test_what_can_not_be_read_can_not_be_locked(store: Store) -> None:
    broken = replace(CLAIM, shown_by=(Indicator("", "", 0.0, fault="source is 'x'"),))
    with pytest.raises(InputError, match="because source is 'x'; mend it first"):
        lock_claim(store, broken, CARLA)
    with pytest.raises(InputError, match="the segment of 'carla' asks for a plan that can't be read"):
        lock_claim(store, CLAIM, replace(CARLA, segment=(Condition("plan", "", ()),)))
    with pytest.raises(InputError, match="'lanes' says nothing"):
        lock_claim(store, replace(CLAIM, says=" "), CARLA)
    assert locked_claims(store) == {}


def test_what_a_newer_version_kept_does_no_harm(store: Store) -> None:
    made = lock_claim(store, CLAIM, CARLA)
    table = schema.claim_lock
    with store.writing() as write:
        document = dict(write.execute(select(table.c.document)).scalar_one())
        document |= {"mood": "bright", "shown_by": [{**document["shown_by"][0], "weight": 3}]}
        write.execute(table.update().values(document=document))
    assert locked_claims(store)["lanes"] == (made,)


def test_locks_are_carried_to_another_study(tmp_path: Path) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "study.toml").write_text('title = "Ours"\n')
    with open_store(tmp_path / "here") as store:
        lock_claim(store, CLAIM, CARLA, author="Tom")
        made = lock_claim(store, replace(CLAIM, says="Other"), CARLA, author="Tom", note="Later")
        export_made(store, tmp_path / "out")
    with open_store(tmp_path / "there") as store:
        import_made(store, tmp_path / "out")
        import_made(store, tmp_path / "out")
        assert locked_claims(store)["lanes"][-1] == made
        assert len(locked_claims(store)["lanes"]) == 2


def test_a_store_for_reading_shows_and_refuses(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        lock_claim(store, CLAIM, CARLA)
    with open_store(tmp_path, read_only=True) as store:
        assert list(locked_claims(store)) == ["lanes"]
        with pytest.raises(StoreError):
            lock_claim(store, replace(CLAIM, says="Other"), CARLA)
