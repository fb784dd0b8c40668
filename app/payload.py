"""A transcript as the browser reads it: short keys, times in hundredths, packed once for every request."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from cslab.listen.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Packed:
    """Body of a response, as it is and gzipped, and the tag that names this very content."""

    plain: bytes
    gzipped: bytes
    etag: str


def pack_transcript(transcript: Transcript, interviewers: Collection[str]) -> Packed:
    """Pack the words of a transcript.

    The JSON holds ``speakers`` (a list of ``[name, is_interviewer]``) and ``segments``, each
    ``[index of the speaker or -1, [[text, start, end, interpolated], ...]]`` with times in seconds.
    """
    names = list(dict.fromkeys(s.speaker for s in transcript.segments if s.speaker is not None))
    place = {name: index for index, name in enumerate(names)}
    document = {
        "speakers": [[name, name in interviewers] for name in names],
        "segments": [
            [
                -1 if segment.speaker is None else place[segment.speaker],
                [[w.text, round(w.start, 2), round(w.end, 2), int(w.interpolated)] for w in segment.words],
            ]
            for segment in transcript.segments
        ],
    }
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Packed(plain, gzip.compress(plain, 6, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:24]}"')
