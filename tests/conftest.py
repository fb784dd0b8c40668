"""What tests share: where real recordings lie, and the sample study as real Whisper heard it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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


@pytest.fixture(scope="session")
def heard_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample study with all eight interviews transcribed, its highlights and its reel.

    The work is done in the sample's own folder, where ``make app`` and ``make test`` have often done it
    already; tests may change the copy.
    """
    sample = ROOT / "data" / "samples" / "ledgerline"
    for command in ([str(sample / "prepare.py")], ["-m", "cslab", "transcribe", str(sample), "--then-reels"]):
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
    copy = tmp_path_factory.mktemp("sample") / "ledgerline"
    shutil.copytree(sample, copy)
    return copy
