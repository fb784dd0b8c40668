"""Which wave of a survey is meant: the one that is named, else the newest that fits."""

from __future__ import annotations

from collections.abc import Callable

from cslab.challenge.claims.sources import Sources
from cslab.errors import InputError, NotFoundError
from cslab.study.surveys.survey import Survey


def newest(name: str, sources: Sources, fits: Callable[[Survey], bool]) -> Survey | None:
    """Give the survey of a name; without one the newest that fits, of relationships before single cases.

    Parameters
    ----------
    name : str
        Of the survey, which is given whether it fits or not; empty for the newest.
    sources : Sources
        Where surveys are read.
    fits : callable
        Says whether a survey will do.

    Returns
    -------
    Survey or None
        None where none fits.

    Raises
    ------
    NotFoundError
        If there is no survey of that name.
    InputError
        If it can't be read; or, without a name, none fits and at least one can't be read.
    """
    configs = {config.name: config for config in sources.config.surveys}
    if name:
        if name not in configs:
            raise NotFoundError.of("survey", name, configs)
        return sources.survey(name)
    found, unread = [], None
    for order, config in enumerate(configs.values()):
        try:
            wave = sources.survey(config.name)
        except InputError as error:
            unread = error
            continue
        if fits(wave):
            found.append((not _of_cases(wave), str(config.asked_on or ""), order, wave))
    if not found and unread is not None:
        raise unread
    return max(found, key=lambda one: one[:3])[3] if found else None


def _of_cases(wave: Survey) -> bool:
    """Whether it is answered after each case, rather than about everything there is between us."""
    return wave.config.repeats or (bool(wave.of_role("ces")) and not wave.of_role("nps", "csat"))
