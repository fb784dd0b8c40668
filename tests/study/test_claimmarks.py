"""Marks of clips: one judgement a person, kept for ever, made once however often it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study import claimmarks, highlights
from cslab.study.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as store:
        for name in ("h-1", "h-2"):
            highlights.add_highlight(
                store, interview_id="int-01", start=1, end=2, codes=["trust"], nonce=name, coder="Maya"
            )
        yield store


def sides(store: Store, claim: str = "they-check") -> list[tuple[str, str, str]]:
    marks = claimmarks.clip_marks(store, claim)
    return list(zip(marks["highlight"], marks["side"], marks["author"], strict=True))


def test_a_person_has_one_mark_a_clip_and_what_they_said_before_is_kept(store: Store) -> None:
    first = claimmarks.mark_clip(store, "they-check", "h-1", "for", author="Maya", note="She says so.")
    claimmarks.mark_clip(store, "they-check", "h-1", "against", author="Maya")
    claimmarks.mark_clip(store, "they-check", "h-1", "for", author="Tom")
    assert sides(store) == [("h-1", "against", "Maya"), ("h-1", "for", "Tom")]
    gone = claimmarks.clip_marks(store, removed=True)
    assert list(gone["id"]) == [first]
    assert list(gone["note"]) == ["She says so."]


def test_a_mark_that_is_sent_again_changes_nothing(store: Store) -> None:
    first = claimmarks.mark_clip(store, "they-check", "h-1", "for", author="Maya", nonce="n-1")
    claimmarks.mark_clip(store, "they-check", "h-1", "neither", author="Maya", nonce="n-2")
    assert claimmarks.mark_clip(store, "they-check", "h-1", "for", author="Maya", nonce="n-1") == first
    assert sides(store) == [("h-1", "neither", "Maya")]


def test_a_mark_is_taken_back_by_whoever_made_it(store: Store) -> None:
    claimmarks.mark_clip(store, "they-check", "h-1", "for", author="Maya")
    assert not claimmarks.unmark_clip(store, "they-check", "h-1", author="Tom")
    assert claimmarks.unmark_clip(store, "they-check", "h-1", author="Maya")
    assert not claimmarks.unmark_clip(store, "they-check", "h-1", author="Maya")
    assert sides(store) == []


def test_claims_are_kept_apart(store: Store) -> None:
    claimmarks.mark_clip(store, "they-check", "h-1", "for", author="Maya")
    claimmarks.mark_clip(store, "they-pay", "h-2", "against", author="Maya")
    assert sides(store, "they-pay") == [("h-2", "against", "Maya")]
    assert len(claimmarks.clip_marks(store)) == 2


def test_what_can_not_be_marked_is_said(store: Store) -> None:
    with pytest.raises(NotFoundError, match="against"):
        claimmarks.mark_clip(store, "they-check", "h-1", "agains", author="Maya")
    with pytest.raises(NotFoundError, match="no clip 'h-9'"):
        claimmarks.mark_clip(store, "they-check", "h-9", "for", author="Maya")
    with pytest.raises(InputError, match="id of the claim"):
        claimmarks.mark_clip(store, " ", "h-1", "for", author="Maya")
    highlights.remove_highlight(store, 2)
    with pytest.raises(NotFoundError, match="was removed"):
        claimmarks.mark_clip(store, "they-check", "h-2", "for", author="Maya")
    assert sides(store) == []


def test_a_sealed_store_is_read_and_refuses(store: Store, tmp_path: Path) -> None:
    claimmarks.mark_clip(store, "they-check", "h-1", "for", author="Maya")
    store.close()
    with open_store(tmp_path, read_only=True) as sealed:
        assert sides(sealed) == [("h-1", "for", "Maya")]
        with pytest.raises(StoreError):
            claimmarks.mark_clip(sealed, "they-check", "h-1", "against", author="Maya")
