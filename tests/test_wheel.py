"""The wheel: built from the source, put into an empty folder, and used from there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(folder),
        str(wheel),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def run(installed: Path, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, *command], env=environment, cwd=cwd, capture_output=True, text=True, check=False
    )


def test_wheel_holds_the_package_and_the_app_and_no_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    in_source = {str(p.relative_to(ROOT)) for p in (ROOT / "cslab").rglob("*.py")}
    assert in_source <= set(names)
    assert any(name.endswith("streamlit_app.py") for name in names)
    assert "cslab/py.typed" in names
    assert {str(p.relative_to(ROOT)) for p in (ROOT / "cslab/player/web").iterdir()} <= set(names)
    assert not [name for name in names if name.startswith(("data/", "tests/")) or ".cslab/" in name]


def test_installed_package_is_used_from_its_own_folder(installed: Path, tmp_path: Path) -> None:
    code = "import cslab, cslab.launch; print(cslab.__file__); print(cslab.launch.app_file())"
    done = run(installed, "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for line in done.stdout.split():
        assert Path(line).is_relative_to(installed)


def test_installed_command_starts_and_checks_a_study(installed: Path, tmp_path: Path) -> None:
    made = run(installed, "-m", "cslab", "init", "mine", "--title", "Mine", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    checked = run(installed, "-m", "cslab", "check", "mine", "--json", cwd=tmp_path)
    assert (checked.returncode, checked.stdout.strip()) == (0, "[]")
