"""Write a reel in a format that needs no rendering, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cslab.errors import InputError
from cslab.tell.exports import m3u, manifest, otio, subtitles
from cslab.tell.exports.formats import FORMATS, written_as
from cslab.tell.exports.sources import Sources
from cslab.tell.publish import published
from cslab.tell.script import Plan


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Parameters
    ----------
    path : Path
        The file.
    format : str
        A name in `cslab.tell.exports.FORMATS`.
    beside : tuple of Path
        Other files that belong to it, such as the reel's audit.
    remarks : tuple of str
        Sentences: what the format could not carry, and what was left out of the reel.
    """

    path: Path
    format: str
    beside: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        return {
            "path": str(self.path),
            "format": self.format,
            "beside": [str(path) for path in self.beside],
            "remarks": list(self.remarks),
        }


def export_plan(
    plan: Plan,
    sources: Sources,
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 (the word people use)
    beside: Mapping[str, str] | None = None,
) -> Exported:
    """Write a reel as captions, a cut list, a playlist or a manifest.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.
    sources : mapping of str to Source
        By interview, for each that the plan has a clip from.
    path : str or Path
        Where to; a file that is there is replaced once all went well.
    format : {"vtt", "srt", "otio", "m3u", "csv"}, optional
        By the suffix of `path` when left out.
    beside : mapping of str to str, optional
        Texts that travel with it: the end of the file's name, after that of `path` without its suffix, and
        what it holds.

    Returns
    -------
    Exported
        With remarks on what was lost.

    Raises
    ------
    NotFoundError
        If there is no such format.
    InputError
        If the reel has no clip that can be heard, or a clip's recording is not known.
    AudioError
        If the file can't be written.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.tell.exports.sources import Source
    >>> from cslab.tell.script import Clip, Element
    >>> clip = Clip(highlights=(1,), interview_id="int-01", start=10.0, end=14.0, person="Ana")
    >>> plan = Plan(name="a", title="A", elements=(Element(kind="clip", start=0, end=4, clip=clip),))
    >>> sources = {"int-01": Source(path=Path("/recordings/a.mp3"), recording="a.mp3")}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = export_plan(plan, sources, Path(folder) / "a.m3u")
    ...     made.path.read_text().splitlines()[3:6]
    ['#EXTINF:4.000,Ana', '#EXTVLCOPT:start-time=10.000', '#EXTVLCOPT:stop-time=14.000']
    """
    target = Path(path)
    name = written_as(target, format)
    if not plan.clips:
        raise InputError(plan.unheard)
    if unknown := sorted({clip.interview_id for clip in plan.clips} - set(sources)):
        raise InputError(f"Nothing is known of the recording of {unknown[0]}; plan the reel again.")
    others = {target.with_name(target.stem + ending): text for ending, text in (beside or {}).items()}
    with published(*others, target) as parts:
        *texts, part = parts
        for place, text in zip(texts, others.values(), strict=True):
            place.write_text(text, encoding="utf-8")
        if name == "otio":
            otio.write(plan, sources, part)
        else:
            part.write_bytes(_text(plan, sources, name, target.resolve().parent).encode())
    lost = FORMATS[name].lacks
    return Exported(target, name, tuple(others), (*([lost] if lost else []), *plan.remarks))


def _text(plan: Plan, sources: Sources, name: str, folder: Path) -> str:
    if name == "m3u":
        return m3u.write(plan, sources, folder)
    if name == "csv":
        return manifest.write(plan, sources)
    return subtitles.write(plan, name)
