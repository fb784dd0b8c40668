"""A file is written whole or not at all, and what stops it is said in a sentence."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cslab.errors import CslabError, InputError, StoreError
from cslab.study.files import replacing, write_atomic, write_error


def test_text_and_bytes_arrive_as_they_are(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.txt", "café\r\n→\n")
    assert (tmp_path / "a.txt").read_bytes() == "café\r\n→\n".encode()
    write_atomic(tmp_path / "a.txt", b"\x00\xff")
    assert (tmp_path / "a.txt").read_bytes() == b"\x00\xff"
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    write_atomic(path, "new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_block_that_raises_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "reel.m4a"
    path.write_text("old")

    def interrupted() -> None:
        with replacing(path) as draft:
            assert draft.suffix == ".m4a"
            assert draft.parent == tmp_path
            draft.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["reel.m4a"]


def test_trouble_with_another_file_is_not_blamed_on_this_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"source\.wav"), replacing(tmp_path / "reel.m4a"):
        (tmp_path / "source.wav").read_bytes()


def test_a_disk_that_takes_no_more_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from cslab.errors import StoreError\n"
        "from cslab.study.files import write_atomic\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    write_atomic(Path(sys.argv[1]), 'x' * 5000)\n"
        "except StoreError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"{path} was not written, because the disk answered: file too large."
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no folder .*missing; create it first"):
        write_atomic(tmp_path / "missing" / "a.txt", "x")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"because .*file is a file; name a folder"):
        write_atomic(tmp_path / "file" / "a.txt", "x")


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(InputError, match="it is a folder"):
        write_atomic(tmp_path / "a", "x")
    assert [file.name for file in tmp_path.iterdir()] == ["a"]


def test_a_long_name_leaves_room_for_the_draft(tmp_path: Path) -> None:
    write_atomic(tmp_path / ("n" * 250 + ".txt"), "x")
    with pytest.raises(InputError, match="name is too long"):
        write_atomic(tmp_path / ("n" * 300 + ".txt"), "x")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_is_said_to_be_one(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InputError, match="read-only for you"):
            write_atomic(tmp_path / "a.txt", "x")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, StoreError, "the disk is full"),
        (errno.EDQUOT, StoreError, "the disk is full"),
        (errno.EACCES, InputError, "read-only for you"),
        (errno.EROFS, InputError, "read-only for you"),
        (errno.EIO, StoreError, "the disk answered: input/output error"),
    ],
)
def test_each_answer_of_the_disk_becomes_a_sentence(number: int, kind: type[CslabError], words: str) -> None:
    error = write_error(Path("a.txt"), OSError(number, os.strerror(number)))
    assert type(error) is kind
    assert words in str(error)
    assert str(error).endswith(".")


def test_text_that_utf8_can_not_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="character 3 of the text"):
        write_atomic(tmp_path / "a.txt", "ab\ud800")
    assert not list(tmp_path.iterdir())
