"""The folder ``recordings/``: which files in it are recordings, and which interview each belongs to."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cslab.study.intake import FOLDER, SUFFIXES


@dataclass(frozen=True, slots=True)
class Drop:
    """The recordings in a study's folder.

    Parameters
    ----------
    folder : Path
        The study's folder.
    files : tuple of str
        Paths of the recordings, relative to the folder, in order of their names.
    """

    folder: Path
    files: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> Drop:
        """Look into ``recordings/`` and the folders in it; hidden and unfinished files are passed over."""
        home = folder / FOLDER
        found = []
        for path in sorted(home.rglob("*")) if home.is_dir() else []:
            inside = path.relative_to(home).parts
            if (
                path.suffix.lower() in SUFFIXES
                and not any(part.startswith(".") for part in inside)
                and path.is_file()
            ):
                found.append(path.relative_to(folder).as_posix())
        return cls(folder, tuple(found))

    def find(self, wanted: str) -> str | None:
        """Path of a recording that a table names; a URL is taken as it is; None when there is no such file.

        Backslashes count as slashes, ``recordings/`` may be left out, and letters with accents count as the
        same however the file system spells them.
        """
        if "://" in wanted:
            return wanted
        name = wanted.replace("\\", "/")
        for candidate in (wanted, name, f"{FOLDER}/{name}"):
            if (self.folder / candidate).is_file():
                return candidate
        for candidate in (name, f"{FOLDER}/{name}"):
            for file in self.files:
                if _spelled(file) == _spelled(candidate):
                    return file
        return None

    def hint(self, wanted: str, named: Collection[str | None]) -> str:
        """Name the file that may be meant: one that no interview names."""
        near = get_close_matches(wanted, [file for file in self.files if file not in named], n=1)
        return f", perhaps {near[0]!r}," if near else ""

    def of_interview(self, interview_id: str) -> str | None:
        """Path of the only recording whose name is an interview's id."""
        found = [file for file in self.files if _spelled(Path(file).stem) == _spelled(interview_id)]
        return found[0] if len(found) == 1 else None

    def unnamed(self, named: set[str], taken: set[str]) -> Iterator[tuple[str, str]]:
        """Give recordings that no table names, each with an id that is not taken."""
        taken = set(taken)
        for file in self.files:
            if file in named:
                continue
            path = Path(file).relative_to(FOLDER)
            choices = (path.stem, path.name, path.as_posix())
            interview_id = next((choice for choice in choices if choice not in taken), file)
            taken.add(interview_id)
            yield interview_id, file


def elsewhere(named: Iterable[Any]) -> Iterator[str]:
    """Paths, relative to the study, at which recordings are looked for outside of ``recordings/``."""
    for name in named:
        if isinstance(name, str) and "://" not in name:
            path = name.replace("\\", "/")
            if not path.startswith(f"{FOLDER}/") or ".." in path.split("/"):
                yield name
                yield path


def _spelled(name: str) -> str:
    return unicodedata.normalize("NFC", name)
