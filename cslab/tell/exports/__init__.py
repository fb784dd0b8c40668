"""Everything that a reel can become, besides the sound that `cslab.tell.render` makes."""

from __future__ import annotations

from cslab.tell.exports.formats import FORMATS, RENDERED, WRITTEN, Format, rendered_as, written_as

__all__ = ["FORMATS", "RENDERED", "WRITTEN", "Format", "rendered_as", "written_as"]
