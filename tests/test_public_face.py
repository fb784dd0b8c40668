"""What people import: a small, sorted, true list of names, and nothing heavy behind it until it is used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import cslab

QUIET = [
    "torch",
    "whisper",
    "faster_whisper",
    "streamlit",
    "altair",
    "pandas",
    "numpy",
    "scipy",
    "sqlalchemy",
    "av",
]


def test_the_list_of_names_is_sorted_and_without_doubles() -> None:
    assert cslab.__all__ == sorted(set(cslab.__all__))


@pytest.mark.parametrize("name", cslab.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(cslab, name) is not None
    assert name in dir(cslab)


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(cslab.__file__).read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = [alias.asname for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(name or "" for name in seen) == cslab.__all__


def test_each_name_is_the_one_of_its_home() -> None:
    from cslab.errors import CslabError
    from cslab.estimate import Estimate

    assert cslab.CslabError is CslabError
    assert cslab.Estimate is Estimate


def test_a_name_that_is_not_there_says_so() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'transcripts'"):
        _ = cslab.transcripts


def loaded_after(statement: str) -> list[str]:
    program = f"{statement}\nimport json, sys\nsys.stdout.write(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return [name for name in QUIET if name in json.loads(done.stdout)]


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_after("import cslab") == []


def test_looking_at_the_names_loads_nothing_heavy() -> None:
    assert loaded_after("import cslab; dir(cslab); cslab.__all__; cslab.errors; cslab.timecode") == []


def test_importing_the_package_reads_no_file_of_its_own() -> None:
    program = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import cslab\n"
        "sys.stdout.write('\\n'.join(opened))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert [name for name in done.stdout.split("\n") if name and not name.endswith((".py", ".pyc"))] == []
