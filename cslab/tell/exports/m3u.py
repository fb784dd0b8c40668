"""M3U: a list of the recordings with the stretch of each that a reel plays.

Players know ``#EXTINF`` (length and title); VLC also reads where to start and to stop. There is no standard:
other players play each recording from its beginning to its end.

References
----------
VideoLAN wiki, "M3U" and "VLC command-line help" (input options ``start-time``, ``stop-time``).
"""

from __future__ import annotations

import os
from pathlib import Path

from cslab.tell.display import one_line
from cslab.tell.exports.sources import Sources
from cslab.tell.script import Element, Plan


def write(plan: Plan, sources: Sources, folder: Path) -> str:
    """Write a reel as a playlist.

    Parameters
    ----------
    plan : Plan
        Its headings stand as comments; pauses and cuts from one sound into the next are lost.
    sources : mapping of str to Source
        By interview.
    folder : Path
        Where the playlist will lie: recordings on the same disk are named from there.

    Returns
    -------
    str
        In UTF-8, as players expect it.
    """
    lines = ["#EXTM3U", f"#PLAYLIST:{one_line(plan.title)}"]
    for element in plan.elements:
        if element.clip is None:
            if element.text:
                lines += ["", f"# {one_line(element.text)}"]
            continue
        clip = element.clip
        lines += [
            "",
            f"#EXTINF:{clip.duration:.3f},{_title(plan, element)}",
            f"#EXTVLCOPT:start-time={clip.start:.3f}",
            f"#EXTVLCOPT:stop-time={clip.end:.3f}",
            _named(sources[clip.interview_id].path, folder),
        ]
    return "\n".join(lines) + "\n"


def _title(plan: Plan, element: Element) -> str:
    clip = element.clip
    who = (clip.person or clip.interview_id) if clip is not None else ""
    parts = (one_line(part) for part in (who, plan.stage_name(element.stage)))
    return ", ".join(part for part in parts if part)


def _named(path: Path, folder: Path) -> str:
    """A recording as seen from the playlist; never like a comment, whatever its name."""
    try:
        seen = Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # on another disk of Windows
        return path.resolve().as_posix()
    return seen if seen.startswith(".") else f"./{seen}"
