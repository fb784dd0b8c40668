"""Where the clips of a reel come from, as far as an export must say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One interview's recording, and what its person agreed to.

    Parameters
    ----------
    path : Path
        Where the recording is.
    recording : str
        How interviews.csv calls it.
    duration : float
        Its length in seconds; 0 when unknown.
    person_id : str
        Who speaks.
    consent : str
        ``"team"``, ``"company"`` or ``"public"``.
    consent_until : date, optional
        Last day on which it holds; always, when None.
    """

    path: Path
    recording: str
    duration: float = 0.0
    person_id: str = ""
    consent: str = ""
    consent_until: date | None = None


Sources = Mapping[str, Source]
"""By interview."""
