from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from cslab.errors import NotFoundError, StoreError
from cslab.study import schema
from cslab.study.store import Store
from cslab.study.transcripts import (
    StoredChunks,
    begin_transcription,
    finish_transcription,
    transcript_document,
    transcriptions,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def begin(store: Store, key: str = "k", content_hash: str = "c") -> StoredChunks:
    begin_transcription(
        store, key=key, content_hash=content_hash, engine="whisper", model="tiny.en", options={"beam": 5}
    )
    return StoredChunks(store, key)


def test_chunks_are_stored_once(store: Store) -> None:
    chunks = begin(store)
    chunks.save(0, 1, 30.0, 59.5, {"text": "second"})
    chunks.save(0, 0, 0.0, 29.5, {"text": "first"})
    chunks.save(1, 0, 0.0, 20.0, {"text": "other channel"})
    chunks.save(0, 0, 0.0, 29.5, {"text": "first"})
    chunks.save(0, 0, 0.0, 29.5, {"text": "heard differently"})
    assert chunks.load() == {
        (0, 0): {"text": "first"},
        (0, 1): {"text": "second"},
        (1, 0): {"text": "other channel"},
    }
    assert StoredChunks(store, "other").load() == {}


def test_a_chunk_cut_in_another_way_is_refused(store: Store) -> None:
    chunks = begin(store)
    chunks.save(0, 0, 0.0, 29.5, {"text": "first"})
    with pytest.raises(StoreError, match=r"Chunk 0 was stored for 0 to 29\.5 seconds, but now"):
        chunks.save(0, 0, 0.0, 28.0, {"text": "first"})


def test_what_was_not_begun(store: Store) -> None:
    begin(store)
    with pytest.raises(NotFoundError, match="no transcription 'kk'; did you mean 'k'"):
        StoredChunks(store, "kk").save(0, 0, 0.0, 1.0, {})
    with pytest.raises(NotFoundError):
        finish_transcription(store, "kk", {})


@pytest.mark.parametrize("table", [schema.chunk, schema.transcript], ids=["chunk", "transcript"])
def test_what_the_engine_heard_is_never_altered(store: Store, table: object) -> None:
    begin(store).save(0, 0, 0.0, 1.0, {"text": "heard"})
    finish_transcription(store, "k", {"text": "heard"})
    with pytest.raises(StoreError, match="never altered"), store.writing() as write:
        write.execute(update(table).values(key="x"))
    with pytest.raises(StoreError, match="never altered"), store.writing() as write:
        write.execute(table.delete())
    assert StoredChunks(store, "k").load() == {(0, 0): {"text": "heard"}}


def test_newest_finished_transcript(store: Store) -> None:
    assert transcript_document(store, "c") is None
    begin(store, "k1")
    begin(store, "k1")
    begin(store, "k2")
    begin(store, "k3")
    assert transcript_document(store, "c") is None
    finish_transcription(store, "k2", {"language": "en", "text": "older"})
    finish_transcription(store, "k1", {"language": None, "text": "newer"})
    finish_transcription(store, "k1", {"text": "too late"})
    assert transcript_document(store, "c") == {"language": None, "text": "newer"}
    assert transcript_document(store, "c", key="k2") == {"language": "en", "text": "older"}
    assert transcript_document(store, "other") is None
    table = transcriptions(store).set_index("key")
    assert list(table.index) == ["k1", "k2", "k3"]
    assert table["language"].fillna("").to_dict() == {"k1": "", "k2": "en", "k3": ""}
    assert table["finished_at"].notna().to_dict() == {"k1": True, "k2": True, "k3": False}
    assert table["chunks"].sum() == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(output=st.dictionaries(st.text(), JSON, max_size=4), number=st.integers(0, 2**31 - 1))
def test_whatever_the_engine_says_comes_back(store: Store, output: dict[str, object], number: int) -> None:
    chunks = begin(store)
    known = chunks.load().get((0, number))
    chunks.save(0, number, 1.0, 2.0, output)
    assert chunks.load()[0, number] == (output if known is None else known)


SAVER = """
    import sys
    from cslab.study.store import open_store
    from cslab.study.transcripts import StoredChunks
    with open_store(sys.argv[1]) as store:
        chunks = StoredChunks(store, "k")
        done = len(chunks.load())
        for index in range(done, 100_000):
            chunks.save(0, index, index, index + 1.0, {"index": index, "words": ["x"] * 50})
            print(index, flush=True)
"""


def test_killed_again_and_again_every_chunk_is_there_once(
    store: Store, url: str, start: Callable[..., subprocess.Popen[str]]
) -> None:
    chunks = begin(store)
    confirmed = 0
    for _ in range(4):
        process = start(SAVER, url)
        assert process.stdout is not None
        for _ in range(7):
            confirmed = int(process.stdout.readline()) + 1
        process.kill()
        rest = process.stdout.read().split()
        confirmed = int(rest[-1]) + 1 if rest else confirmed
        found = chunks.load()
        assert len(found) - confirmed in {0, 1}
        assert list(found) == [(0, index) for index in range(len(found))]
        assert all(output["index"] == index for (_, index), output in found.items())
