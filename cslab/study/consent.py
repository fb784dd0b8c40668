"""Who may hear a person: what they agreed to decides, and what is unclear counts as no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cslab.errors import InputError
from cslab.study.config import CONSENTS

AUDIENCES = CONSENTS[1:]
"""Who listens, from the few to everybody: ``"team"``, ``"company"``, ``"public"``."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a voice may be used, and why not; true or false by itself."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


def may_use(
    consent: str | None, until: date | None = None, *, audience: str = "team", today: date | None = None
) -> Permission:
    """Tell whether a person agreed that an audience hears them.

    Parameters
    ----------
    consent : str or None
        ``"none"``, ``"team"``, ``"company"`` or ``"public"``, as interviews.csv has it; anything else counts
        as none.
    until : date, optional
        Last day on which it holds; always, when not given. A missing date of pandas is as good as none.
    audience : str
        Who will hear it.
    today : date, optional
        The day in question; the present one when not given.

    Returns
    -------
    Permission
        Its reason fits after "int-03 is left out, because".

    Raises
    ------
    InputError
        If there is no such audience.

    Examples
    --------
    >>> bool(may_use("company", audience="team"))
    True
    >>> may_use("team", audience="public").reason
    'the person agreed to be heard by the team only'
    >>> may_use("public", date(2026, 3, 31), today=date(2026, 4, 1)).reason
    'the consent ended on 2026-03-31'
    """
    if audience not in AUDIENCES:
        raise InputError(f"An audience is one of {', '.join(AUDIENCES)}, but {audience!r} was given.")
    if not isinstance(consent, str) or consent not in AUDIENCES:
        return Permission(False, "the person did not agree to be heard")
    last = _day(until)
    if last is not None and (today or date.today()) > last:
        return Permission(False, f"the consent ended on {last.isoformat()}")
    if AUDIENCES.index(consent) < AUDIENCES.index(audience):
        whom = "the team" if consent == "team" else "the company"
        return Permission(False, f"the person agreed to be heard by {whom} only")
    return Permission(True)


def _day(value: date | None) -> date | None:
    if value is None or value != value:  # noqa: PLR0124 (a missing date of pandas differs from itself)
        return None
    return value.date() if isinstance(value, datetime) else value
