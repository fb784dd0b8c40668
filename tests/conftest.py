"""What tests share: where real recordings lie, and a study to play with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CSLAB_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared_audio() -> Path:
    """Folder with recordings of real people and their reference texts, beside the repository."""
    folder = SHARED / "audio"
    if not folder.is_dir():
        pytest.skip("the folder shared/audio with recordings of real people is not beside the repository")
    return folder
