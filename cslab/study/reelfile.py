"""A reel's script as a file that people write: JSON as ``cslab reel show --json`` prints it, or TOML."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cslab.errors import InputError, NotFoundError
from cslab.study.reelscript import Reel, ReelElement

_ABOUT = ("title", *Reel("", "", ()).detail)
_KNOWN = ("name", "author", *_ABOUT, "elements")


def read_script(path: Path) -> dict[str, Any]:
    r"""Read the script of a reel.

    Parameters
    ----------
    path : Path
        A ``.toml`` file with ``[[elements]]``, or else JSON.

    Returns
    -------
    dict
        ``elements`` (tuple of ReelElement) and, where the file has them, ``title``, ``order``, ``audience``
        and ``credits``: what `cslab.study.reels.save_reel` takes. Its name and author are not taken from it.

    Raises
    ------
    InputError
        If the file can't be read or is no script; the sentence says where.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "first.toml"
    ...     _ = file.write_text('title = "First"\n[[elements]]\nkind = "heading"\ntext = "Hello"\n')
    ...     script = read_script(file)
    >>> script["title"], script["elements"][0].text
    ('First', 'Hello')
    """
    document = _document(path)
    unknown = sorted(set(document) - set(_KNOWN))
    if unknown:
        raise InputError(f"{path}: {NotFoundError.of('setting of a reel', unknown[0], _KNOWN)}")
    lines = document.get("elements")
    if not isinstance(lines, list):
        raise InputError(f"{path} has no list of elements; write one, as cslab reel show --json does.")
    found: dict[str, Any] = {}
    for name in _ABOUT:
        if (value := document.get(name)) is not None:
            if not isinstance(value, str):
                raise InputError(f"{path}: {name} is text, but {value!r} is given.")
            found[name] = value
    return found | {
        "elements": tuple(_element(line, f"{path}, element {n}") for n, line in enumerate(lines, 1))
    }


def _element(line: Any, where: str) -> ReelElement:
    if not isinstance(line, Mapping):
        raise InputError(f"{where} is not an element; it needs a kind.")
    try:
        return ReelElement.of(line)
    except (InputError, NotFoundError) as error:
        raise InputError(f"{where}: {error}") from error


def _document(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"The file {path} can't be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"The file {path} is not UTF-8 text; save it as such.") from error
    kind = "TOML" if path.suffix.lower() == ".toml" else "JSON"
    try:
        found = tomllib.loads(text) if kind == "TOML" else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not {kind} ({error}); correct it there.") from error
    if not isinstance(found, Mapping):
        raise InputError(f"{path} is not a reel's script; it needs a list of elements.")
    return found
