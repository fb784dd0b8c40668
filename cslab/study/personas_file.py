"""personas.toml as it is read: personas and claims, and everything wrong with them at once.

A bad claim never stops the others. What of a claim can't be read is said in its place, so that it is shown as
untestable with the reason, and is not lost.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from cslab.errors import InputError
from cslab.study.config import StudyConfig, read_config
from cslab.study.csvfile import read_sheet
from cslab.study.faults import Fault
from cslab.study.indicator_file import Known, read_indicators, threshold_fault
from cslab.study.personas import FILE, Claim, Condition, Persona, Personas
from cslab.study.segmentcolumns import column_names
from cslab.study.settings import Place, Settings, near
from cslab.study.tables import ACCOUNT_COLUMNS, ACCOUNTS, PEOPLE, PEOPLE_COLUMNS

PERSONA_KEYS: Final = ("id", "name", "story", "author", "segment", "scores")
CLAIM_KEYS: Final = (
    *("id", "persona", "says", "author", "written_on", "predicted", "confidence"),
    *("shown_by", "heard_in", "denied_in", "note"),
)
COMPARED: Final[Mapping[str, str]] = {
    "is": "is",
    "not": "is_not",
    "at_least": "at_least",
    "at_most": "at_most",
}
"""How a condition is written, and what it is called."""

_SOURCE = re.compile(r"\bsource\s*=")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


def read_personas(
    folder: str | Path,
    config: StudyConfig | None = None,
    *,
    codes: Collection[str] | None = None,
    columns: Collection[str] | None = None,
) -> Personas:
    r"""Read personas.toml, and list everything wrong with it.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    config : StudyConfig, optional
        Says which questions, surveys and features there are; read when not given.
    codes : collection of str, optional
        Names of the codes there are; those that the settings start with when not given.
    columns : collection of str, optional
        What conditions may be about; see `cslab.study.segmentcolumns.column_names`. Columns of people.csv and
        accounts.csv when not given.

    Returns
    -------
    Personas
        Empty when there is no file. A second persona or claim of the same id, and one without an id, is left
        out; anything else is kept as far as it can be read. Never raises for what the file says.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text = '[[personas]]\nid = "carla"\n[[claims]]\nid = "c"\npersona = "karla"\nsays = "Likes it"\n'
    ...     _ = (Path(folder) / "personas.toml").write_text(text)
    ...     found = read_personas(folder)
    >>> found.claim("c").says
    'Likes it'
    >>> print(found.faults[0].sentence)
    personas.toml, line 5: claims.persona is 'karla', but the id of a persona, perhaps 'carla', was expected.
    """
    path = Path(folder) / FILE
    if not path.exists():
        return Personas()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Personas(faults=(Fault(FILE, line, "the text", "in another encoding", "UTF-8 text"),))
    except OSError as error:
        return Personas(faults=(Fault(FILE, None, "the file", error.strerror or "", "a readable file"),))
    if config is None:
        config = _settings(folder)
    if columns is None:
        columns = _columns(Path(folder))
    return personas_of(text, Known.of(config, codes=codes, columns=columns))


def personas_of(text: str, known: Known | None = None) -> Personas:
    """Read the text of a personas.toml.

    Parameters
    ----------
    text : str
        What it says.
    known : Known, optional
        What claims may name; nothing is looked for when not given.
    """
    known = known or Known()
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Personas(faults=(_malformed(text, error),))
    read = Settings(FILE, text)
    _find_indicators(read, text, data)
    read.known(data, (), {"personas", "claims"})
    personas = _personas(read, data, known)
    claims = _claims(read, data, {persona.id for persona in personas}, known)
    return Personas(personas, claims, tuple(read.faults), tuple(read.remarks))


# ------------------------------------------------------------------------------------------ personas


def _personas(read: Settings, data: Mapping[str, Any], known: Known) -> tuple[Persona, ...]:
    found: dict[str, Persona] = {}
    for index, row in read.rows(data, "personas", {*PERSONA_KEYS, "claims"}):
        at: Place = ("personas", index)
        if "claims" in row:
            expected = 'sections [[claims]] of their own, each with persona = "..."'
            read.wrong((*at, "claims"), _short(row["claims"]), expected)
        id_ = _id(read, row, at, found)
        segment = _segment(read, row, at, known)
        persona = Persona(
            id_,
            read.words(row, at, "name") or id_,
            read.words(row, at, "story"),
            segment,
            _scores(read, row, at, known),
            read.words(row, at, "author"),
        )
        if id_ and id_ not in found:
            found[id_] = persona
    return tuple(found.values())


def _id(read: Settings, row: Mapping[str, Any], at: Place, taken: Iterable[str]) -> str:
    """An id; nothing where there is none that could be used."""
    id_ = read.words(row, at, "id", needed=True)
    if id_ and not _ID.fullmatch(id_):
        read.wrong((*at, "id"), id_, "letters, digits, - and _ only")
        return ""
    if id_ in taken:
        read.wrong((*at, "id"), id_, "an id used only once")
    return id_


def _segment(read: Settings, row: Mapping[str, Any], at: Place, known: Known) -> tuple[Condition, ...]:
    value = row.get("segment", {})
    place = (*at, "segment")
    if not isinstance(value, dict):
        expected = 'conditions such as { plan = ["solo", "team"], company_size = { at_most = 50 } }'
        read.wrong(place, _short(value), expected)
        return (Condition("segment", "", ()),)
    found: list[Condition] = []
    for column, wanted in value.items():
        conditions = _conditions(str(column), wanted)
        if conditions is None:
            expected = (
                'a value, a list of them, { not = [...] }, { at_least = 5 } or { at_most = "2026-01-31" }'
            )
            read.wrong((*place, column), _short(wanted), expected)
            conditions = [Condition(str(column), "", ())]
        if known.columns is not None and column not in known.columns:
            hint = near(str(column), known.columns)
            read.wrong((*place, column), column, f"a column of people.csv or accounts.csv{hint}")
        found += conditions
    return tuple(found)


def _conditions(column: str, wanted: object) -> list[Condition] | None:
    """What is asked of one column; None where that can't be read."""
    tests = wanted if isinstance(wanted, dict) else {"is": wanted}
    if not tests or not set(tests) <= set(COMPARED):
        return None
    found = []
    for key, value in tests.items():
        values = value if isinstance(value, list) else [value]
        plain = [_plain_value(one) for one in values]
        alone = key in ("at_least", "at_most")
        if not plain or None in plain or (alone and isinstance(value, list | bool)):
            return None
        found.append(Condition(column, COMPARED[key], tuple(one for one in plain if one is not None)))
    return found


