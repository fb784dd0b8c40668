"""What the store's columns hold: text fit for any database, and JSON; and where all tables are known."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Dialect, MetaData, Text
from sqlalchemy.types import TypeDecorator

metadata = MetaData()
"""Every table of the store; `schema` fills it."""


def to_json(value: Any) -> str:
    r"""Write a value as compact ASCII JSON, so that no character of it can trouble a database.

    Tuples become lists and numbers of numpy become plain numbers.

    Examples
    --------
    >>> to_json({"words": ("naïve", "\x00")})
    '{"words":["na\\u00efve","\\u0000"]}'
    """
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} can't be written as JSON")


def clean(words: str) -> str:
    r"""Make text fit for any database: NUL characters and halves of surrogate pairs become U+FFFD.

    Examples
    --------
    >>> clean("a\x00b")
    'a\ufffdb'
    """
    return words.replace("\x00", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Words(TypeDecorator[str]):
    """Text that went through `clean`, whether it is stored or looked for."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Make the text fit."""
        return None if value is None else clean(str(value))


class Json(TypeDecorator[Any]):
    """JSON kept as text: the same bytes in SQLite and in PostgreSQL, given back as it was stored."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Turn the value into text."""
        return None if value is None else to_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 (SQLAlchemy's signature)
        """Turn the text back into a value."""
        return None if value is None else json.loads(value)
