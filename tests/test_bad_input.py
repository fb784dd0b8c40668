"""Bad input, from the command line as a person would meet it: one plain sentence each, and nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
import pytest

from cslab import init as init_study
from cslab import open as open_study
from cslab.errors import CslabError
from cslab.listen.audio import blocks
from cslab.study.personas_file import personas_of
from tests.forked import Forking

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data/samples/ledgerline"


@lru_cache
def forking() -> Forking:
    """The process that has imported everything; it ends with the tests of this file."""
    return Forking()


@pytest.fixture(scope="module", autouse=True)
def _imported_once() -> Iterator[None]:
    yield
    if forking.cache_info().currsize:
        forking().close()
        forking.cache_clear()


def cslab(
    *arguments: str | Path, before: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, a newly started one where that makes a difference."""
    if not before and not environment:
        return forking().cslab(*arguments)
    return subprocess.run(
        [*before, sys.executable, "-m", "cslab", *map(str, arguments)],
        env=os.environ | {"NO_COLOR": "1", "COLUMNS": "1000", "CUDA_VISIBLE_DEVICES": ""} | environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def transcribe(study: Path, *more: str, **how: str) -> tuple[int, list[str], list[dict[str, str]]]:
    """Exit code, what people read, and what became of each recording."""
    done = cslab("transcribe", study, "--model", "tiny.en", "--speakers", "off", "--json", *more, **how)
    assert "Traceback" not in done.stderr, done.stderr
    outcomes = json.loads(done.stdout)["recordings"] if done.stdout else []
    return done.returncode, done.stderr.strip().splitlines(), outcomes


def is_one_sentence(text: str) -> bool:
    text = text.strip()
    return (
        bool(text)
        and "Traceback" not in text
        and "Error" not in text
        and "\n" not in text
        and len(text) < 400
    )


def new_study(folder: Path) -> Path:
    """A study with one good recording of six seconds."""
    assert cslab("init", folder, "--title", "Bad days").returncode == 0
    speech = np.concatenate(list(blocks(SAMPLE / "recordings/int-01.m4a")))[: 6 * 16000]
    write_wav(folder / "recordings/good.wav", speech)
    return folder


@pytest.fixture(scope="module")
def good_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_study(tmp_path_factory.mktemp("good") / "study")


@pytest.fixture
def study(good_study: Path, tmp_path: Path) -> Path:
    """A copy of the good study, to be spoiled."""
    return Path(shutil.copytree(good_study, tmp_path / "study"))


def write_wav(path: Path, samples: np.ndarray, *, rate: int = 16000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def silent_video(path: Path) -> Path:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            out.mux(stream.encode(picture))
        out.mux(stream.encode(None))
    return path


def truncated_mp4(path: Path) -> Path:
    whole = (SAMPLE / "recordings/int-06.mp4").read_bytes()
    head = whole.find(b"moov")
    path.write_bytes(whole[: min(head - 4, 200_000)] if head > 1000 else whole[:24] + bytes(5000))
    return path


BAD_FILES: dict[str, Callable[[Path], object]] = {
    "empty.wav": lambda path: path.write_bytes(b""),
    "text.wav": lambda path: path.write_text("Dear Tom, the recording is attached. " * 40),
    "cut.mp4": truncated_mp4,
    "nothing.wav": lambda path: write_wav(path, np.zeros(0)),
    "slow.wav": lambda path: write_wav(path, np.sin(np.arange(400)), rate=20),
    "film.mp4": silent_video,
    "folder.wav": lambda path: path.mkdir(),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What became of a study that holds every bad recording beside a good one, in one run."""
    folder = new_study(tmp_path_factory.mktemp("bad") / "study")
    for name, make in BAD_FILES.items():
        make(folder / "recordings" / name)
    code, _, found = transcribe(folder)
    assert code == 3
    assert not list(folder.rglob("*.part"))
    assert cslab("check", folder).returncode in {0, 3}
    return {outcome["interview_id"]: outcome for outcome in found}


def test_the_good_recording_beside_bad_ones_is_transcribed(outcomes: dict[str, dict[str, str]]) -> None:
    assert outcomes["good"]["state"] == "transcribed"


@pytest.mark.parametrize("name", [name for name in BAD_FILES if name != "folder.wav"])
def test_a_bad_recording_is_one_plain_sentence(outcomes: dict[str, dict[str, str]], name: str) -> None:
    bad = outcomes[Path(name).stem]
    assert bad["state"] == "failed"
    assert is_one_sentence(bad["sentence"]), bad["sentence"]
    assert name in bad["sentence"]


def test_a_folder_named_like_a_recording_is_not_listed(outcomes: dict[str, dict[str, str]]) -> None:
    assert "folder" not in outcomes


def test_a_recording_that_breaks_off_is_transcribed_as_far_as_it_goes(study: Path) -> None:
    whole = (SAMPLE / "recordings/int-03.mp3").read_bytes()
    (study / "recordings/broken.mp3").write_bytes(whole[:120_000])
    _, _, found = transcribe(study, "broken")
    assert [outcome["state"] for outcome in found] == ["transcribed"]


def test_an_unknown_interview_names_the_nearest(study: Path) -> None:
    done = cslab("transcribe", study, "goood", "--model", "tiny.en")
    assert done.returncode == 1
    assert done.stderr.strip() == "There is no interview 'goood'; did you mean 'good'? There are: good."


@pytest.mark.parametrize("what", ["absent", "file", "empty"])
def test_a_folder_that_is_no_study_is_one_sentence(tmp_path: Path, what: str) -> None:
    target = tmp_path / what
    if what == "file":
        target.write_text("hello")
    elif what == "empty":
        target.mkdir()
    done = cslab("transcribe", target)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr), done.stderr
    assert str(target) in done.stderr
    assert "cslab init" in done.stderr
    assert what == "file" or not any(target.rglob("*") if target.is_dir() else ())


def test_malformed_settings_name_file_and_line(study: Path) -> None:
    (study / "study.toml").write_text('title = "Bad days"\nlanguage = [en\n')
    done = cslab("transcribe", study)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr), done.stderr
    assert "study.toml, line 2" in done.stderr
    checked = cslab("check", study, "--json")
    assert checked.returncode == 3
    assert [(fault["file"], fault["row"]) for fault in json.loads(checked.stdout)] == [("study.toml", 2)]


def test_faults_of_the_tables_are_all_listed_and_good_rows_are_used(study: Path) -> None:
    (study / "people.csv").write_text("person_id,name\np-1,Ada\np-1,Ada again\n")
    head = "interview_id,person_id,recorded_on,recording,consent\n"
    rows = [
        "good,p-1,2026-03-04,recordings/good.wav,public",
        "int-2,p-9,2026-03-05,recordings/good.wav,public",
        "int-2,p-1,2026-03-06,recordings/good.wav,public",
        "int-3,p-1,yesterday,recordings/gone.wav,maybe",
    ]
    (study / "interviews.csv").write_text(head + "\n".join(rows) + "\n")
    done = cslab("check", study, "--json")
    assert done.returncode == 3
    faults = {(fault["file"], fault["row"], fault["column"]) for fault in json.loads(done.stdout)}
    assert {
        ("people.csv", 3, "person_id"),
        ("interviews.csv", 3, "person_id"),
        ("interviews.csv", 4, "interview_id"),
        ("interviews.csv", 5, "recorded_on"),
        ("interviews.csv", 5, "consent"),
        ("interviews.csv", 5, "recording"),
    } <= faults
    _, _, found = transcribe(study, "good")
    assert [outcome["state"] for outcome in found] == ["transcribed"]


@pytest.mark.parametrize(
    "dates", [("2026-03-04", "2026-03-05"), ("04.03.2026", "25.03.2026"), ("4 Mar 2026", "5 Mar 2026")]
)
def test_dates_in_three_formats_are_read_as_the_same_day(study: Path, dates: tuple[str, str]) -> None:
    head = "interview_id,recorded_on,recording\n"
    rows = [f"int-{n},{date},recordings/good.wav" for n, date in enumerate(dates)]
    (study / "interviews.csv").write_text(head + "\n".join(rows) + "\n")
    assert str(open_study(study).interviews["recorded_on"].iloc[0])[:10] == "2026-03-04"
    faults = json.loads(cslab("check", study, "--json").stdout)
    assert not [fault for fault in faults if fault["column"] == "recorded_on"]


def test_wrong_weights_are_refused_and_not_kept(study: Path, tmp_path: Path) -> None:
    bad = tmp_path / "tiny.en.pt"
    bad.write_bytes(b"not what Whisper made" * 1000)
    done = cslab("transcribe", study, "--model", str(bad))
    assert done.returncode == 1
    assert is_one_sentence(done.stderr.strip().splitlines()[-1]), done.stderr
    assert "SHA-256" in done.stderr


def test_without_a_network_the_sentence_says_what_was_tried(tmp_path: Path) -> None:
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "no_proxy": ""}
    offline = nowhere | {name.upper(): value for name, value in nowhere.items()}
    done = cslab(
        *("models", "get", "base.en"),
        XDG_CACHE_HOME=str(tmp_path),
        PIP_NO_INDEX="1",
        PIP_RETRIES="0",
        **offline,
    )
    assert done.returncode == 1
    assert is_one_sentence(done.stderr), done.stderr
    assert "base.en" in done.stderr
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def humbly() -> tuple[str, ...]:
    """A prefix that runs a command without root's right to ignore permissions."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root ignores permissions here, and setpriv is not there to give that right up")
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")


def test_an_unreadable_recording_is_one_sentence(study: Path) -> None:
    locked = write_wav(study / "recordings/locked.wav", np.sin(np.arange(16000)))
    locked.chmod(0)
    _, _, found = transcribe(study, "locked", before=humbly())
    assert [outcome["state"] for outcome in found] == ["failed"]
    assert is_one_sentence(found[0]["sentence"])
    assert "locked.wav" in found[0]["sentence"]


def test_a_read_only_study_is_read_and_refuses_changes_in_one_sentence(study: Path) -> None:
    transcribe(study)
    folders = [study, *(path for path in study.rglob("*") if path.is_dir())]
    for path in [*study.rglob("*"), study]:
        path.chmod(0o555 if path in folders else 0o444)
    try:
        listed = cslab("highlight", "list", study, before=humbly())
        assert listed.returncode == 0, listed.stderr
        again = cslab("transcribe", study, "--model", "tiny.en", before=humbly())
        assert (again.returncode, "Traceback" in again.stderr) == (0, False), again.stderr
        added = cslab(
            *("highlight", "add", study, "good", "--start", "1", "--end", "2", "--code", "trust"),
            before=humbly(),
        )
        assert added.returncode == 1
        assert is_one_sentence(added.stderr), added.stderr
    finally:
        for path in folders:
            path.chmod(0o755)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk to fill can only be made by root, where mounting is allowed")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(small_disk: Path, study: Path) -> None:
    full = small_disk / "study"
    shutil.copytree(study, full)
    speech = np.concatenate(list(blocks(SAMPLE / "recordings/int-01.m4a")))[6 * 16000 : 18 * 16000]
    write_wav(full / "recordings/longer.wav", speech)
    room = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(bytes(max(room - 250_000, 0)))
    code, said, found = transcribe(full)
    sentences = [outcome["sentence"] for outcome in found if outcome["state"] == "failed"] or said
    assert code in {1, 3}
    assert sentences
    assert all(is_one_sentence(sentence) for sentence in sentences), sentences
    assert not list(full.rglob("*.part"))
    (small_disk / "ballast").unlink()
    code, _, found = transcribe(full)
    assert code == 0
    assert {outcome["state"] for outcome in found} <= {"transcribed", "already"}


def test_two_processes_on_one_study_double_nothing(study: Path) -> None:
    shutil.copy(study / "recordings/good.wav", study / "recordings/same.wav")
    command = [sys.executable, "-m", "cslab", "transcribe", str(study), "--model", "tiny.en", "--json"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    states = [outcome["state"] for out, _ in said for outcome in json.loads(out)["recordings"]]
    assert states.count("transcribed") == 1
    assert set(states) <= {"transcribed", "already", "busy"}


CLAIM = '[[claims]]\nid = "c{at}"\npersona = "p"\nsays = "{says}"\nshown_by = [{shown}]\n'
MESSY = """
[[personas]]
id = "p"
name = "<img src=x onerror=alert(1)>"
segment = { plan = [["a"]], nowhere = 3, joined_on = 10:00:00 }
scores = { ease = nan, price = [1] }
[[personas]]
id = ["p"]
segment = [1, 2]
[[claims]]
id = "c0"
persona = ["p"]
says = ["x"]
shown_by = 5
predicted = "many"
written_on = "yesterday"
"""
SHOWN = (
    *("5", "[1]", '"x"', "{ }", "{ source = 5, at_least = 1 }", '{ source = "tarot", at_least = 0 }'),
    *('{ source = "survey", question = "nope", at_least = 5 }', '{ source = "survey", at_least = nan }'),
    '{ source = "usage", feature = "nope", at_least = 5 }',
    '{ source = "people", column = "person_id", measure = "mean", about = 1e300, margin = 1e300 }',
    '{ source = "interviews", code = "nope", about = 5, margin = -1 }',
    '{ source = "people", column = "nope", values = [[1]], at_least = "5" }',
)


def test_messy_personas_are_verdicts_and_sentences(tmp_path: Path) -> None:
    study = init_study(tmp_path / "messy", title="Messy")
    hostile = "<b>=1+1 \u202e\U0001f600" + "x" * 10_000
    claims = [CLAIM.format(at=at, says=hostile, shown=shown) for at, shown in enumerate(SHOWN, start=1)]
    (study.folder / "personas.toml").write_text(MESSY + "\n".join(claims), encoding="utf-8")
    (study.folder / "team.csv").write_text("\ufeffteammate;item;own\nA;nope;nan\nA;nope;1e400\n;;\n")
    assert len(study.personas.faults) > len(SHOWN)
    assert any("a number that can be read" in fault.sentence for fault in study.personas.faults)
    for fault in study.personas.faults:
        assert is_one_sentence(fault.sentence), fault.sentence
    verdicts = study.verdicts(drafts=True)
    assert {one.verdict for one in verdicts} == {"untestable"}
    assert all(one.sentence for one in verdicts)
    for claim in study.personas.claims:
        assert study.preview_claim(claim).sentence
    shown = (study.persona_quality("p"), study.persona_fit(), study.calibration(), study.contradictions())
    assert all(one._repr_html_() for one in shown)
    refused: list[Callable[[], object]] = [
        *(lambda: study.segment("p"), lambda: study.persona_pull("p"), study.projection),
        *(lambda: study.evidence_card("c1"), lambda: study.lock_claim("c1"), study.debiasing),
        *(lambda: study.message_test("<b>"), lambda: study.set_contradiction("nope", "open")),
    ]
    for deed in refused:
        with pytest.raises(CslabError) as found:
            deed()
        assert is_one_sentence(str(found.value)), found.value


def test_a_long_list_of_claims_is_read_in_one_go(tmp_path: Path) -> None:
    shown = '{ source = "usage", feature = "x", at_least = 5 }, { source = "tarot", at_least = 5 }'
    claims = [CLAIM.format(at=at, says="x", shown=shown) for at in range(3000)]
    found = personas_of('[[personas]]\nid = "p"\nname = "P"\n' + "".join(claims))
    assert len(found.claims) == 3000
    lines = {fault.row for fault in found.faults if "tarot" in fault.sentence}
    assert len(lines) == 3000
