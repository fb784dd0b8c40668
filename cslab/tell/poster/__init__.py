"""The journey map as a poster that one walks along: true size, readable from afar, each stage to be heard."""

from __future__ import annotations

from cslab.tell.poster.poster import Poster, Size, make_poster, parse_size

__all__ = ["Poster", "Size", "make_poster", "parse_size"]
