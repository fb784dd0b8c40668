"""What people decided about suggested codes; a suggestion that nobody decided about is never stored."""

from __future__ import annotations

import math
import uuid

import pandas as pd
from sqlalchemy import insert, select

from cslab.errors import InputError
from cslab.study import schema
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.study.store import Store

_COLUMNS = {
    "id": "int64",
    "interview_id": "str",
    "start": "float64",
    "end": "float64",
    "code": "str",
    "score": "float64",
    "accepted": "bool",
    "highlight": "Int64",
    "author": "str",
    "created_at": TIME,
}


def decide(
    store: Store,
    *,
    interview_id: str,
    start: float,
    end: float,
    code: str,
    score: float,
    highlight: int | None,
    author: str | None = None,
    nonce: str | None = None,
) -> int:
    """Keep what a person decided about one suggestion.

    Parameters
    ----------
    interview_id : str
        Which interview.
    start, end : float
        Seconds; ``0 <= start < end``.
    code : str
        What was suggested.
    score : float
        How likely it was held.
    highlight : int or None
        The highlight that was made of it; None when it was declined.
    author : str, optional
        Who decided; the login name when left out.
    nonce : str, optional
        Used once: a second decision with the same nonce is not kept.

    Returns
    -------
    int
        Its id; with a known nonce, that of the decision which has it.

    Raises
    ------
    InputError
        If the span is not a span, or the score no number.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> what = {"interview_id": "int-01", "start": 1.0, "end": 4.0, "code": "trust", "score": 0.6}
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     _ = decide(store, **what, highlight=None, nonce="n")
    ...     _ = decide(store, **what, highlight=None, nonce="n")
    ...     suggestions(store)[["interview_id", "code", "accepted"]]
      interview_id   code  accepted
    0       int-01  trust     False
    """
    if not (math.isfinite(start) and math.isfinite(end) and 0 <= start < end and math.isfinite(score)):
        raise InputError("A suggestion needs a start, a later end and a score, all of them numbers.")
    table = schema.suggestion
    with store.writing(author) as write:
        if nonce is not None:
            known = write.execute(select(table.c.id).where(table.c.nonce == clean(nonce))).scalar()
            if known is not None:
                return int(known)
        values = {
            "nonce": clean(nonce) if nonce is not None else uuid.uuid4().hex,
            "interview_id": clean(interview_id),
            "start_s": float(start),
            "end_s": float(end),
            "code": clean(code),
            "score": float(score),
            "accepted": highlight is not None,
            "highlight": highlight,
            "author": write.actor,
            "created_at": write.at,
        }
        made = write.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
        write.log("accept" if highlight is not None else "decline", "suggestion", made, values)
        return int(made)


def suggestions(store: Store, *, author: str | None = None) -> pd.DataFrame:
    """List what was decided.

    Returns
    -------
    DataFrame
        One row a decision, oldest first: id, interview_id, start, end (seconds), code, score, accepted,
        highlight (its id, missing when declined), author, created_at.
    """
    table = schema.suggestion
    query = select(
        *(table.c.id, table.c.interview_id, table.c.start_s, table.c.end_s, table.c.code, table.c.score),
        *(table.c.accepted, table.c.highlight, table.c.author, table.c.created_at),
    ).order_by(table.c.id)
    if author is not None:
        query = query.where(table.c.author == author)
    with store.reading() as connection:
        return frame_of(connection.execute(query).all(), _COLUMNS)
