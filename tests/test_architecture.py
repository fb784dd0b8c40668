"""The import rule and the manners of library code, held by reading the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors"}),
    frozenset({"timecode", "estimate"}),
    frozenset({"intervals"}),
    frozenset({"charts"}),
    frozenset({"study"}),
    frozenset({"listen", "measure"}),
    frozenset({"player"}),
    frozenset({"challenge"}),
    frozenset({"tell"}),
    frozenset({"workbench"}),
    frozenset({"launch"}),
    frozenset({"cli", "app"}),
    frozenset({"__main__"}),
)
"""Rooms from the ground up: each may import from itself and the floors below, not from its neighbours."""

FLOOR = {room: at for at, rooms in enumerate(FLOORS) for room in rooms}
FACE = "cslab"
"""The package itself: the public face, which loads any room on first use; for people, the app and the cli."""

HEAVY = {"torch", "whisper"}
HEAVY_HOMES = {"cslab.listen.transcribe", "cslab.listen.weights", "cslab.listen.speakers.campplus"}
OUTERMOST = {"cli", "app", "launch", "__main__"}
"""Rooms that talk to people or to the system, and so may print and exit."""

MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Import:
    """One import as it stands in the source."""

    module: str
    line: int
    deferred: bool
    for_types: bool


def room_of(module: str) -> str:
    """Name the room of a module; the package itself is the face."""
    parts = module.split(".")
    if parts[0] == "app":
        return "app"
    return parts[1] if len(parts) > 1 else FACE


def imports_of(source: str, module: str, *, package: bool, known: frozenset[str]) -> Iterator[Import]:
    """Find every import: at the top, inside functions, for types, relative, and by name in a string."""

    def visit(node: ast.AST, *, deferred: bool, for_types: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, deferred, for_types)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, module, package=package)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield Import(inner if inner in known else base, node.lineno, deferred, for_types)
        elif isinstance(node, ast.Call) and (name := _imported_by_name(node)):
            yield Import(name, node.lineno, deferred, for_types)
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for child in node.body:
                yield from visit(child, deferred=deferred, for_types=True)
            for child in node.orelse:
                yield from visit(child, deferred=deferred, for_types=for_types)
            return
        for child in ast.iter_child_nodes(node):
            yield from visit(child, deferred=deferred or inside, for_types=for_types)

    yield from visit(ast.parse(source), deferred=False, for_types=False)


def _absolute(node: ast.ImportFrom, module: str, *, package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    home = parts[: len(parts) - node.level + (1 if package else 0)]
    return ".".join([*home, *([node.module] if node.module else [])])


def _imported_by_name(node: ast.Call) -> str:
    called = ast.unparse(node.func).rsplit(".", 1)[-1]
    if called in {"import_module", "__import__"} and node.args and isinstance(node.args[0], ast.Constant):
        return str(node.args[0].value)
    return ""


def import_faults(module: str, found: Import) -> Iterator[str]:
    """Say what is wrong with one import of a module."""
    where = f"{module}, line {found.line}"
    own, top = room_of(module), found.module.split(".")[0]
    if top == "streamlit" and own != "app":
        yield f"{where}: streamlit belongs in app/ alone"
    if top in HEAVY and module not in HEAVY_HOMES:
        yield f"{where}: {top} belongs in {' and '.join(sorted(HEAVY_HOMES))} alone"
    if top in {*HEAVY, "scipy"} and not found.deferred and not found.for_types:
        yield f"{where}: {top} must be imported inside a function"
    if top not in ("cslab", "app") or own == FACE:
        return
    other = room_of(found.module)
    if own not in FLOOR:
        yield f"{where}: the room {own} has no floor yet; give it one in FLOORS"
    elif other == FACE:
        if own not in OUTERMOST:
            yield f"{where}: inside the package, import from the module that defines the name, not from cslab"
    elif other not in FLOOR:
        yield f"{where}: there is no room {other}"
    elif other != own and FLOOR[other] >= FLOOR[own]:
        yield f"{where}: {own} must not import {other}, which is not below it"


def manner_faults(source: str, module: str) -> Iterator[str]:
    """Say where library code prints, exits or asserts."""
    if room_of(module) in OUTERMOST:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert):
            yield f"{module}, line {node.lineno}: raise an error from cslab.errors, do not assert"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "print",
            "exit",
            "quit",
            "sys.exit",
            "os._exit",
        }:
            yield f"{module}, line {node.lineno}: the library never calls {ast.unparse(node.func)}"
        if isinstance(node, ast.Raise) and node.exc is not None and "SystemExit" in ast.unparse(node.exc):
            yield f"{module}, line {node.lineno}: the library never exits"


def cycle_in(graph: Mapping[str, set[str]]) -> list[str]:
    """Return one ring of modules that import each other, or nothing."""
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for other in sorted(graph.get(module, ())):
            if ring := walk(other, [*path, module]):
                return ring
        done.add(module)
        return []

    for module in sorted(graph):
        if ring := walk(module, []):
            return ring
    return []


def _modules() -> dict[str, Path]:
    found = {}
    for top in ("cslab", "app"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()
KNOWN = frozenset(MODULES)


def _imports(module: str) -> list[Import]:
    path = MODULES[module]
    source = path.read_text("utf-8")
    return list(imports_of(source, module, package=path.name == "__init__.py", known=KNOWN))


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_from_below(module: str) -> None:
    assert [fault for found in _imports(module) for fault in import_faults(module, found)] == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_has_the_manners_of_a_library(module: str) -> None:
    assert list(manner_faults(MODULES[module].read_text("utf-8"), module)) == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_is_about_one_idea(module: str) -> None:
    lines = len(MODULES[module].read_text("utf-8").splitlines())
    assert lines <= MOST_LINES, f"{module} has {lines} lines; look for its second idea"
    assert module.rsplit(".", 1)[-1] != "utils", f"{module}: name the concept instead"


def test_no_modules_import_each_other_in_a_ring() -> None:
    graph = {
        module: {found.module for found in _imports(module) if found.module in KNOWN and not found.for_types}
        for module in MODULES
    }
    assert cycle_in(graph) == []


def faults(source: str, module: str, *, package: bool = False) -> list[str]:
    known = frozenset({"cslab.tell.plan", "cslab.study.store", "cslab.listen.audio", "cslab.measure"})
    return [
        fault
        for found in imports_of(source, module, package=package, known=known)
        for fault in import_faults(module, found)
    ]


@pytest.mark.parametrize(
    ("module", "source", "sentence"),
    [
        ("cslab.study.store", "import cslab.listen.audio", "study must not import listen"),
        (
            "cslab.study.store",
            "def f():\n    from cslab.tell import plan",
            "line 2: study must not import tell",
        ),
        ("cslab.study.store", "from ..tell import plan", "study must not import tell"),
        ("cslab.listen.audio", "from cslab.measure import x", "listen must not import measure"),
        ("cslab.listen.audio", "from cslab import measure", "listen must not import measure"),
        ("cslab.listen.audio", "from cslab import Study", "import from the module that defines the name"),
        ("cslab.listen.audio", "import_module('cslab.workbench')", "listen must not import workbench"),
        (
            "cslab.timecode",
            "if TYPE_CHECKING:\n    from cslab.study import x",
            "timecode must not import study",
        ),
        ("cslab.errors", "from cslab.timecode import Span", "errors must not import timecode"),
        ("cslab.tell.plan", "from app.ui import look", "tell must not import app"),
        ("cslab.tell.plan", "class A:\n    import streamlit as st", "streamlit belongs in app/ alone"),
        ("cslab.listen.audio", "def f():\n    import torch.nn", "torch belongs in"),
        ("cslab.tell.limiter", "from scipy.signal import x", "scipy must be imported inside a function"),
        ("cslab.listen.weights", "import torch", "torch must be imported inside a function"),
        ("cslab.listen.weights", "try:\n    from whisper import x\nexcept E:\n    pass", "whisper must be"),
        ("cslab.magic", "from cslab.errors import X", "magic has no floor yet"),
        ("cslab.cli.reels", "from cslab.magic import X", "there is no room magic"),
        ("cslab.cli.reels", "from app import main", "cli must not import app"),
    ],
)
def test_the_rule_catches_what_breaks_it(module: str, source: str, sentence: str) -> None:
    assert any(sentence in fault for fault in faults(source, module))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("cslab.tell.plan", "from cslab.listen.audio import x\nfrom cslab.errors import InputError"),
        ("cslab.tell.plan", "from .script import x\nfrom . import script"),
        ("cslab.listen.weights", "def f():\n    import torch"),
        ("cslab.listen.transcribe", "if TYPE_CHECKING:\n    import whisper"),
        ("cslab.cli.reels", "import cslab\nfrom cslab import Study"),
        ("app.views.reels", "import streamlit as st\nfrom app.ui import look\nimport cslab"),
    ],
)
def test_the_rule_lets_pass_what_keeps_it(module: str, source: str) -> None:
    assert faults(source, module) == []


def test_relative_imports_of_a_package_stay_inside_it() -> None:
    assert faults("from . import formats\nfrom .formats import vtt", "cslab.listen", package=True) == []
    assert faults("from .tell import plan", "cslab", package=True) == []


@pytest.mark.parametrize(
    "source",
    ["assert x", "print('hi')", "sys.exit(1)", "raise SystemExit", "def f():\n    raise SystemExit(2)"],
)
def test_bad_manners_are_caught(source: str) -> None:
    assert manner_faults(source, "cslab.tell.plan").__next__()
    assert list(manner_faults(source, "cslab.cli.reels")) == []


def test_rings_are_caught() -> None:
    assert cycle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert cycle_in({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
