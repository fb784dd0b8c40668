"""An interview's words as they are sent: packed once, and again only when something about them changed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from cslab import Study
from cslab.listen.quality import Quality
from cslab.player.payload import Packed, pack
from cslab.workbench import shown

KEPT = 24
"""Interviews whose packed words are kept."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said in one interview, as it is sent, and how it was led."""

    packed: Packed
    quality: Quality

    @property
    def version(self) -> str:
        """What names these very words: another one as soon as anything about them changes."""
        return self.packed.etag.strip('"')[:12]


_kept: OrderedDict[tuple[str, str], tuple[Any, set[str], Spoken]] = OrderedDict()
_lock = threading.Lock()


def spoken(study: Study, interview_id: str) -> Spoken:
    """Return the words of an interview as people now see them.

    Raises
    ------
    NotFoundError
        If there is no such interview, or it is not transcribed yet.
    """
    mended, interviewers = study.mended(interview_id), study.interviewers(interview_id)
    key = (str(study.folder), interview_id)
    with _lock:
        known = _kept.get(key)
        if known is None or known[0] is not mended or known[1] != interviewers:
            quality = study.quality(interview_id)
            made = Spoken(pack(shown.words(study, interview_id, quality=quality)), quality)
            known = _kept[key] = (mended, interviewers, made)
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return known[2]
