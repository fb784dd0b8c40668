"""Studies with words in them, put there without any engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cslab
from cslab import Study
from cslab.listen.audio import content_hash
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.study.transcripts import begin_transcription, finish_transcription


def new_study(folder: Path, *names: str, settings: str = "") -> Study:
    """A study with an interview of each name, whose recordings hold no sound."""
    made = cslab.init(folder, title="Ours")
    if settings:
        (folder / "study.toml").write_text(settings)
    rows = "".join(f"{name},p-{at},Maya,\n" for at, name in enumerate(names, start=1))
    (folder / "interviews.csv").write_text(f"interview_id,person_id,interviewer,recording\n{rows}")
    for name in names:
        (folder / "recordings" / f"{name}.wav").write_bytes(name.encode())
    return cslab.open(made.folder, actor="Ana")


def hear(
    study: Study,
    name: str,
    text: str,
    *,
    key: str = "first",
    late: float = 0.0,
    speakers: Sequence[str | None] | None = None,
) -> str:
    """Let an engine have heard these words, a second each, starting some seconds late."""
    words = [
        Word(said, at + late, at + late + 0.9, None if speakers is None else speakers[at], 0.8)
        for at, said in enumerate(text.split())
    ]
    content = content_hash(study.folder / "recordings" / f"{name}.wav")
    whole = f"{name}/{key}"
    begin_transcription(study.store, key=whole, content_hash=content, engine="whisper", model=key, options={})
    document = Transcript(build_segments(words), duration=len(words) + late + 1)
    finish_transcription(study.store, whole, document.to_dict())
    return whole
