from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study import databases, schema
from cslab.study import store as store_module
from cslab.study.highlights import add_highlight, highlights, remove_highlight
from cslab.study.migrations import LATEST
from cslab.study.reels import load_reel
from cslab.study.schema import clean
from cslab.study.store import Store, open_store
from cslab.study.transcripts import transcript_document

Start = Callable[..., "subprocess.Popen[str]"]


def log_rows(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(schema.log)) or 0


def rows_in(store: Store, table: str) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(schema.metadata.tables[table])) or 0


def test_a_change_is_kept_with_its_row_in_the_log(store: Store) -> None:
    with store.writing("Maya") as write:
        write.log("add", "thing", 7, {"words": "naïve \x00 '; DROP TABLE log; --"})
    with store.reading() as connection:
        row = connection.execute(select(schema.log)).one()
    assert (row.actor, row.action, row.subject, row.subject_id) == ("Maya", "add", "thing", "7")
    assert row.detail == {"words": "naïve \x00 '; DROP TABLE log; --"}
    assert row.at.endswith("+00:00")


def test_an_error_drops_the_whole_change(store: Store) -> None:
    def give_up() -> None:
        with store.writing() as write:
            write.log("add", "thing", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        give_up()
    assert log_rows(store) == 0


@pytest.mark.parametrize(
    "statement",
    [
        update(schema.log).values(actor="me"),
        schema.log.delete(),
        schema.log.delete().where(schema.log.c.id == 1),
    ],
)
def test_the_log_only_grows(store: Store, statement: object) -> None:
    with store.writing() as write:
        write.log("add", "thing", 1)
    with pytest.raises(StoreError, match="the log only ever grows"), store.writing() as write:
        write.execute(statement)
    assert log_rows(store) == 1


def test_the_log_does_not_even_shrink_by_replacing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        with store.writing() as write:
            write.log("add", "thing", 1)
        again = (
            "INSERT OR REPLACE INTO log SELECT id, uid, at, 'x', action, subject, subject_id, detail FROM log"
        )
        with pytest.raises(StoreError, match="only ever grows"), store.writing() as write:
            write.connection.exec_driver_sql(again)


def test_the_log_can_not_be_truncated(postgresql_url: str) -> None:
    with open_store(postgresql_url) as store:
        with store.writing() as write:
            write.log("add", "thing", 1)
        with pytest.raises(StoreError, match="only ever grows"), store.writing() as write:
            write.connection.exec_driver_sql("TRUNCATE log")


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(StoreError, match="refused the change"), store.writing() as write:
        write.execute(insert(schema.highlight_code).values(highlight=99, position=0, code="x"))


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.reading() as connection:
        before = connection.scalar(select(func.count()).select_from(schema.log))
        with store.writing() as write:
            write.log("add", "thing", 1)
        assert connection.scalar(select(func.count()).select_from(schema.log)) == before == 0
    assert log_rows(store) == 1


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, store.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 30_000}


