"""The sample study: what its recordings, scripts and highlights promise. No voice is made here."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shutil
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import av
import numpy as np
import pyloudnorm
import pytest
from numpy.typing import NDArray

import cslab

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
STUDY = SAMPLES / "ledgerline"
IDS = tuple(f"int-{n:02d}" for n in range(1, 9))
CALLS = ("int-02", "int-04", "int-07")
VIDEO, CAFE = "int-06", "int-05"
STAGES = ("discover", "choose", "onboarding", "everyday", "trouble", "renewal")
TIMING = re.compile(r"(\d+):(\d+):([\d.]+) --> (\d+):(\d+):([\d.]+)")
VOICE = re.compile(r"<v ([^>]+)>(.+)</v>")


@dataclass(frozen=True)
class Recording:
    samples: NDArray[np.float64]  # (channels, samples)
    rate: int
    video: tuple[int, int] | None
    metadata: str

    @property
    def seconds(self) -> float:
        return self.samples.shape[1] / self.rate


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"sample_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


prepare = load(STUDY / "prepare.py")
script = load(SAMPLES / "make_recordings" / "script.py")


def rows(name: str) -> list[dict[str, str]]:
    with (STUDY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((STUDY / name).read_text(encoding="utf-8"))


def interview(interview_id: str) -> dict[str, str]:
    return next(row for row in rows("interviews.csv") if row["interview_id"] == interview_id)


def path_of(interview_id: str) -> Path:
    return STUDY / interview(interview_id)["recording"]


@cache
def recording(interview_id: str) -> Recording:
    with av.open(str(path_of(interview_id))) as container:
        stream = container.streams.audio[0]
        video = container.streams.video[0] if container.streams.video else None
        size = (video.width, video.height) if video else None
        tags = str(container.metadata | stream.metadata)
        resampler = av.AudioResampler(format="fltp", layout=stream.layout.name, rate=stream.rate)
        blocks = [
            block.to_ndarray() for frame in container.decode(stream) for block in resampler.resample(frame)
        ]
        blocks += [block.to_ndarray() for block in resampler.resample(None)]
    return Recording(np.concatenate(blocks, axis=1).astype(np.float64), stream.rate, size, tags)


@cache
def cues(interview_id: str) -> list[tuple[float, float, str, str]]:
    found = []
    for block in (STUDY / "scripts" / f"{interview_id}.vtt").read_text(encoding="utf-8").split("\n\n"):
        time, voice = TIMING.search(block), VOICE.search(block)
        if time and voice:
            h, m, s, hh, mm, ss = map(float, time.groups())
            found.append((h * 3600 + m * 60 + s, hh * 3600 + mm * 60 + ss, voice[1], voice[2]))
    return found


def words(interview_id: str) -> list[dict[str, Any]]:
    return prepare.read_words(interview_id)


def customer(interview_id: str) -> str:
    person_id = interview(interview_id)["person_id"]
    full = next(person["name"] for person in rows("people.csv") if person["person_id"] == person_id)
    return full.split()[0]


def level(samples: NDArray[np.float64]) -> float:
    return float(10 * np.log10(np.mean(samples**2) + 1e-12))


def spoken_by(
    interview_id: str, speaker: str, channel: NDArray[np.float64], rate: int
) -> NDArray[np.float64]:
    """The channel's samples where this speaker, and nobody else, says a word."""
    mine = np.zeros(len(channel), bool)
    other = np.zeros(len(channel), bool)
    for word in words(interview_id):
        span = slice(int(word["start"] * rate), int(word["end"] * rate))
        (mine if word["speaker"] == speaker else other)[span] = True
    return channel[mine & ~other]


