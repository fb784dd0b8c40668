from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlparse

import opentimelineio
import pytest

from cslab.tell.exports import export_plan
from tests.tell.exports.conftest import Cut

RATE = 48000


@pytest.fixture
def timeline(cut: Cut, tmp_path: Path) -> opentimelineio.schema.Timeline:
    path = export_plan(cut.plan, cut.sources, tmp_path / "first.otio").path
    return opentimelineio.adapters.read_from_file(str(path))


def spans(track: opentimelineio.schema.Track) -> list[tuple[str, float, float]]:
    """Every clip of a track with its place in the whole, as the library reckons it."""
    found = []
    for clip in track.find_clips():
        place = clip.range_in_parent()
        found.append((clip.metadata["cslab"]["interview_id"], place.start_time.value, place.duration.value))
    return found


def test_it_reads_back_as_the_same_timeline(cut: Cut, timeline: opentimelineio.schema.Timeline) -> None:
    again = opentimelineio.adapters.read_from_string(timeline.to_json_string(), "otio_json")
    assert again.is_equivalent_to(timeline)
    assert timeline.name == "First days"
    assert timeline.metadata["cslab"]["plan"] == cut.plan.fingerprint()
    assert list(timeline.metadata["cslab"]["gaps"]) == ["renew"]


def test_every_clip_lies_where_it_is_heard_and_seen(
    cut: Cut, timeline: opentimelineio.schema.Timeline
) -> None:
    tracks = {track.name: track for track in timeline.tracks}
    assert {name: track.kind for name, track in tracks.items()} == {
        "Pictures": "Video",
        "Sound": "Audio",
        "Sound 2": "Audio",
    }
    parts = [part for part in cut.plan.elements if part.clip]
    heard = sorted(spans(tracks["Sound"]) + spans(tracks["Sound 2"]))
    assert [name for name, _, _ in heard] == [part.clip.interview_id for part in parts]
    for (_, start, length), part in zip(heard, parts, strict=True):
        assert (start, length) == (
            round(part.start * RATE),
            round(part.end * RATE) - round(part.start * RATE),
        )
    assert [name for name, _, _ in spans(tracks["Sound 2"])] == ["int-03"]
    for (_, start, length), part in zip(spans(tracks["Pictures"]), parts, strict=True):
        assert start == round(part.picture_start * RATE)
        assert start + length == round(part.picture_end * RATE)


def test_every_clip_names_its_recording_and_its_person(
    cut: Cut, timeline: opentimelineio.schema.Timeline
) -> None:
    for clip in timeline.find_clips():
        about = clip.metadata["cslab"]
        source = cut.sources[about["interview_id"]]
        assert Path(unquote(urlparse(clip.media_reference.target_url).path)) == source.path.resolve()
        assert clip.media_reference.available_range.duration.value == 60 * RATE
        assert about["consent"] == "company"
        assert about["person_id"] == source.person_id
        assert clip.source_range.start_time.value == pytest.approx(about["start"] * RATE, abs=1)


def test_headings_stages_and_gaps_are_markers(cut: Cut, timeline: opentimelineio.schema.Timeline) -> None:
    marks = [(m.metadata["cslab"]["kind"], m.name, m.color) for m in timeline.tracks.markers]
    assert marks == [
        ("stage", "Get started", "GREEN"),
        ("heading", "Get started", "GREEN"),
        ("stage", "Renew", "GREEN"),
        ("gap", "No clip for Renew", "RED"),
    ]
    assert timeline.tracks.markers[1].marked_range.duration.value == round(1.5 * RATE)