def test_threads_take_turns(store: Store) -> None:
    def work(name: str) -> None:
        for _ in range(10):
            with store.writing(name) as write:
                count = write.execute(select(func.count()).select_from(schema.log)).scalar_one()
                write.log("add", "thing", count)

    threads = [threading.Thread(target=work, args=(f"t{index}",)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as connection:
        numbers = [int(number) for number in connection.scalars(select(schema.log.c.subject_id))]
    assert sorted(numbers) == list(range(40))


WRITER = """
    import sys
    from cslab.study.highlights import add_highlight
    from cslab.study.store import open_store
    with open_store(sys.argv[1]) as store:
        print("open", flush=True)
        for index in range(int(sys.argv[3])):
            add_highlight(store, interview_id="int-01", start=index, end=index + 1.5, codes=["a", "b"],
                          coder=sys.argv[2], nonce=f"{sys.argv[2]}-{index}")
            print(index, flush=True)
"""


def test_processes_that_open_and_write_at_once(url: str, start: Start) -> None:
    processes = [start(WRITER, url, f"p{index}", 20) for index in range(3)]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    with open_store(url) as store:
        found = highlights(store)
        assert len(found) == 60
        assert found["coder"].value_counts().to_dict() == {f"p{index}": 20 for index in range(3)}
        assert rows_in(store, "migration") == LATEST
        assert log_rows(store) == 60


@pytest.mark.parametrize("seed", range(5))
def test_killed_while_writing(url: str, start: Start, seed: int) -> None:
    process = start(WRITER, url, "victim", 100_000)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    time.sleep(0.013 * seed * seed)
    process.send_signal(signal.SIGKILL)
    said = process.stdout.read().split()
    with open_store(url) as store:
        found = highlights(store)
        assert len(found) - len(said) in {0, 1}, "what was confirmed is kept, and nothing is there twice"
        assert (found["codes"] == ("a", "b")).all() if len(found) else True
        assert rows_in(store, "highlight_code") == 2 * len(found)
        assert log_rows(store) == len(found)
        if store.engine.dialect.name == "sqlite":
            with store.reading() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        add_highlight(store, interview_id="int-01", start=0, end=1, codes=["after"])


def test_full_database_gives_a_sentence_and_keeps_what_was_there(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"])
        with store.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(StoreError, match="full disk") as caught:
            add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"], note="x" * 100_000)
        assert str(caught.value).count(".") <= 3
        assert len(highlights(store)) == log_rows(store) == 1


def test_really_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk can't be mounted here")
    try:
        with open_store(disk) as store:
            add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"])

            def fill() -> None:
                for start in range(100):
                    add_highlight(
                        store, interview_id="int-01", start=start, end=start + 1, codes=["b"], note="x" * 9000
                    )

            with pytest.raises(StoreError, match="full disk"):
                fill()
            kept = highlights(store)
            assert kept["codes"].iloc[0] == ("a",)
            assert len(kept) == log_rows(store)
        with open_store(disk) as store:
            assert len(highlights(store)) == len(kept)
        (disk / "filler").write_bytes(b"x" * (shutil.disk_usage(disk).free - 4096))
        with pytest.raises(StoreError, match=r"new\.db is on a (full disk|disk that fails)"):
            open_store(disk / "new.db")
    finally:
        subprocess.run(["umount", disk], check=True)


def test_not_a_database(tmp_path: Path) -> None:
    (tmp_path / "cslab.db").write_text("interview_id,person_id\n" * 100)
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"cslab\.db is not a database") as caught:
            open_store(tmp_path, read_only=read_only)
        assert str(tmp_path) in str(caught.value)
    assert (tmp_path / "cslab.db").read_text().startswith("interview_id"), "the file is left as it was"


def test_damaged_database(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for index in range(200):
            add_highlight(
                store, interview_id="int-01", start=index, end=index + 1, codes=["a"], note="x" * 500
            )
    path = tmp_path / "cslab.db"
    content = bytearray(path.read_bytes())
    content[8192:-4096] = b"\x5a" * (len(content) - 12288)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is damaged"), open_store(tmp_path) as store:
        highlights(store)


def test_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "cslab.db").touch()
    with open_store(tmp_path) as store:
        assert log_rows(store) == 0


def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cslab.db") as other:
        other.execute("CREATE TABLE songs (id)")
    other.close()
    with pytest.raises(StoreError, match=r"belongs to another program .*'songs'"):
        open_store(tmp_path)


def test_newer_store(url: str) -> None:
    with open_store(url) as store, store.writing() as write:
        write.execute(insert(schema.migration).values(number=999, name="from the future", applied_at="2031"))
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"newer cslab \(version 999"):
            open_store(url, read_only=read_only)


def test_places_that_can_not_hold_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no folder"):
        open_store(tmp_path / "absent" / "cslab.db")
    (tmp_path / "cslab.db").mkdir()
    with pytest.raises(StoreError, match="is a folder"):
        open_store(tmp_path)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://localhost/x", "mysql database"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("nonsense://x/y", "nonsense database"),
        ("postgresql://h:port/x", "not a database address"),
    ],
)
def test_addresses(address: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        open_store(address)


def test_server_that_is_not_there_and_a_password_that_is_not_shown(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="can't be reached") as caught:
        open_store(f"postgresql://maya:secret-word@/x?host={tmp_path}")
    assert "secret-word" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_opened_for_reading(url: str) -> None:
    with open_store(url) as store:
        add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"])
        with open_store(url, read_only=True) as reader:
            assert reader.read_only
            assert len(highlights(reader)) == 1
            with pytest.raises(StoreError, match="opened for reading only"):
                add_highlight(reader, interview_id="int-01", start=0, end=1, codes=["a"])
            add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"])
            assert len(highlights(reader)) == 2, "a reader follows what others write"


def test_reading_where_nothing_is_creates_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path, read_only=True) as store:
        assert highlights(store).empty
    assert list(tmp_path.iterdir()) == []


