"""What of a session's reel sounds when: settled as listening begins, so that taps stay with their clips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cslab.study.reels import as_document
from cslab.study.reelscript import Reel, ReelElement
from cslab.tell.plan import Plan

_ABOUT = ("name", "title", "author", "order", "audience", "credits")


def settled(script: Reel, plan: Plan, nonces: Mapping[int, str]) -> dict[str, Any]:
    """Give what is kept of a reel as listening begins, as plain values.

    Parameters
    ----------
    script : Reel
        As it was written.
    plan : Plan
        As it will be heard.
    nonces : mapping of int to str
        Of the highlights by id: their ids differ after an export.

    Returns
    -------
    dict
        script (the reel's elements, clips by nonce), fingerprint (of the plan), seconds, and timeline: one
        entry a clip with highlight, highlights (nonces), interview_id, at and end (seconds of the reel). No
        words of anybody.
    """
    document = as_document(script)
    for element in document["elements"]:
        if element["highlight"] is not None:
            element["highlight"] = nonces.get(element["highlight"], "")
    timeline = []
    for element in plan.elements:
        if element.clip is None:
            continue
        names = [nonces[number] for number in element.clip.highlights if number in nonces]
        timeline.append(
            {
                "highlight": names[0] if names else "",
                "highlights": names,
                "interview_id": element.clip.interview_id,
                "at": element.start,
                "end": element.end,
            }
        )
    return {
        "script": document,
        "fingerprint": plan.fingerprint(),
        "seconds": plan.duration,
        "timeline": timeline,
    }


def script_of(heard: Mapping[str, Any], ids: Mapping[str, int]) -> tuple[Reel, int]:
    """Give a reel as it was when listening began, and how many of its clips are gone since.

    Parameters
    ----------
    heard : mapping
        As `settled` gave it.
    ids : mapping of str to int
        Of the highlights that are there, by nonce.
    """
    document = dict(heard["script"])
    elements, gone = [], 0
    for element in document.get("elements", ()):
        if element["kind"] != "clip":
            elements.append(ReelElement.of(element))
        elif element["highlight"] in ids:
            elements.append(ReelElement.of({**element, "highlight": ids[element["highlight"]]}))
        else:
            gone += 1
    return Reel(elements=tuple(elements), **{name: document[name] for name in _ABOUT}), gone


def can_be_heard(
    timeline: Sequence[Mapping[str, Any]], plan: Plan, nonces: Mapping[int, str]
) -> pd.DataFrame:
    """Say which of the clips that were settled can still be heard.

    Returns
    -------
    DataFrame
        One row a clip: highlight, interview_id, at, end, heard (True when it is still in the plan).
    """
    there = {nonces.get(number, "") for clip in plan.clips for number in clip.highlights}
    rows = [
        (one["highlight"], one["interview_id"], one["at"], one["end"], bool(there & {*one["highlights"]}))
        for one in timeline
    ]
    return pd.DataFrame(rows, columns=["highlight", "interview_id", "at", "end", "heard"])
