"""Who people were when they answered: kept in the store when an answer is read for the first time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, and_, delete, func, insert, or_, select

from cslab.errors import StoreError
from cslab.study import schema
from cslab.study.store import Store, Writing

NOT_KEPT = "people are shown as they are now, because this study is open for reading only"
LATE = timedelta(days=30)
"""What is first looked at so long after it was answered is said to be."""

_AT_ONCE = 5_000


def remember(
    store: Store, survey: str, responses: pd.DataFrame, now: pd.DataFrame, *, actor: str | None = None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give the attributes of those who answered as they stood when each answer was first read.

    What is not kept yet is kept now, in one write, where the store can be written.

    Parameters
    ----------
    store : Store
        The study's.
    survey : str
        Its name.
    responses : DataFrame
        response_id, person_id (may be missing) and answered_at, one row a response.
    now : DataFrame
        Of each response in the same order: account_id and the attributes as they are now.
    actor : str, optional
        Who reads, for the log.

    Returns
    -------
    then : DataFrame
        Shaped like `now`. What a snapshot does not know, because the column came later, is as it is now.
    caveats : tuple of str
        What to doubt, in plain words.
    """
    kept = _kept(store, survey)
    named = responses["person_id"].notna().to_numpy()
    missing = [
        at
        for at, (response, person) in enumerate(
            zip(responses["response_id"], responses["person_id"], strict=True)
        )
        if named[at] and (response not in kept or kept[response][0] != person)
    ]
    caveats: list[str] = []
    if missing:
        if store.read_only:
            some = f"{len(missing):,} of {len(responses):,} " if len(missing) < int(named.sum()) else ""
            caveats.append(some + NOT_KEPT)
        else:
            try:
                kept |= _keep(store, survey, responses, now, missing, actor)
            except StoreError as error:
                why = str(error).rstrip(".")
                caveats.append(f"people are shown as they are now, because it could not be kept: {why}")
    then, later = _then(responses, now, kept)
    if later:
        listed = ", ".join(later)
        caveats.append(f"{listed} came after these answers were first read, and is as it is now")
    caveats += _late(responses, kept)
    return then, tuple(caveats)


def last_snapshot(store: Store, survey: str) -> int:
    """Number of the log's last entry that may have changed snapshots of a survey; 0 for none."""
    log = schema.log
    ours = and_(log.c.subject == "snapshot", log.c.subject_id == survey)
    brought = log.c.subject == "study"
    with store.reading() as connection:
        return int(connection.scalar(select(func.max(log.c.id)).where(or_(ours, brought))) or 0)


_Kept = tuple[str, Mapping[str, Any], str]
"""Person, attributes, and when they were kept."""


def _kept(store: Store, survey: str) -> dict[str, _Kept]:
    with store.reading() as connection:
        return _read(connection, survey)


def _read(connection: Connection, survey: str) -> dict[str, _Kept]:
    table = schema.snapshot
    query = select(table.c.response_id, table.c.person_id, table.c.attributes, table.c.created_at)
    return {
        row.response_id: (row.person_id, row.attributes, row.created_at)
        for row in connection.execute(query.where(table.c.survey == survey))
    }


def _keep(
    store: Store,
    survey: str,
    responses: pd.DataFrame,
    now: pd.DataFrame,
    missing: Sequence[int],
    actor: str | None,
) -> dict[str, _Kept]:
    """Keep what is missing, unless somebody did so meanwhile: one write, and one line of the log."""
    table = schema.snapshot
    ids = responses["response_id"].tolist()
    persons = responses["person_id"].tolist()
    documents = list(_documents(now.iloc[list(missing)]))
    with store.writing(actor) as write:
        known = _read(write.connection, survey)
        found = {
            ids[at]: (persons[at], document, write.at)
            for at, document in zip(missing, documents, strict=True)
            if ids[at] not in known or known[ids[at]][0] != persons[at]
        }
        _remove(write, survey, [name for name in found if name in known])
        rows = [
            {
                "survey": survey,
                "response_id": name,
                "person_id": person,
                "attributes": document,
                "created_at": moment,
            }
            for name, (person, document, moment) in found.items()
        ]
        for start in range(0, len(rows), _AT_ONCE):
            write.execute(insert(table), rows[start : start + _AT_ONCE])
        if rows:
            write.log("add", "snapshot", survey, {"responses": len(rows)})
    return known | found


def _remove(write: Writing, survey: str, names: Sequence[str]) -> None:
    """Drop snapshots of somebody else: the column of people was mapped anew."""
    table = schema.snapshot
    for start in range(0, len(names), 500):
        some = list(names[start : start + 500])
        write.execute(delete(table).where(table.c.survey == survey, table.c.response_id.in_(some)))


def _documents(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as plain values that JSON holds; what is missing stands as nothing."""
    names = list(frame.columns)
    for row in zip(*(_plain(frame[name]) for name in names), strict=True):
        yield dict(zip(names, row, strict=True))


def _plain(column: pd.Series[Any]) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return [None if pd.isna(value) else value.isoformat() for value in column]
    return column.astype(object).where(column.notna(), None).tolist()


def _then(
    responses: pd.DataFrame, now: pd.DataFrame, kept: Mapping[str, _Kept]
) -> tuple[pd.DataFrame, list[str]]:
    """Put what is kept over what is now; name the columns that some snapshots do not know."""
    alike: dict[tuple[str, ...], tuple[list[int], list[Mapping[str, Any]]]] = {}
    pairs = zip(responses["response_id"], responses["person_id"], strict=True)
    for at, (response, person) in enumerate(pairs):
        known = kept.get(response)
        if known is not None and known[0] == person:
            places, documents = alike.setdefault(tuple(known[1]), ([], []))
            places.append(at)
            documents.append(known[1])
    then = now.copy()
    later: dict[str, None] = {}
    for names, (places, documents) in alike.items():
        for name in now.columns:
            if name not in names:
                later[name] = None
                continue
            values = _typed([document[name] for document in documents], now[name].dtype)
            column = then[name] if values.dtype == then[name].dtype else then[name].astype("str")
            column = column.copy()
            column.iloc[places] = values.astype(column.dtype).array
            then[name] = column
    return then, list(later)


def _typed(values: Sequence[Any], dtype: Any) -> pd.Series[Any]:
    """Values of a snapshot in the type that the column has now; as words where that does not fit any more."""
    column = pd.Series(list(values), dtype=object)
    try:
        if pd.api.types.is_datetime64_any_dtype(dtype):
            return pd.to_datetime(column, format="ISO8601").astype(dtype)
        if pd.api.types.is_numeric_dtype(dtype):
            return pd.to_numeric(column).astype(dtype)
    except (ValueError, TypeError):
        pass
    return pd.Series([None if value is None else str(value) for value in values], dtype="str")


def _late(responses: pd.DataFrame, kept: Mapping[str, _Kept]) -> list[str]:
    """Say so when people were first looked at long after they answered."""
    dated = responses[responses["answered_at"].notna()]
    known = dated[[response in kept for response in dated["response_id"]]]
    if known.empty:
        return []
    written = [kept[response][2] for response in known["response_id"]]
    moments = {text: datetime.fromisoformat(text).replace(tzinfo=None) for text in set(written)}
    seen_at = pd.Series([moments[text] for text in written], dtype="datetime64[us]")
    waits = (seen_at - known["answered_at"].reset_index(drop=True)).sort_values()
    at = waits.index[len(waits) // 2]
    waited, seen = waits[at], seen_at[at]
    if waited < LATE:
        return []
    return [f"who people were was first noted on {seen:%Y-%m-%d}, {waited.days} days after they answered"]
