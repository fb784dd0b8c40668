"""A store to test with, in each of the two databases; PostgreSQL is a real server in a folder of its own."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cslab.study.store import Store, open_store


def _programs() -> Path | None:
    folders = [Path(found).parent] if (found := shutil.which("pg_ctl")) else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Address of a server that lives as long as the tests do, reached by a socket in its own folder."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs (initdb, pg_ctl) are not on this machine")
    temporary = tempfile.TemporaryDirectory(prefix="cslab-", ignore_cleanup_errors=True)
    folder = Path(temporary.name)
    as_owner: list[str] = []
    user = getpass.getuser()
    if os.geteuid() == 0:
        if (
            shutil.which("runuser") is None
            or subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode
        ):
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres here")
        as_owner, user = ["runuser", "-u", "postgres", "--"], "postgres"
        shutil.chown(folder, "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [*as_owner, str(programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60, check=False)
        if done.returncode:
            log = folder / "log"
            said = log.read_text() if log.exists() else done.stderr
            pytest.skip(f"PostgreSQL's {program} fails here: {said}")

    data = str(folder / "data")
    run("initdb", "-D", data, "-A", "trust", "-U", user, "-E", "UTF8", "--locale=C", "-N")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c shared_buffers=16MB"
    run("pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "log"), "-o", options)
    try:
        yield f"postgresql://{user}@/{{name}}?host={folder}"
    finally:
        run("pg_ctl", "stop", "-D", data, "-m", "immediate")
        temporary.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of an empty database of the test's own."""
    psycopg = pytest.importorskip("psycopg", reason="the driver psycopg is not installed")
    name = f"test_{abs(hash(request.node.nodeid)):x}"
    with psycopg.connect(postgresql_server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        yield postgresql_server.format(name=name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a store that does not exist yet, in each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/cslab.db"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store, in each database."""
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a Python program in a process of its own: ``start(code, *arguments)``."""
    processes: list[subprocess.Popen[str]] = []

    def run(code: str, *arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", textwrap.dedent(code), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        )
        processes.append(process)
        return process

    yield run
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()