def between_words(interview_id: str, channel: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """The channel's samples at least 0.25 s after and 0.05 s before any word."""
    quiet = np.ones(len(channel), bool)
    for word in words(interview_id):
        quiet[max(int((word["start"] - 0.05) * rate), 0) : int((word["end"] + 0.25) * rate)] = False
    return channel[quiet]


# --- tables


def test_the_tables_join() -> None:
    interviews, people = rows("interviews.csv"), rows("people.csv")
    assert tuple(row["interview_id"] for row in interviews) == IDS
    assert [row["person_id"] for row in interviews] == [row["person_id"] for row in people[:8]]
    assert len({row["person_id"] for row in people}) == len(people)
    assert {row["account_id"] for row in people} <= {row["account_id"] for row in rows("accounts.csv")}
    assert all((STUDY / row["recording"]).is_file() for row in interviews)
    assert {row["consent"] for row in interviews} == {"public", "company", "team"}
    assert {row["interview_id"] for row in interviews if row["interviewer_channel"]} == set(CALLS)


def test_the_interviewed_have_plausible_values() -> None:
    for person in rows("people.csv")[:8]:
        assert person["strength"] in {"1", "2", "3", "4"}
        assert person["sentiment"] in {"-1", "0", "1"}
        assert person["account_id"]
        assert person["success_means"]


def test_the_study_names_stages_codes_and_vocabulary() -> None:
    study = toml("study.toml")
    assert study["synthetic"] is True
    assert tuple(stage["id"] for stage in study["stages"]) == STAGES
    names = [code["name"] for code in study["codes"]]
    assert len(names) == len(set(names)) == 9
    assert all(
        code["definition"] and re.fullmatch(r"#[0-9A-F]{6}", code["colour"]) for code in study["codes"]
    )
    assert all(code["parent"] in names for code in study["codes"] if "parent" in code)
    said = " ".join(cue[3] for i in IDS for cue in cues(i))
    assert all(term in said for term in study["vocabulary"])


# --- scripts


@pytest.mark.parametrize("interview_id", IDS)
def test_the_captions_say_the_script(interview_id: str) -> None:
    turns = script.read_script(STUDY / "scripts" / f"{interview_id}.md")
    for speaker in {turn.speaker for turn in turns}:
        written = " ".join(turn.text for turn in turns if turn.speaker == speaker)
        assert " ".join(cue[3] for cue in cues(interview_id) if cue[2] == speaker) == written
        assert " ".join(word["text"] for word in words(interview_id) if word["speaker"] == speaker) == written
    assert {turn.speaker for turn in turns} == {
        customer(interview_id),
        interview(interview_id)["interviewer"],
    }


@pytest.mark.parametrize("interview_id", IDS)
def test_times_run_forward_and_stay_inside_the_recording(interview_id: str) -> None:
    seconds = recording(interview_id).seconds
    for speaker in {word["speaker"] for word in words(interview_id)}:
        said = [word for word in words(interview_id) if word["speaker"] == speaker]
        assert all(0 <= word["start"] < word["end"] < seconds for word in said)
        assert all(a["end"] <= b["start"] + 0.011 for a, b in pairwise(said))
    data = json.loads((STUDY / "scripts" / f"{interview_id}.words.json").read_text(encoding="utf-8"))
    assert data["duration"] == pytest.approx(seconds, abs=0.1)


def test_people_hesitate_interrupt_and_change_their_minds() -> None:
    said = {i: " ".join(cue[3] for cue in cues(i)) for i in IDS}
    assert all(re.search(r"\b[Uu]m\b", text) for text in said.values())
    assert sum("no, wait" in text for text in said.values()) >= 5
    talked_over = [(a, b) for i in IDS for a, b in pairwise(cues(i)) if b[0] < a[1]]
    assert len(talked_over) >= 8
    assert any(a[3].endswith("—") and a[1] - b[0] > 0.5 for a, b in talked_over)


def test_nobody_speaks_of_renewal() -> None:
    said = " ".join(cue[3] for i in IDS for cue in cues(i)).lower()
    assert not re.search(r"renew|cancel|contract|subscri|another year|next year|sign again|switch", said)


# --- sound-


def test_all_recordings_together_are_small() -> None:
    assert sum(path.stat().st_size for path in (STUDY / "recordings").iterdir()) < 15e6
    assert {path.name for path in (STUDY / "recordings").iterdir()} == {path_of(i).name for i in IDS}


@pytest.mark.parametrize("interview_id", IDS)
def test_recordings_are_what_the_readme_says(interview_id: str) -> None:
    sound = recording(interview_id)
    assert 120 <= sound.seconds <= 240
    assert len(sound.samples) == (2 if interview_id in CALLS else 1)
    assert sound.video == ((640, 360) if interview_id == VIDEO else None)
    if path_of(interview_id).suffix != ".wav" or sound.metadata != "{}":
        assert "ynthetic voice" in sound.metadata


@pytest.mark.parametrize("interview_id", IDS)
def test_levels_are_sane(interview_id: str) -> None:
    sound = recording(interview_id)
    assert 20 * np.log10(np.abs(sound.samples).max()) < -0.5
    assert -30 < pyloudnorm.Meter(sound.rate).integrated_loudness(sound.samples.T) < -14


@pytest.mark.parametrize("interview_id", CALLS)
def test_each_side_of_a_call_has_its_channel(interview_id: str) -> None:
    sound = recording(interview_id)
    left, right = interview(interview_id)["interviewer"], customer(interview_id)
    for channel, near, far in ((0, left, right), (1, right, left)):
        here = level(spoken_by(interview_id, near, sound.samples[channel], sound.rate))
        there = level(spoken_by(interview_id, far, sound.samples[channel], sound.rate))
        assert here - there > 20


def test_the_cafe_is_as_loud_as_designed() -> None:
    sound = recording(CAFE)
    voice = spoken_by(CAFE, customer(CAFE), sound.samples[0], sound.rate)
    room = between_words(CAFE, sound.samples[0], sound.rate)
    assert len(room) > 4 * sound.rate
    with_noise, noise = np.mean(voice**2), np.mean(room**2)
    assert 9.5 < 10 * np.log10((with_noise - noise) / noise) < 12.5


@pytest.mark.parametrize("interview_id", [i for i in IDS if i != CAFE])
def test_words_are_where_the_captions_say(interview_id: str) -> None:
    sound = recording(interview_id)
    mix = sound.samples.mean(axis=0)
    said = spoken_by(interview_id, customer(interview_id), mix, sound.rate)
    assert level(said) - level(between_words(interview_id, mix, sound.rate)) > 18


# --- highlights


def test_every_stage_but_renewal_has_highlights() -> None:
    chosen = toml("highlights.toml")["highlights"]
    assert 15 <= len(chosen) <= 24
    assert {highlight["stage"] for highlight in chosen} == set(STAGES) - {"renewal"}
    codes = {code["name"] for code in toml("study.toml")["codes"]}
    assert {code for highlight in chosen for code in highlight["codes"]} == codes
    assert {highlight["interview"] for highlight in chosen} == set(IDS)


@pytest.mark.parametrize("highlight", toml("highlights.toml")["highlights"], ids=lambda h: h["name"])
def test_a_highlight_is_whole_sentences_of_the_customer(highlight: dict[str, Any]) -> None:
    start, end = prepare.find_quote(words(highlight["interview"]), highlight["quote"])
    inside = [
        cue for cue in cues(highlight["interview"]) if start - 0.002 <= cue[0] and cue[1] <= end + 0.002
    ]
    said = [cue for cue in inside if cue[2] == customer(highlight["interview"])]
    assert " ".join(cue[3] for cue in said) == highlight["quote"]
    assert 2 < end - start < 30


def test_the_reel_follows_the_journey_and_keeps_to_consent() -> None:
    data = toml("highlights.toml")
    by_name = {highlight["name"]: highlight for highlight in data["highlights"]}
    clips = [by_name[element["clip"]] for element in data["reel"]["elements"] if "clip" in element]
    assert 7 <= len(clips) <= 9
    order = [STAGES.index(clip["stage"]) for clip in clips]
    assert order == sorted(order)
    consent = {row["interview_id"]: row["consent"] for row in rows("interviews.csv")}
    assert all(consent[clip["interview"]] in {"public", "company"} for clip in clips)


def test_an_unknown_quote_is_refused() -> None:
    with pytest.raises(ValueError, match="Nobody says"):
        prepare.find_quote(words("int-01"), "I paid for it with a horse.")


def test_preparing_twice_doubles_nothing_and_keeps_what_people_changed(tmp_path: Path) -> None:
    for name in ("study.toml", "interviews.csv", "people.csv"):
        shutil.copy(STUDY / name, tmp_path / name)
    prepare.main(tmp_path)
    study = cslab.open(tmp_path)
    first = study.highlights()
    assert len(first) == len(toml("highlights.toml")["highlights"])
    assert first["juiciness"].between(2, 5).all()
    assert set(first["sentiment"]) == {-1, 0, 1}
    assert list(study.reels["name"]) == ["first-90-days"]
    study.remove_highlight(int(first["id"].iloc[0]))
    study.save_reel("first-90-days", title="Mine", elements=[{"kind": "heading", "text": "Mine"}])
    prepare.main(tmp_path)
    assert set(study.highlights()["id"]) == set(first["id"].iloc[1:])
    assert list(study.reels["title"]) == ["Mine"]
