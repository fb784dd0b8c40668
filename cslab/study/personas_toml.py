r"""Personas and claims as values of TOML: key by key, each as it is written.

Examples
--------
>>> from cslab.study.personas import Indicator
>>> lanes = Indicator("usage", "at_least", 40.0, feature="lanes", versus="others")
>>> print(claim_values(Claim("c", "carla", 'Likes "it"', (lanes,)))["shown_by"])
[
    { source = "usage", feature = "lanes", at_least = 40, versus = "others" },
]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cslab.study.indicator_file import KEYS
from cslab.study.personas import Claim, Condition, Indicator, Persona
from cslab.study.personas_file import CLAIM_KEYS, COMPARED, PERSONA_KEYS

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def claim_values(claim: Claim) -> dict[str, str]:
    """Write what a claim says, key by key, in the order of the file; nothing for what is empty."""
    written: dict[str, str] = {}
    for key in CLAIM_KEYS:
        value = getattr(claim, key)
        if key == "shown_by":
            written[key] = _several([_indicator(one) for one in value])
        elif value is not None and value != () and (value != "" or key in ("id", "persona", "says")):
            written[key] = _value(value)
    return {key: value for key, value in written.items() if value}


def persona_values(persona: Persona) -> dict[str, str]:
    """Write what a persona says, key by key, in the order of the file; nothing for what is empty."""
    written: dict[str, str] = {}
    for key in PERSONA_KEYS:
        value = getattr(persona, key)
        if key == "segment":
            written[key] = _segment(value)
        elif key == "scores":
            written[key] = _inline(value) if value else ""
        elif value or key == "id":
            written[key] = _value(value)
    return {key: value for key, value in written.items() if value}


# ------------------------------------------------------------------------------------------ inside


def _indicator(one: Indicator) -> str:
    row: dict[str, Any] = {}
    for key in KEYS:
        if key == one.comparator:
            row[key] = one.threshold
        elif key == "value":
            if len(one.values) == 1:
                row[key] = one.values[0]
        elif key == "values":
            if len(one.values) > 1:
                row[key] = one.values
        elif key == "margin":
            if one.comparator == "about":
                row[key] = one.margin
        elif (value := getattr(one, key, None)) not in (None, ""):
            row[key] = value
    return _inline(row)


def _segment(segment: Iterable[Condition]) -> str:
    names = {test: key for key, test in COMPARED.items()}
    columns: dict[str, dict[str, Any]] = {}
    for one in segment:
        alone = len(one.values) == 1
        columns.setdefault(one.column, {})[names.get(one.test, "?")] = one.values[0] if alone else one.values
    found = {name: tests["is"] if set(tests) == {"is"} else tests for name, tests in columns.items()}
    return _inline(found) if found else ""


def _several(items: list[str]) -> str:
    return "[\n" + "".join(f"    {item},\n" for item in items) + "]" if items else ""


def _inline(row: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{_key(key)} = {_value(value)}" for key, value in row.items()) + " }"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else text_of(key, plain=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, int | float):
        whole = float(value).is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else repr(float(value))
    if isinstance(value, tuple | list):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, Mapping):
        return _inline(value)
    return text_of(str(value))


def text_of(words: str, *, plain: bool = True) -> str:
    r"""Write words in the plainest quotes that hold them.

    Examples
    --------
    >>> print(text_of("a name"), text_of('a "name"'), text_of('two\n"lines"'))
    "a name" 'a "name"' "two\n\"lines\""
    """
    import tomlkit

    literal = plain and '"' in words and "'" not in words and all(" " <= one != "\x7f" for one in words)
    return str(tomlkit.string(words, literal=literal).as_string())
