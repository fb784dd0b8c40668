"""The sound of a page: a plan rendered in one piece, with its captions, and where each clip lies in it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from cslab.listen.formats import vtt
from cslab.tell.render import render_reel
from cslab.tell.script import Plan
from cslab.tell.share.blocks import PageSound


def page_sound(
    plan: Plan,
    recordings: Mapping[str, Path],
    *,
    title: str | None = None,
    allowed: Callable[[], None] | None = None,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> PageSound | None:
    """Render a plan for a page; None where it has nothing to play.

    Parameters
    ----------
    plan : Plan
        What is heard; see `cslab.tell.plan.plan_reel`. Who must not be named is not named in it.
    recordings : mapping of str to Path
        File of each interview that the plan has a clip from.
    title : str, optional
        Written into the sound; the plan's when left out.
    allowed, on_progress, should_stop
        See `cslab.tell.render.render_reel`.

    Raises
    ------
    AudioError
        If a recording is missing, was replaced or can't be read.
    Stopped
        If `should_stop` said so.
    """
    if not plan.clips:
        return None
    with tempfile.TemporaryDirectory() as folder:
        made = render_reel(
            plan,
            recordings,
            Path(folder) / "page.m4a",
            title=title,
            date="",
            allowed=allowed,
            on_progress=on_progress,
            should_stop=should_stop,
        )
        said = vtt.read(made.captions.read_text(encoding="utf-8"))
        data = made.path.read_bytes()
    cues = tuple(
        (segment.start, segment.end, segment.speaker or "", segment.text) for segment in said.segments
    )
    places = {number: (clip.start, clip.end) for clip in made.clips for number in clip.highlights}
    return PageSound(data, "m4a", made.duration, places, cues)