def _plain_value(value: object) -> str | float | bool | date | None:
    """A value that can be compared; None where it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    return value if isinstance(value, bool | int | date) else None


def _scores(read: Settings, row: Mapping[str, Any], at: Place, known: Known) -> dict[str, float]:
    value = row.get("scores", {})
    place = (*at, "scores")
    if not isinstance(value, dict):
        read.wrong(place, _short(value), "scores such as { ease = 80, price = 35 }")
        return {}
    found = {}
    for item in value:
        score = _number(read, value, place, str(item), least=0.0, most=100.0)
        if known.questions is not None and item not in known.scaled:
            hint = near(str(item), known.scaled)
            read.wrong((*place, item), item, f"the id of a question with a scale{hint}")
        if score is not None:
            found[str(item)] = score
    return found


# ------------------------------------------------------------------------------------------ claims


def _claims(read: Settings, data: Mapping[str, Any], personas: set[str], known: Known) -> tuple[Claim, ...]:
    found: dict[str, Claim] = {}
    for index, row in read.rows(data, "claims", set(CLAIM_KEYS)):
        at: Place = ("claims", index)
        id_ = _id(read, row, at, found)
        persona = read.words(row, at, "persona", needed=True)
        if persona and persona not in personas:
            read.wrong((*at, "persona"), persona, f"the id of a persona{near(persona, personas)}")
        shown_by = read_indicators(read, row, at, known)
        predicted = _number(read, row, at, "predicted")
        if predicted is not None and shown_by and not shown_by[0].fault:
            expected = threshold_fault(shown_by[0], predicted, known)
            if expected:
                read.wrong((*at, "predicted"), f"{predicted:g}", expected)
                predicted = None
        claim = Claim(
            id_,
            persona,
            read.words(row, at, "says", needed=True),
            shown_by,
            read.words(row, at, "author"),
            read.day(row, at, "written_on"),
            predicted,
            _number(read, row, at, "confidence", least=0.0, most=100.0),
            _codes(read, row, at, "heard_in", known),
            _codes(read, row, at, "denied_in", known),
            read.words(row, at, "note"),
        )
        if id_ and id_ not in found:
            found[id_] = claim
    return tuple(found.values())


def _codes(read: Settings, row: Mapping[str, Any], at: Place, key: str, known: Known) -> tuple[str, ...]:
    found = read.word_list(row, key, at)
    for code in found:
        if known.codes is not None and code not in known.codes:
            read.wrong((*at, key), code, f"the name of a code{near(code, known.codes)}")
    return tuple(dict.fromkeys(found))


def _number(
    read: Settings,
    row: Mapping[str, Any],
    at: Place,
    key: str,
    *,
    least: float = float("-inf"),
    most: float = float("inf"),
) -> float | None:
    """A number between two ends; None when it is not given, or none."""
    if key not in row:
        return None
    before = len(read.faults)
    found = read.number(row, at, key, 0.0, least=least, most=most)
    if abs(found) == float("inf"):
        read.wrong((*at, key), found, "a number")
    return found if len(read.faults) == before else None


# ------------------------------------------------------------------------------------------ inside


def _find_indicators(read: Settings, text: str, data: Mapping[str, Any]) -> None:
    """Note on which line each indicator stands, which `Settings` does not know: they share a list."""
    sources = [at for at, line in enumerate(text.splitlines(), start=1) for _ in _SOURCE.findall(line)]
    claims = data.get("claims")
    for index, claim in enumerate(claims if isinstance(claims, list) else []):
        start = read.lines.get(("claims", index, "shown_by"))
        listed = claim.get("shown_by") if isinstance(claim, dict) else None
        if start is None or not isinstance(listed, list):
            continue
        first = bisect_left(sources, start)
        begins = sources[first : first + len(listed)]
        for number, (one, at) in enumerate(zip(listed, begins, strict=False)):
            if not isinstance(one, dict) or "source" not in one:
                break
            read.lines["claims", index, "shown_by", number] = at


def _short(value: object) -> str:
    return str(value)[:200]


def _malformed(text: str, error: Exception) -> Fault:
    found = re.search(r"^(.*?) \(at line (\d+), column \d+\)$", str(error))
    lines = text.split("\n")
    row = int(found[2]) if found else max(len(lines), 1)
    shown = lines[row - 1].strip() if 0 < row <= len(lines) else ""
    reason = (found[1] if found else str(error)).rstrip(".").lower().removesuffix(" (at end of document)")
    return Fault(FILE, row, "the line", shown, f"valid TOML ({reason})")


def _settings(folder: str | Path) -> StudyConfig | None:
    try:
        return read_config(folder)[0]
    except InputError:
        return None


def _columns(folder: Path) -> tuple[str, ...] | None:
    """Columns of people.csv and accounts.csv; None where neither is there, or one can't be read."""
    names = []
    for file, usual in ((PEOPLE, PEOPLE_COLUMNS), (ACCOUNTS, ACCOUNT_COLUMNS)):
        if not (folder / file).exists():
            names.append(tuple(usual))
            continue
        try:
            names.append((*usual, *read_sheet(folder / file, usual).columns))
        except InputError:
            return None
    there = any((folder / file).exists() for file in (PEOPLE, ACCOUNTS))
    return column_names(*(dict.fromkeys(one) for one in names)) if there else None
