from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

from cslab.study.reelscript import ReelElement
from cslab.tell.plan import Plan, plan_reel
from cslab.tell.render import Rendered, render_reel
from tests.tell.voices import Sound, levels_of, reel_of, sound_of, talk, transcript_of, write_sound

settings.register_profile("tell", deadline=None)
settings.load_profile("tell")

SECONDS = 24.0
SUFFIXES = (".wav", ".mp3", ".m4a", ".opus", ".mp4")
STAGES = {"discover": "Discover", "start": "Get started", "renew": "Renew"}


@dataclass(frozen=True)
class Studio:
    """Five recordings in five formats, up to 30 dB apart, and a reel of seven clips."""

    plan: Plan
    recordings: dict[str, Path]
    sounds: dict[str, Sound]
    folder: Path


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    folder = tmp_path_factory.mktemp("studio")
    recordings, sounds, transcripts, rows = {}, {}, {}, []
    for i, suffix in enumerate(SUFFIXES):
        name = f"int-{suffix[1:]}"
        words = talk(SECONDS, seed=i, speaker=f"Person {i}")
        sounds[name] = sound_of(words, SECONDS, level=0.4 * 10 ** (-0.375 * i), seed=i)
        recordings[name] = write_sound(folder / f"{name}{suffix}", sounds[name])
        transcripts[name] = transcript_of(words, SECONDS)
        row = {"interview_id": name, "stage": ("renew", "start")[i % 2], "codes": (), "note": ""}
        rows.append(row | {"start": words[6].start + 0.01, "end": words[14].end})
        if i < 2:
            rows.append(row | {"start": words[30].start, "end": words[35].end - 0.02})
    # one word alone, shorter than loudness is defined for
    short = min(transcripts["int-wav"].words[40:], key=lambda word: word.end - word.start)
    rows.append({"interview_id": "int-wav", "start": short.start, "end": short.end, "stage": "renew"})
    marked = pd.DataFrame(rows)
    marked["id"] = range(1, len(marked) + 1)
    reel = reel_of(
        ReelElement("heading", text="Get started"), *marked["id"], ReelElement("silence", seconds=0.8)
    )
    plan = plan_reel(
        reel,
        marked,
        transcripts,
        {name: levels_of(sound) for name, sound in sounds.items()},
        STAGES,
        durations=dict.fromkeys(recordings, SECONDS),
        people={name: f"Person {i}" for i, name in enumerate(recordings)},
    )
    return Studio(plan, recordings, sounds, folder)


@pytest.fixture(scope="session", params=["m4a", "mp3", "opus", "wav"])
def rendered(request: pytest.FixtureRequest, studio: Studio) -> Rendered:
    path = studio.folder / "reels" / f"first-{request.param}.{request.param}"
    return render_reel(
        studio.plan, studio.recordings, path, artist="Ledgerline", comment="Synthetic.", date="2026-03-04"
    )


@pytest.fixture(scope="session")
def heard(rendered: Rendered) -> Sound:
    """What a player plays: decoded without any of the package's own code."""
    import av

    with av.open(str(rendered.path)) as file:
        parts = []
        for frame in file.decode(audio=0):
            values = frame.to_ndarray().astype(np.float32)
            parts.append(values.reshape(-1) / (32768 if "16" in frame.format.name else 1))
    return np.concatenate(parts)
