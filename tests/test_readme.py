"""Every command and every line of Python in the README runs as it stands, in order, in one folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

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


def test_readme_blocks_run_as_they_stand(tmp_path: Path) -> None:
    found = blocks()
    assert {kind for kind, _ in found} == {"console", "python"}
    sample = ROOT / "data/samples/ledgerline"
    shutil.copytree(sample, tmp_path / "data/samples/ledgerline", ignore=shutil.ignore_patterns("recordings"))
    whole = (sample / "recordings/int-01.m4a").read_bytes()
    (tmp_path / "interview.m4a").write_bytes(whole[: len(whole) * 11 // 20])  # its first 80 seconds
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for kind, body in found:
        command = ["bash", "-euc", body] if kind == "console" else [sys.executable, "-c", body]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{body}\n{done.stdout}\n{done.stderr}"
