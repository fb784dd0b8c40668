"""What a reel can become without being rendered: each file made when it is asked for, for one audience."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cslab import Study
from cslab.errors import NotFoundError
from cslab.tell.exports import FORMATS, WRITTEN
from cslab.tell.script import Plan

PAGE = "page"
AUDITS = ("audit.csv", "audit.html")


def body(study: Study, name: str, audience: str, kind: str) -> tuple[bytes, str]:
    """Give a file of a reel, and how it is called.

    Parameters
    ----------
    study : Study
        Whose reel.
    name : str
        Of the reel.
    audience : {"team", "company", "public"}
        Who will have it; what they may not hear is left out now, whatever was made before.
    kind : str
        One of `cslab.tell.exports.WRITTEN`, ``"audit.csv"``, ``"audit.html"`` or ``"page"``.

    Raises
    ------
    NotFoundError
        If there is no such reel or kind, or the page was not made of the reel as it is now.
    """
    reel = study.reel(name)
    if kind == PAGE:
        file = page_of(study, name, reel.plan(audience=audience), audience)
        if not file.is_file():
            raise NotFoundError(
                f"The page of {reel.title!r} is not made yet, or is out of date; make it first."
            )
        return file.read_bytes(), f"{name}.html"
    if kind in WRITTEN:
        with tempfile.TemporaryDirectory() as folder:
            made = reel.export(Path(folder) / f"{name}{FORMATS[kind].ending}", audience=audience)
            return _at_home(made.path.read_bytes(), kind, study.folder, Path(folder)), made.path.name
    if kind in AUDITS:
        with tempfile.TemporaryDirectory() as folder:
            reel.export(Path(folder) / f"{name}.csv", audience=audience)
            beside = Path(folder) / f"{name}.{kind}"
            if beside.is_file():
                return beside.read_bytes(), beside.name
    raise NotFoundError.of("file of a reel", kind, [*WRITTEN, *AUDITS, PAGE])


def page_of(study: Study, name: str, plan: Plan, audience: str) -> Path:
    """Where the share page of a plan lies: another place as soon as the plan changes, or consent does.

    Parameters
    ----------
    study : Study
        Whose reel.
    name : str
        Of the reel.
    plan : Plan
        Of it, for that audience.
    audience : str
        Who will have it.
    """
    return study.derived / "reels" / f"{name}.{audience}.{plan.fingerprint()[:12]}.html"


def clear_pages(study: Study, name: str, audience: str) -> None:
    """Take away pages that were made of a reel as it was before: somebody in them may have withdrawn."""
    for file in (study.derived / "reels").glob(f"{name}.{audience}.*.html"):
        file.unlink(missing_ok=True)


def _at_home(written: bytes, kind: str, home: Path, folder: Path) -> bytes:
    """A playlist names recordings from where it lies: a downloaded one is to lie in the study's folder."""
    if kind != "m3u":
        return written
    way = Path(os.path.relpath(home.resolve(), folder.resolve())).as_posix()
    return written.replace(f"{way}/".encode(), b"./")
