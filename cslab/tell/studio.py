"""Render one reel of the study as a job: claimed, watched, cancellable, and written down when it is done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from cslab.errors import CslabError, StoreError
from cslab.study.jobs import Job, beat, beating, claim, fail, finish, held_by, stop
from cslab.study.reels import record_render
from cslab.study.store import Store
from cslab.tell.exports.formats import rendered_as
from cslab.tell.render import Rendered, Stopped, render_reel
from cslab.tell.script import Plan

KIND = "render"
"""The kind of job, as `cslab.study.jobs` lists it."""


def render_job(
    store: Store,
    plan: Plan,
    recordings: Mapping[str, Path],
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 (the word people use)
    artist: str = "",
    comment: str = "",
    credits: str = "",  # noqa: A002 (the word people use)
    cover: bytes | None = None,
    beside: Mapping[str, str] | None = None,
    allowed: Callable[[], None] | None = None,
    audience: str = "",
    folder: Path,
    actor: str | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Rendered:
    """Render a reel unless another process is at it, and record the file in the store.

    Parameters
    ----------
    store : Store
        Takes the job, its progress and the result.
    plan, recordings, path, format, artist, comment, credits, cover, beside, allowed
        See `cslab.tell.render.render_reel`.
    audience : str
        Who will hear it, as it is written down.
    folder : Path
        The study's; a file inside it is recorded by its place in it, so that the study can be moved.
    actor : str, optional
        Who asked for it; the login name when not given.
    on_progress : callable, optional
        Told the part that is done, from 0 to 1.

    Raises
    ------
    StoreError
        If another process is rendering the same file.
    Stopped
        If somebody cancelled it.
    AudioError, InputError
        See `render_reel`.
    """
    key = f"{plan.name}.{rendered_as(path, format)}"
    job = claim(store, KIND, key, title=f"Rendering {plan.title}", total=1.0)
    if job is None:
        who = held_by(store, KIND, key) or "another process"
        raise StoreError(
            f"The reel {plan.name} is being rendered by {who}; wait for it, or cancel it in the app."
        )
    try:
        with beating(job) as asked_to_stop:
            rendered = render_reel(
                plan,
                recordings,
                path,
                format=format,
                artist=artist,
                comment=comment,
                credits=credits,
                cover=cover,
                beside=beside,
                allowed=allowed,
                on_progress=_teller(job, on_progress, asked_to_stop),
                should_stop=asked_to_stop.is_set,
            )
        detail = {
            "duration": rendered.duration,
            "loudness": rendered.loudness,
            "true_peak": rendered.true_peak,
            "audience": audience,
        }
        record_render(
            store,
            reel=plan.name,
            format=rendered.format,
            path=kept_path(path, folder),
            fingerprint=rendered.fingerprint,
            detail=detail,
            actor=actor,
        )
        finish(job)
    except Stopped:
        stop(job)
        raise
    except CslabError as error:
        fail(job, str(error))
        raise
    except BaseException as error:  # whatever breaks it off, nobody waits for it
        with suppress(StoreError):
            if isinstance(error, Exception):
                fail(job, f"Rendering broke off ({type(error).__name__}); nothing was written: try it again.")
            else:
                stop(job)
        raise
    return rendered


def kept_path(path: Path, folder: Path) -> str:
    """The path as the store keeps it: relative to the study's folder for a file inside it.

    Examples
    --------
    >>> kept_path(Path("/study/.cslab/reels/a.m4a"), Path("/study"))
    '.cslab/reels/a.m4a'
    """
    path, folder = path.resolve(), folder.resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _teller(
    job: Job, on_progress: Callable[[float], None] | None, asked: threading.Event
) -> Callable[[float], None]:
    """Tell the store about every hundredth part, and the caller about each; hear whether to stop."""
    told = -1.0

    def tell(share: float) -> None:
        nonlocal told
        if share - told >= 0.01:
            told = share
            if not beat(job, share):
                asked.set()
        if on_progress is not None:
            on_progress(share)

    return tell
