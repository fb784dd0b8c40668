"""Teammates: the names of everybody who made something in a study."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from cslab.errors import CslabError
from cslab.study import schema
from cslab.study.coders import coders
from cslab.study.personas import Personas
from cslab.study.store import Store
from cslab.study.teamfile import read_team


def teammates(folder: str | Path, store: Store, personas: Personas | None = None) -> tuple[str, ...]:
    """List everybody who claimed, coded, filled in a sheet, listened, or stands in team.csv.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    store : Store
        Its store.
    personas : Personas, optional
        What personas.toml says.

    Returns
    -------
    tuple of str
        By the alphabet, without regard to capitals; nobody twice.
    """
    found: list[str | None] = list(coders(store)["coder"])
    with store.reading() as connection:
        for column in (
            *(schema.claim_lock.c.author, schema.mirror_sheet.c.teammate),
            *(schema.listening.c.teammate, schema.rota.c.teammate, schema.errand_done.c.teammate),
        ):
            found += connection.scalars(select(column).distinct())
    if personas is not None:
        found += [persona.author for persona in personas.personas]
        found += [claim.author for claim in personas.claims]
    with suppress(CslabError):  # `cslab check` tells of a file that can't be read
        found += list(read_team(folder).frame["teammate"].dropna())
    names = {name.strip() for name in map(str, filter(None, found))} - {""}
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))
