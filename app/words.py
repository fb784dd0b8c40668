"""An interview's words as they are sent: packed once, and again only when something about them changed."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from cslab import Study
from cslab.player.payload import Packed, pack
from cslab.workbench import shown

KEPT = 24
"""Interviews whose packed words are kept."""

_kept: OrderedDict[tuple[str, str], tuple[Any, Packed]] = OrderedDict()


def packed(study: Study, interview_id: str) -> Packed:
    """Return the words of an interview as the browser reads them.

    Raises
    ------
    NotFoundError
        If there is no such interview, or it is not transcribed yet.
    """
    made_of = (study.mended(interview_id), study.interviewers(interview_id))
    key = (str(study.folder), interview_id)
    known = _kept.get(key)
    if known is None or known[0][0] is not made_of[0] or known[0][1] != made_of[1]:
        known = (made_of, pack(shown.words(study, interview_id)))
    _kept[key] = known
    _kept.move_to_end(key)
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return known[1]


def version(study: Study, interview_id: str) -> str:
    """Return what names the words as they are now: another one as soon as anything about them changes."""
    return packed(study, interview_id).etag.strip('"')[:12]
