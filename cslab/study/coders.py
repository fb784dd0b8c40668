"""Coders: who coded what, and who codes blind.

A blind coder does not see what others coded, so that two people's codes of one interview are two opinions.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import func, insert, select, update

from cslab.errors import InputError
from cslab.study import highlights, schema
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.study.store import Store

_COLUMNS = {
    "coder": "str",
    "blind": "bool",
    "highlights": "int64",
    "interviews": "int64",
    "answers": "int64",
    "last_at": TIME,
}


def set_blind(store: Store, coder: str, blind: bool, *, actor: str | None = None) -> None:
    """Say whether a coder codes blind; saying it again changes nothing.

    Parameters
    ----------
    coder : str
        Their name, as it stands with their highlights. They need not have made any yet.
    blind : bool
        Whether they see only their own work.
    actor : str, optional
        Who says so, for the log.

    Raises
    ------
    InputError
        If the name is empty.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     set_blind(store, "Maya", True)
    ...     is_blind(store, "Maya"), is_blind(store, "Tom")
    (True, False)
    """
    name = clean(coder).strip()
    if not name:
        raise InputError("The name of the coder is empty; give one.")
    table = schema.coder
    with store.writing(actor) as write:
        known = write.execute(select(table.c.blind).where(table.c.name == name)).scalar()
        if bool(known) == blind:
            return
        if known is None:
            write.execute(insert(table).values(name=name, blind=blind, changed_at=write.at))
        else:
            write.execute(update(table).where(table.c.name == name).values(blind=blind, changed_at=write.at))
        write.log("blind" if blind else "unblind", "coder", name)


def is_blind(store: Store, coder: str | None) -> bool:
    """Whether a coder codes blind; nobody does until it is said of them."""
    if not coder:
        return False
    with store.reading() as connection:
        return highlights.is_blind(connection, coder.strip())


def coders(store: Store) -> pd.DataFrame:
    """List everybody who coded, or of whom it was said whether they code blind.

    Returns
    -------
    DataFrame
        One row a coder, by name: coder, blind, highlights and interviews (how many; removed highlights do
        not count), answers (how many open answers have a code of theirs), last_at (when they last coded;
        missing when never).
    """
    made, said, answered = schema.highlight, schema.coder, schema.answer_code
    work = select(
        made.c.coder, func.count(), func.count(made.c.interview_id.distinct()), func.max(made.c.created_at)
    )
    coded = select(
        answered.c.coder,
        answered.c.survey,
        answered.c.response_id,
        answered.c.question,
        answered.c.created_at,
    ).where(answered.c.removed_at.is_(None))
    with store.reading() as connection:
        blind = {row.name: row.blind for row in connection.execute(select(said.c.name, said.c.blind))}
        done = connection.execute(work.where(made.c.removed_at.is_(None)).group_by(made.c.coder)).all()
        answers = connection.execute(coded).all()
    counts = {str(name): (highlights, interviews, last) for name, highlights, interviews, last in done}
    places: dict[str, dict[tuple[str, ...], str]] = {}
    for name, *place, at in answers:
        mine = places.setdefault(name, {})
        mine[tuple(place)] = max(at, mine.get(tuple(place), ""))
    rows = []
    for name in sorted({*blind, *counts, *places}, key=lambda name: (name.casefold(), name)):
        highlights, interviews, last = counts.get(name, (0, 0, None))
        coded_answers = places.get(name, {})
        latest = max(filter(None, [last, *coded_answers.values()]), default=None)
        rows.append((name, bool(blind.get(name, False)), highlights, interviews, len(coded_answers), latest))
    return frame_of(rows, _COLUMNS)
