"""How reels and those who hear them are called on their page."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

AUDIENCES: Final = {"team": "The team", "company": "The company", "public": "Everybody"}


def name_for(title: str, taken: Collection[str]) -> str:
    """Make a reel's short name of its title, one that nobody has.

    Examples
    --------
    >>> name_for("Zoë's first 90 days!", {"zo-s-first-90-days"}), name_for("旅", ())
    ('zo-s-first-90-days-2', 'reel')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:56].strip("-") or "reel"
    if re.fullmatch(r"con|prn|aux|nul|(com|lpt)[0-9]", plain):
        plain = f"{plain}-reel"
    return next(
        name
        for name in (plain, *(f"{plain}-{count}" for count in range(2, len(taken) + 3)))
        if name not in taken
    )
