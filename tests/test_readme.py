"""Every command and every line of Python in the README runs as it stands, in order, in one folder."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cslab.cli import app

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OF_THE_MAKEFILE = ("make ", "git ", "pip ", "python -m build")
"""Commands that need the whole repository or the registries; they are tested by being run, not from here."""


def blocks() -> list[tuple[str, str]]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = [(kind, body) for kind, body in BLOCK.findall(text)]
    return [(kind, body) for kind, body in found if not body.startswith(OF_THE_MAKEFILE)]


def test_readme_names_only_make_targets_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"^make ([a-z-]+)", text, re.MULTILINE))
    assert named
    assert named <= targets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a reader stands: the sample study, and a recording of their own."""
    sample = ROOT / "data/samples/ledgerline"
    shutil.copytree(sample, tmp_path / "data/samples/ledgerline")
    whole = (sample / "recordings/int-01.m4a").read_bytes()
    (tmp_path / "interview.m4a").write_bytes(whole[: len(whole) * 11 // 20])  # its first 80 seconds
    return tmp_path


def test_readme_blocks_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All in this process, which spares each command the two seconds in which Python starts."""
    monkeypatch.chdir(folder)
    found = blocks()
    assert {kind for kind, _ in found} == {"console", "python"}
    for kind, body in found:
        if kind == "python":
            exec(compile(body, "README.md", "exec"), {"__name__": "readme"})
            continue
        for line in body.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["cp"]:
                shutil.copy(words[1], words[2])
            elif words:
                assert words[0] == "cslab", line
                done = CliRunner().invoke(app, words[1:])
                assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception!r}"


@pytest.mark.soak
def test_readme_blocks_run_as_they_stand(folder: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for kind, body in blocks():
        command = ["bash", "-euc", body] if kind == "console" else [sys.executable, "-c", body]
        done = subprocess.run(
            command,
            cwd=folder,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{body}\n{done.stdout}\n{done.stderr}"
