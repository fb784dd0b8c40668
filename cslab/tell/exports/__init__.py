"""Everything that a reel can become, and the writing of what needs no rendering."""

from __future__ import annotations

from cslab.tell.exports.formats import FORMATS, RENDERED, WRITTEN, Format, rendered_as, written_as
from cslab.tell.exports.sources import Source, Sources
from cslab.tell.exports.written import Exported, export_plan

__all__ = [
    "FORMATS",
    "RENDERED",
    "WRITTEN",
    "Exported",
    "Format",
    "Source",
    "Sources",
    "export_plan",
    "rendered_as",
    "written_as",
]
