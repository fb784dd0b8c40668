"""OpenTimelineIO: a reel as a timeline for video editors, with every cut on the original recordings.

The sound lies on one track, or on two in turn where one clip sounds into the next (J and L cuts). What is
seen lies on a track of pictures. Times are in samples at 48 kHz, so that nothing is rounded to frames.

References
----------
Academy Software Foundation, OpenTimelineIO documentation, "Timeline Structure" and "Metadata".
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cslab.tell.display import one_line
from cslab.tell.exports.sources import Sources
from cslab.tell.mix import RATE
from cslab.tell.script import Clip, Element, Plan

if TYPE_CHECKING:
    import opentimelineio as otio

RED, GREEN = "RED", "GREEN"
"""Colours of markers: a stage without a clip, and everything else."""


def write(plan: Plan, sources: Sources, path: Path) -> None:
    """Write a reel as a timeline.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.
    sources : mapping of str to Source
        By interview.
    path : Path
        Written over, whatever its suffix.

    Raises
    ------
    OSError
        If the file can't be written.
    """
    text = str(timeline(plan, sources).to_json_string())
    path.write_text(text, encoding="utf-8")


def timeline(plan: Plan, sources: Sources) -> otio.schema.Timeline:
    """A reel as a timeline of OpenTimelineIO.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.
    sources : mapping of str to Source
        By interview; recordings are named by absolute addresses, which editors need.

    Returns
    -------
    opentimelineio.schema.Timeline
        Its tracks are "Pictures", "Sound" and, where sounds overlap, "Sound 2". Everything else that is known
        stands in the metadata under ``cslab``: of the timeline, of each clip and of each marker.
    """
    import opentimelineio as otio

    made = otio.schema.Timeline(name=one_line(plan.title))
    made.metadata["cslab"] = {
        "reel": plan.name,
        "plan": plan.fingerprint(),
        "stages": dict(plan.stages),
        "gaps": list(plan.gaps),
        "caveats": [one_line(caveat) for caveat in plan.caveats],
        "loudness": plan.options.loudness,
    }
    heard = [element for element in plan.elements if element.clip is not None]
    lanes: list[list[tuple[Element, float, float]]] = []
    for element in heard:
        span = (element, element.start, element.end)
        lane = next((one for one in lanes if one[-1][2] <= element.start + 1e-9), None)
        lanes.append([span]) if lane is None else lane.append(span)
    seen = [(element, element.picture_start, element.picture_end) for element in heard]
    pictures = _track("Pictures", otio.schema.TrackKind.Video, seen, sources)
    tracks = [
        _track(f"Sound {number}" if number > 1 else "Sound", otio.schema.TrackKind.Audio, lane, sources)
        for number, lane in enumerate(lanes or [[]], start=1)
    ]
    made.tracks.extend([pictures, *tracks])
    made.tracks.markers.extend(_markers(plan))
    return made


def _track(
    name: str, kind: str, spans: list[tuple[Element, float, float]], sources: Sources
) -> otio.schema.Track:
    """Clips at their places, with gaps between."""
    import opentimelineio as otio

    track = otio.schema.Track(name=name, kind=kind)
    at = 0
    for element, start, end in sorted(spans, key=lambda span: span[1]):
        first, last = round(start * RATE), round(end * RATE)
        if element.clip is None or last <= first:
            continue
        if first > at:
            track.append(otio.schema.Gap(duration=_time(first - at)))
        track.append(_clip(element, element.clip, first, last, sources))
        at = max(at, last)
    return track


def _clip(element: Element, clip: Clip, first: int, last: int, sources: Sources) -> otio.schema.Clip:
    import opentimelineio as otio

    source = sources[clip.interview_id]
    reference = otio.schema.ExternalReference(
        target_url=source.path.resolve().as_uri(),
        available_range=otio.opentime.TimeRange(_time(0), _time(round(source.duration * RATE)))
        if source.duration
        else None,
    )
    begins = round(clip.start * RATE) + first - round(element.start * RATE)
    made = otio.schema.Clip(
        name=one_line(clip.person or clip.interview_id),
        media_reference=reference,
        source_range=otio.opentime.TimeRange(_time(begins), _time(last - first)),
    )
    made.metadata["cslab"] = _plain(
        {
            **{key: value for key, value in asdict(clip).items() if key != "words"},
            "stage": element.stage,
            "lead": element.lead,
            "lag": element.lag,
            "recording": source.recording,
            "person_id": source.person_id,
            "consent": source.consent,
            "consent_until": source.consent_until,
        }
    )
    return made


def _markers(plan: Plan) -> list[otio.schema.Marker]:
    """A marker for each heading and gap, and for each stage where it begins."""
    import opentimelineio as otio

    marks: list[tuple[Element, str, str]] = []
    before = ""
    for element in plan.elements:
        if element.stage and element.stage != before:
            marks.append((element, plan.stage_name(element.stage), "stage"))
            before = element.stage
        if element.clip is None and element.text:
            marks.append((element, element.text, element.kind))
    made = []
    for element, text, kind in marks:
        first, last = round(element.picture_start * RATE), round(element.picture_end * RATE)
        marker = otio.schema.Marker(
            name=one_line(text),
            marked_range=otio.opentime.TimeRange(_time(first), _time(0 if kind == "stage" else last - first)),
            color=RED if kind == "gap" else GREEN,
        )
        marker.metadata["cslab"] = {"kind": kind, "stage": element.stage}
        made.append(marker)
    return made


def _time(samples: int) -> otio.opentime.RationalTime:
    import opentimelineio as otio

    return otio.opentime.RationalTime(samples, RATE)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Only what metadata can hold: no tuples, no dates, nothing that is None."""
    shown = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
    dated = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in shown.items()}
    return {key: value for key, value in dated.items() if value is not None}
