from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select

from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study import schema
from cslab.study.export import export_made
from cslab.study.highlights import (
    add_highlight,
    change_highlight,
    highlights,
    remove_highlight,
    restore_highlight,
)
from cslab.study.madefiles import MADE as MADE_FILES
from cslab.study.readback import import_made
from cslab.study.recordings import save_sound, sound_of
from cslab.study.reels import load_reel, reels, remove_reel, save_reel
from cslab.study.schema import clean
from cslab.study.store import Store, open_store
from cslab.study.transcripts import (
    StoredChunks,
    begin_transcription,
    finish_transcription,
    transcript_document,
    transcriptions,
)

MADE = (
    "highlight",
    "highlight_code",
    "reel",
    "reel_element",
    "recording",
    "transcription",
    "chunk",
    "transcript",
    "codebook",
    *(file.table.name for file in MADE_FILES),
)


def content(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Everything that people made, and the log without its own numbers and imports."""
    with store.reading() as connection:
        found = {
            name: [dict(row._mapping) for row in connection.execute(select(schema.metadata.tables[name]))]
            for name in MADE
        }
        log = connection.execute(select(schema.log).where(schema.log.c.action != "import"))
        found["log"] = [{key: value for key, value in row._mapping.items() if key != "id"} for row in log]
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def fill(store: Store) -> None:
    for index in range(3):
        add_highlight(
            store,
            interview_id="int-01",
            start=index,
            end=index + 0.1,
            codes=["a;b", "=c"],
            note="=x\n\x00",
            stage="s",
        )
    change_highlight(store, 1, note="changed", stage=None)
    remove_highlight(store, 2)
    save_reel(
        store, name="one", elements=[{"kind": "heading", "text": "Hi"}, {"kind": "clip", "highlight": 3}]
    )
    save_reel(store, name="two", elements=[{"kind": "silence", "seconds": 0.1}])
    remove_reel(store, "two")
    begin_transcription(store, key="k/1", content_hash="c", engine="e", model="m", options={"beam": 5})
    StoredChunks(store, "k/1").save(0, 0, 0.0, 0.1, {"text": "\x00 é"})
    finish_transcription(store, "k/1", {"language": "en", "text": "é"})
    begin_transcription(store, key="k2", content_hash="c", engine="e", model="m", options={})
    save_sound(store, "c", {"duration": 0.1})


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "other").mkdir()
    with open_store(tmp_path / "other") as opened:
        yield opened


def test_out_and_in_again(store: Store, other: Store, tmp_path: Path) -> None:
    fill(store)
    written = export_made(store, tmp_path / "out")
    assert sorted(path.name for path in written if path.parent.name == "out") == [
        *["answer-codes.csv", "carried.jsonl", "claim-locks.jsonl", "claim-marks.csv"],
        *["codebook.jsonl", "coders.csv", "contradictions.csv", "corrections.csv"],
        *["errands-done.csv", "errands.csv", "feedback.csv"],
        *[
            "highlights.csv",
            "listenings.csv",
            "log.jsonl",
            "mirror-answers.csv",
            "mirror-sheets.csv",
            "promises.csv",
        ],
        *["recordings.jsonl", "reels.json"],
        *["relationships.csv", "rota.csv", "session-answers.csv", "session-participants.csv"],
        *["session-taps.csv", "sessions.jsonl", "show-me.jsonl", "snapshots.jsonl"],
        *["speaker-turns.csv", "speakers.csv", "success-values.csv"],
        *["successes.csv", "suggestions.csv", "voices.jsonl"],
    ]
    assert len(written) == 35
    counts = import_made(other, tmp_path / "out", actor="Maya")
    assert {noun: count for noun, count in counts.items() if count} == {
        **{"highlights": 3, "reels": 2, "transcriptions": 2, "recordings": 1, "log entries": 12},
    }
    assert content(other) == content(store)
    assert transcript_document(other, "c") == {"language": "en", "text": "é"}
    assert load_reel(other, "one") == load_reel(store, "one")
    assert sound_of(other, "c") == {"duration": 0.1}
    assert set(import_made(other, tmp_path / "out").values()) == {0}
    with other.reading() as connection:
        imports = select(func.count()).select_from(schema.log).where(schema.log.c.action == "import")
        assert connection.scalar(imports) == 1
    assert export_made(store, tmp_path / "out") == written


def test_from_sqlite_into_postgresql_and_on(other: Store, postgresql_url: str, tmp_path: Path) -> None:
    fill(other)
    export_made(other, tmp_path / "out")
    with open_store(postgresql_url) as team:
        import_made(team, tmp_path / "out")
        assert content(team) == content(other)
        assert add_highlight(team, interview_id="int-02", start=0, end=1, codes=["a"]) == 4


def test_two_people_bring_their_work_together(store: Store, other: Store, tmp_path: Path) -> None:
    mine = add_highlight(store, interview_id="int-01", start=0, end=1, codes=["mine"], nonce="m")
    theirs = add_highlight(other, interview_id="int-01", start=2, end=3, codes=["theirs"], nonce="t")
    assert mine == theirs == 1
    save_reel(other, name="r", elements=[{"kind": "clip", "highlight": theirs}])
    export_made(other, tmp_path / "out")
    import_made(store, tmp_path / "out")
    table = highlights(store).set_index("id")
    assert table["codes"].to_dict() == {1: ("mine",), 2: ("theirs",)}
    assert [part.highlight for part in load_reel(store, "r").elements] == [2]


def test_the_later_change_wins(store: Store, other: Store, tmp_path: Path) -> None:
    for each in (store, other):
        add_highlight(each, interview_id="int-01", start=0, end=1, codes=["a"], nonce="n")
        save_reel(each, name="r", title="first", elements=[])
    change_highlight(other, 1, note="theirs", codes=["b"])
    save_reel(other, name="r", title="theirs", elements=[])
    export_made(other, tmp_path / "out")
    import_made(store, tmp_path / "out")
    assert highlights(store)[["note", "codes"]].values.tolist() == [["theirs", ("b",)]]
    assert load_reel(store, "r").title == "theirs"
    change_highlight(store, 1, note="mine, later")
    save_reel(store, name="r", title="mine, later", elements=[])
    import_made(store, tmp_path / "out")
    assert highlights(store)["note"].tolist() == ["mine, later"]
    assert load_reel(store, "r").title == "mine, later"


def test_a_malformed_file_changes_nothing(store: Store, other: Store, tmp_path: Path) -> None:
    fill(store)
    export_made(store, tmp_path / "out")
    with (tmp_path / "out" / "log.jsonl").open("a") as file:
        file.write("{broken\n")
    before = content(other)
    with pytest.raises(InputError, match=r"log\.jsonl, line 13 is not JSON"):
        import_made(other, tmp_path / "out")
    assert content(other) == before


@pytest.mark.parametrize(
    "change", [('"chunks": [{', '"chunks": [{"x": 1}, {'), ('"chunks": [', '"chunks": [7, ')]
)
def test_malformed_transcription(store: Store, other: Store, tmp_path: Path, change: tuple[str, str]) -> None:
    fill(store)
    export_made(store, tmp_path / "out")
    for path in (tmp_path / "out" / "transcriptions").iterdir():
        path.write_text(path.read_text().replace(*change))
    with pytest.raises(InputError, match="export it again"):
        import_made(other, tmp_path / "out")
    assert transcriptions(other).empty


def test_a_clip_without_its_highlight(store: Store, other: Store, tmp_path: Path) -> None:
    fill(store)
    export_made(store, tmp_path / "out")
    (tmp_path / "out" / "highlights.csv").unlink()
    with pytest.raises(InputError, match=r"clip of highlight 3, which is not in highlights\.csv"):
        import_made(other, tmp_path / "out")


def test_nothing_to_read_and_nowhere_to_write(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to read"):
        import_made(store, tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises((InputError, StoreError), match="file"):
        export_made(store, tmp_path / "file")


KILLED = """
    import sys
    from pathlib import Path
    from cslab.study.export import export_made

    from cslab.study.store import open_store
    with open_store(sys.argv[1]) as store:
        print("open", flush=True)
        while True:
            export_made(store, Path(sys.argv[2]))
"""


def test_killed_while_writing_files(
    store: Store, url: str, tmp_path: Path, start: Callable[..., Any]
) -> None:
    fill(store)
    process: subprocess.Popen[str] = start(KILLED, url, tmp_path / "out")
    assert process.stdout is not None
    process.stdout.readline()
    while not (tmp_path / "out" / "transcriptions" / "k2.json").exists():
        pass
    process.kill()
    process.wait()
    (tmp_path / "fresh").mkdir()
    with open_store(tmp_path / "fresh") as fresh:
        import_made(fresh, tmp_path / "out")
        assert content(fresh) == content(store)


WORDS = st.text(max_size=10) | st.sampled_from(["=1", "'; --", "a;b", "\x00", "\ud800", "\r", "<b>"])
NAMES = WORDS.filter(lambda words: clean(words).strip())


class Work(RuleBasedStateMachine):
    """Whatever people do, in whatever order, comes back from the files as it was."""

    folder: Path
    store: Store

    @initialize()
    def begin(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.store = open_store(self.folder)

    @rule(start=st.floats(0, 1000), codes=st.lists(NAMES, min_size=1, max_size=3), note=WORDS, coder=NAMES)
    def mark(self, start: float, codes: list[str], note: str, coder: str) -> None:
        add_highlight(
            self.store, interview_id="int-01", start=start, end=start + 1, codes=codes, note=note, coder=coder
        )

    @rule(number=st.integers(1, 6), note=WORDS, codes=st.lists(NAMES, min_size=1, max_size=2))
    def change(self, number: int, note: str, codes: list[str]) -> None:
        try:
            change_highlight(self.store, number, note=note, codes=codes)
        except NotFoundError:
            assert number not in set(highlights(self.store)["id"])

    @rule(number=st.integers(1, 6), back=st.booleans())
    def remove(self, number: int, back: bool) -> None:
        try:
            (restore_highlight if back else remove_highlight)(self.store, number)
        except NotFoundError:
            assert number not in set(highlights(self.store)["id"])

    @rule(name=st.sampled_from(["a", "b"]), title=WORDS, texts=st.lists(NAMES, max_size=2))
    def script(self, name: str, title: str, texts: list[str]) -> None:
        parts: list[dict[str, Any]] = [{"kind": "heading", "text": words} for words in texts]
        parts += [{"kind": "clip", "highlight": number} for number in highlights(self.store)["id"]]
        save_reel(self.store, name=name, title=title, elements=parts)
        assert len(load_reel(self.store, name).elements) == len(parts)

    @rule(name=st.sampled_from(["a", "b"]))
    def drop(self, name: str) -> None:
        try:
            remove_reel(self.store, name)
        except NotFoundError:
            assert name not in set(reels(self.store)["name"])

    def comes_back(self) -> None:
        shutil.rmtree(self.folder / "copy", ignore_errors=True)
        (self.folder / "copy").mkdir()
        export_made(self.store, self.folder / "out")
        with open_store(self.folder / "copy") as copy:
            import_made(copy, self.folder / "out")
            assert content(copy) == content(self.store)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.comes_back()
            self.store.close()


def test_any_work_comes_back(tmp_path: Path) -> None:
    Work.folder = tmp_path / "work"
    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
