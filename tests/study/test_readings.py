from __future__ import annotations

from cslab.study.corrections import Edit, add_correction, undo_correction
from cslab.study.readings import Stamp, documents, newest_keys, stamps
from cslab.study.speakers import Given, Voices, name_speakers, reassign, save_voices, undo_reassign
from cslab.study.store import Store
from cslab.study.transcripts import begin_transcription, finish_transcription


def finish(store: Store, key: str, content: str) -> None:
    begin_transcription(store, key=key, content_hash=content, engine="whisper", model=key, options={})
    finish_transcription(store, key, {"version": 1, "segments": [], "key": key})


def test_the_newest_words_of_many_recordings(store: Store) -> None:
    for at in range(3):
        finish(store, f"old {at}", f"c{at}")
    finish(store, "new 1", "c1")
    begin_transcription(store, key="begun", content_hash="c2", engine="whisper", model="m", options={})
    with store.reading() as connection:
        keys = newest_keys(connection, [f"c{at}" for at in range(1200)])
        assert keys == {"c0": "old 0", "c1": "new 1", "c2": "old 2"}
        read = dict(documents(connection, list(keys.values())))
    assert {key: document["key"] for key, document in read.items()} == {key: key for key in keys.values()}


def test_a_stamp_changes_with_everything_that_words_show(store: Store) -> None:
    finish(store, "k", "c")
    finish(store, "other", "d")
    read = {"int-01": ("c", "k"), "int-02": ("d", "other")}

    def now() -> tuple[Stamp, Stamp]:
        with store.reading() as connection:
            found = stamps(connection, read)
        return found["int-01"], found["int-02"]

    seen = [now()]

    def changed() -> None:
        seen.append(now())
        assert seen[-1][0] not in [one for one, _ in seen[:-1]]
        assert seen[-1][1] == seen[0][1], "the other interview's stays"

    number = add_correction(store, "k", lambda _: Edit(0, 1, "a", "b"))
    changed()
    undo_correction(store, number)
    changed()
    save_voices(store, "c", Voices("m", 1, ((0.0, 1.0, "voice 1"),)))
    changed()
    name_speakers(store, "int-01", {"voice 1": Given("Maya")})
    changed()
    name_speakers(store, "int-01", {"voice 1": Given("Ada")})
    changed()
    turn = reassign(store, "int-01", start=0, end=1, label="voice 2")
    changed()
    undo_reassign(store, turn)
    changed()
