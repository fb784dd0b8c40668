"""Vectors of texts, kept in a file, so that each sentence is worked out once."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from cslab.errors import CslabError
from cslab.listen.sentences import MODEL, SIZE, Vectors, embed
from cslab.study.files import write_atomic

Embed = Callable[[Sequence[str]], Vectors]


def name_of(text: str) -> str:
    """Name under which a text's vector is kept."""
    return hashlib.sha256(f"{MODEL}\n{text}".encode("utf-8", "replace")).hexdigest()[:32]


class KeptVectors:
    """Gives vectors of texts, from its file where they are there.

    Parameters
    ----------
    path : Path
        A file of its own, which can be made again; it holds no word, but vectors tell what a text is about.
    embed : callable
        Works out what is not there yet.
    """

    def __init__(self, path: Path, *, embed: Embed = embed) -> None:
        self._path = path
        self._embed = embed
        self._known: dict[str, Vectors] | None = None

    def of(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, shape (n, 384).

        Raises
        ------
        MissingDependencyError
            If some must be worked out, and the weights are not installed.
        """
        known = self._read()
        names = [name_of(text) for text in texts]
        new = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
        if new:
            worked = self._embed(list(new.values())).astype(np.float16).astype(np.float32)
            known.update(zip(new, worked, strict=True))
            self._write(known)
        return np.array([known[name] for name in names], dtype=np.float32).reshape(-1, SIZE)

    def _read(self) -> dict[str, Vectors]:
        if self._known is None:
            self._known = {}
            try:
                with np.load(io.BytesIO(self._path.read_bytes()), allow_pickle=False) as kept:
                    names, vectors = kept["names"], kept["vectors"].astype(np.float32)
                if vectors.shape == (len(names), SIZE):
                    self._known = dict(zip(map(str, names), vectors, strict=True))
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
                pass  # not there, or damaged: it is made again
        return self._known

    def _write(self, known: dict[str, Vectors]) -> None:
        out = io.BytesIO()
        vectors = np.array(list(known.values()), dtype=np.float16)
        np.savez(out, names=np.array(list(known), dtype="U32"), vectors=vectors)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self._path, out.getvalue())
        except (OSError, CslabError):
            pass  # a full or locked disk costs time, not the suggestion