READER = """
    import os, sys, tempfile
    from pathlib import Path
    from cslab.errors import StoreError
    from cslab.study.highlights import add_highlight, highlights
    from cslab.study.store import open_store
    with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
        highlights(store)  # everything is imported before the rights are given up
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
    with open_store(Path(sys.argv[1])) as store:
        print(len(highlights(store)), flush=True)
        try:
            add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"])
        except StoreError as error:
            print(error)
"""


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that everybody may look into."""
    with tempfile.TemporaryDirectory(prefix="cslab-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody without rights")
@pytest.mark.parametrize("state", ["no store", "closed", "in use", "killed"])
def test_read_only_folder(open_place: Path, start: Start, state: str) -> None:
    """A person without the right to write reads everything, whatever state the store was left in."""
    study, left = open_place / "study", open_place / "left"
    study.mkdir()
    if state != "no store":
        with open_store(study) as store:
            add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"])
    with open_store(study) if state in {"in use", "killed"} else nullcontext() as other:
        if other is not None:
            add_highlight(other, interview_id="int-01", start=1, end=2, codes=["a"])
        if state == "killed":
            shutil.copytree(study, left)
            (left / "cslab.db-shm").unlink()
        before = {path.name for path in (left if state == "killed" else study).iterdir()}
        reader = start(READER, left if state == "killed" else study)
        said, errors = reader.communicate(timeout=30)
        after = {path.name for path in (left if state == "killed" else study).iterdir()}
    assert not errors
    lines = said.splitlines()
    assert lines[0] == {"no store": "0", "closed": "1", "in use": "2", "killed": "2"}[state]
    assert "can only be read" in lines[1]
    assert before == after


def test_closing_twice_and_forgetting_to_close(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.close()
    store.close()
    forgotten = open_store(tmp_path)
    assert log_rows(forgotten) == 0
    del forgotten


def test_study_toml_names_the_store(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('title = "T"\nstore = "sqlite:///made/here.db"\n')
    (tmp_path / "made").mkdir()
    with open_store(tmp_path):
        pass
    assert (tmp_path / "made" / "here.db").exists()


def test_odd_folder_names(tmp_path: Path) -> None:
    folder = tmp_path / "100% über #1? & 'co'"
    folder.mkdir()
    for _ in range(2):
        with open_store(folder) as store:
            add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"])
    assert sorted(path.name for path in folder.iterdir()) == ["cslab.db"]


def test_nobody_knows_who(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no user")

    monkeypatch.setattr(store_module.getpass, "getuser", nobody)
    assert store_module.default_actor() == "unknown"


def test_text_that_no_database_takes() -> None:
    assert clean("a\x00b\ud800c\U0001f600") == "a\ufffdb\ufffdc\U0001f600"


def test_a_writer_that_waits_too_long(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.2)
    with open_store(url) as store:
        with store.writing() as write:
            write.log("add", "thing", 1)
            with pytest.raises(StoreError, match="is busy, since another process"):
                add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"])
        add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"])
        assert log_rows(store) == 2


@pytest.mark.parametrize("name", ["\x00", "\ud800", "x" * 100_000, "'; --"])
def test_odd_names_are_only_not_found(store: Store, name: str) -> None:
    assert highlights(store, interview_id=name, code=name, stage=name).empty
    assert transcript_document(store, name) is None
    with pytest.raises(NotFoundError):
        load_reel(store, name)
    for number in (0, -1, 2**63, 10**30):
        with pytest.raises(NotFoundError):
            remove_highlight(store, number)


OPENER = """
    import sys
    from cslab.study.store import open_store
    print("ready", flush=True)
    sys.stdin.readline()
    open_store(sys.argv[1]).close()
"""


@pytest.mark.parametrize("seconds", [0.0, 0.002, 0.005, 0.01, 0.02])
def test_killed_while_the_tables_are_made(url: str, start: Start, seconds: float) -> None:
    process = start(OPENER, url)
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdout.readline()
    process.stdin.write("\n")
    process.stdin.flush()
    time.sleep(seconds)
    process.kill()
    process.wait()
    with open_store(url) as store:
        add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"])
        assert rows_in(store, "migration") == LATEST


def test_reading_a_store_from_before_its_tables_leaves_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "cslab.db"
    path.touch()
    with open_store(tmp_path, read_only=True) as store:
        assert highlights(store).empty
    assert path.stat().st_size == 0
    assert [file.name for file in tmp_path.iterdir()] == ["cslab.db"]
