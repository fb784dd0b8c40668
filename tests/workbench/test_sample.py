"""The main job on the sample study, as a notebook would ask: real sound, real Whisper, a real store."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import jiwer
import numpy as np
import pytest

import cslab
from cslab import Study
from cslab.errors import NotFoundError
from cslab.listen import formats
from cslab.listen.audio import blocks
from cslab.timecode import Span

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whisper.normalizers import EnglishTextNormalizer

    plainly = EnglishTextNormalizer()  # leaves its word list open

INTERVIEWS = tuple(f"int-0{number}" for number in range(1, 9))
CALLS = ("int-02", "int-04", "int-07")


@pytest.fixture(scope="module")
def study(heard_sample: Path) -> Study:
    return cslab.open(heard_sample)


def test_all_eight_interviews_are_transcribed(study: Study) -> None:
    table = study.recordings
    assert tuple(table["interview_id"]) == INTERVIEWS
    assert set(table["state"]) == {"transcribed"}
    assert table["duration"].between(120, 240).all()
    assert study.faults == ()


@pytest.mark.parametrize("name", INTERVIEWS)
def test_words_are_those_of_the_script(study: Study, name: str) -> None:
    said = formats.read(study.folder / f"scripts/{name}.vtt")
    rate = jiwer.wer(plainly(said.text), plainly(study.transcript(name).text))
    assert rate < (0.4 if name in {"int-04", "int-05"} else 0.2), (
        f"{name}: {100 * rate:.1f} % of the words are wrong"
    )


@pytest.mark.parametrize("name", INTERVIEWS)
def test_words_have_times_in_order_within_the_recording(study: Study, name: str) -> None:
    heard = study.transcript(name)
    for segment in heard.segments:
        starts = [word.start for word in segment.words]
        assert starts == sorted(starts)
        assert all(0 <= word.start <= word.end <= heard.duration + 0.05 for word in segment.words)


@pytest.mark.parametrize("name", CALLS)
def test_speakers_of_two_channel_calls_are_known_by_name(study: Study, name: str) -> None:
    heard = study.transcript(name)
    person = study.recordings.set_index("interview_id").loc[name, "name"]
    assert set(heard.speakers) == {person, "Maya" if name != "int-07" else "Tom"}
    said = formats.read(study.folder / f"scripts/{name}.vtt")
    for speaker in heard.speakers:
        ours = " ".join(segment.text for segment in heard.segments if segment.speaker == speaker)
        first = str(speaker).split()[0]
        theirs = " ".join(segment.text for segment in said.segments if segment.speaker == first)
        assert jiwer.wer(plainly(theirs), plainly(ours)) < 0.45


def test_a_second_transcription_does_nothing(study: Study) -> None:
    assert {outcome.state for outcome in study.transcribe(model="tiny.en")} == {"already"}


def test_a_renamed_recording_is_not_transcribed_again(heard_sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "renamed"
    shutil.copytree(heard_sample, folder)
    (folder / "recordings/int-01.m4a").rename(folder / "recordings/dana.m4a")
    rows = (folder / "interviews.csv").read_text()
    (folder / "interviews.csv").write_text(rows.replace("recordings/int-01.m4a", "recordings/dana.m4a"))
    renamed = cslab.open(folder)
    assert set(renamed.recordings["state"]) == {"transcribed"}
    assert renamed.transcribe(["int-01"], model="tiny.en")[0].state == "already"


def test_highlights_hold_the_words_they_were_made_for(study: Study) -> None:
    found = study.highlights()
    assert len(found) >= 15
    assert set(found["stage"]) == {stage.id for stage in study.config.stages} - {"renewal"}
    guinea = study.highlights("int-01", stage="discover", code="workaround")
    assert any("guinea pig" in quote.lower() for quote in guinea["quote"])


def test_words_are_found_by_quoting_them(study: Study) -> None:
    span = study.find_quote("int-01", "the only software I don't hate")
    assert isinstance(span, Span)
    assert "software" in study.transcript("int-01").between(span.start, span.end).text


def test_unknown_names_are_told_with_the_nearest(study: Study) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'int-01'"):
        study.transcript("int-1")
    with pytest.raises(NotFoundError, match="did you mean 'approvals'"):
        study.highlights(code="aprovals")
    with pytest.raises(NotFoundError, match="first-90-days"):
        study.reel("first-ninety-days")


def test_the_reel_plays_in_the_order_of_the_journey_and_shows_its_gap(study: Study) -> None:
    plan = study.reel("first-90-days").plan()
    order = [stage.id for stage in study.config.stages]
    played = [order.index(clip.stage) for clip in plan.clips]
    assert played == sorted(played)
    assert plan.gaps == ("renewal",)
    assert len(plan.clips) >= 7


def test_no_clip_cuts_a_word_and_every_edge_is_quiet(study: Study) -> None:
    plan = study.reel("first-90-days").plan()
    for clip in plan.clips:
        for word in study.transcript(clip.interview_id).words:
            inside = clip.start <= word.start and word.end <= clip.end
            outside = word.end <= clip.start + 0.05 or word.start >= clip.end - 0.05
            assert inside or outside, (clip.interview_id, word)


def test_the_rendered_reel_is_there_and_lasts_as_long_as_planned(study: Study) -> None:
    reel = study.reel("first-90-days")
    files = reel.renderings
    assert list(files["up_to_date"]) == [True]
    sound = np.concatenate(list(blocks(files["path"].iloc[0], rate=48000)))
    assert files["duration"].iloc[0] == pytest.approx(reel.plan().duration, abs=0.01)
    assert len(sound) / 48000 == pytest.approx(reel.plan().duration, abs=1024 / 48000)  # AAC ends on a frame
    captions = formats.read(Path(files["path"].iloc[0]).with_suffix(".vtt"))
    # In calls by channel; in the others by voice, where the voice model is here.
    assert set(captions.speakers) >= {"Marcus Bell", "June Takahashi", "Leon Castellano"}
    assert not set(captions.speakers) & {"Maya", "Tom"}


def test_everything_comes_out_and_back_in(study: Study, heard_sample: Path, tmp_path: Path) -> None:
    written = study.export(tmp_path / "out")
    assert all(path.is_file() for path in written)
    assert {path.suffix for path in written} >= {".vtt", ".srt", ".txt", ".md", ".json", ".csv"}
    fresh = cslab.init(tmp_path / "fresh", title="Fresh")
    for name in ("study.toml", "interviews.csv", "people.csv"):
        shutil.copy(heard_sample / name, fresh.folder)
    shutil.copytree(heard_sample / "recordings", fresh.folder / "recordings", dirs_exist_ok=True)
    again = cslab.open(fresh.folder)
    again.import_(tmp_path / "out")
    columns = ["interview_id", "start", "end", "codes", "stage", "note", "coder", "quote"]
    assert again.highlights()[columns].equals(study.highlights()[columns])
    assert again.transcript("int-02").text == study.transcript("int-02").text
