"""What a render says of the file that it made, as measured from the file itself."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import av

from cslab.errors import CslabError

_MARK = re.compile(r"\bplan:([0-9a-f]{32})\b")


class Stopped(CslabError):
    """The render was stopped on request; nothing was written."""


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """Where a clip lies in the file.

    Parameters
    ----------
    highlights : tuple of int
        Those it plays.
    interview_id : str
        Whose recording.
    start, end : float
        Seconds in the reel.
    start_sample, end_sample : int
        The same in samples.
    loudness : float
        As recorded, in LUFS.
    gain : float
        Decibels that were applied.
    """

    highlights: tuple[int, ...]
    interview_id: str
    start: float
    end: float
    start_sample: int
    end_sample: int
    loudness: float
    gain: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered reel, as measured from the file itself.

    Parameters
    ----------
    path, captions : Path
        The sound or the video, and the WebVTT beside it.
    format : str
        ``"m4a"``, ``"mp3"``, ``"opus"``, ``"wav"``, ``"mp4"`` or ``"square"``.
    duration : float
        Seconds.
    samples, rate : int
        The same in samples, and how many a second.
    loudness : float
        Integrated, in LUFS; minus infinity for silence.
    true_peak : float
        In dBTP.
    clips : tuple of RenderedClip
        In the order of playing.
    fingerprint : str
        Of the plan: while it is that of the plan, the file is up to date.
    beside : tuple of Path
        Everything else that was written with it: captions as SubRip, the reel's audit.
    remarks : tuple of str
        Sentences: what the format could not carry, and what was left out of the reel.
    """

    path: Path
    captions: Path
    format: str
    duration: float
    samples: int
    rate: int
    loudness: float
    true_peak: float
    clips: tuple[RenderedClip, ...]
    fingerprint: str
    beside: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON; what is silent has a loudness of None."""
        names = {"path": str(self.path), "captions": str(self.captions)}
        values = asdict(self) | names | {"beside": [str(path) for path in self.beside]}
        return {key: None if value == -math.inf else value for key, value in values.items()} | {
            "clips": [
                {key: None if value == -math.inf else value for key, value in asdict(clip).items()}
                for clip in self.clips
            ]
        }


def rendered_from(path: str | Path) -> str | None:
    """Fingerprint of the plan that a file was rendered from; None when it is no rendered reel.

    Parameters
    ----------
    path : str or Path
        A sound file.
    """
    try:
        with av.open(str(path)) as file:
            tags = [file.metadata, *(stream.metadata for stream in file.streams)]
    except (av.FFmpegError, OSError):
        return None
    found = (_MARK.search(value) for tag in tags for key, value in tag.items() if key.lower() == "comment")
    return next((match[1] for match in found if match), None)
