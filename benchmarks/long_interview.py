"""A study with one long interview, made in seconds: invented words straight into the store, noise as its sound.

python benchmarks/long_interview.py FOLDER [WORDS]
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

import cslab
from cslab.listen import audio
from cslab.study.recordings import save_sound
from cslab.study.transcripts import begin_transcription, finish_transcription

PACE = 0.4
"""Seconds a word: 9,000 words an hour."""

RATE = 16_000
BLOCK = 60
"""Seconds of sound that are encoded; they are repeated to any length."""

CODES = (
    "approvals",
    "trust",
    "price",
    "setup",
    "support",
    "reporting",
    "audit",
    "speed",
    "handover",
    "habit",
)
SAID = (
    "we waited nine days for one signature and then the invoice was late so I called them twice before lunch "
    "because nobody could tell me who signs when the owner is away that is the part I never understood about it"
)
ASKED = "what happened then and how did you notice that it was late"


def write_sound(path: Path, seconds: float) -> None:
    """Write noise that swells like speech as AAC with its index first: a minute encoded, then repeated."""
    rng = np.random.default_rng(1)
    t = np.arange(BLOCK * RATE) / RATE
    wave = (0.2 * rng.standard_normal(len(t)) * np.abs(np.sin(2 * np.pi * t / 3))).astype(np.float32)
    with av.open(str(path), "w", format="ipod", options={"movflags": "+faststart"}) as out:
        stream = out.add_stream("aac", rate=RATE, layout="mono", bit_rate=32_000)
        packets, at = [], 0
        for start in range(0, len(wave), 1024):
            block = wave[start : start + 1024]
            frame = av.AudioFrame.from_ndarray(block[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
            packets += [bytes(packet) for packet in stream.encode(frame)]
        need = int(seconds * RATE / 1024)
        while at < need:
            packet = av.Packet(packets[at % len(packets)])
            packet.stream, packet.time_base = stream, Fraction(1, RATE)
            packet.pts = packet.dts = at * 1024
            packet.duration = 1024
            out.mux(packet)
            at += 1


def transcript(words: int, *, seed: int = 3) -> dict[str, object]:
    """Invent a conversation: the interviewer asks a sentence, the customer answers with several."""
    rng = random.Random(seed)
    segments, said, t, asks = [], 0, 0.5, True
    while said < words:
        pool = (ASKED if asks else SAID).split()
        count = min(words - said, rng.randint(6, 14) if asks else rng.randint(25, 90))
        line = []
        for i in range(count):
            text = rng.choice(pool)
            text = text.capitalize() if i == 0 else text
            text += ("?" if asks else ".") if i == count - 1 else ""
            line.append({"text": text, "start": round(t, 2), "end": round(t + 0.33, 2)})
            t += PACE
        segments.append({"speaker": "left" if asks else "right", "words": line})
        said, asks = said + count, not asks
        t += 0.5 if rng.random() < 0.8 else 2.5
    duration = t + 1
    speech = [[s["words"][0]["start"], s["words"][-1]["end"]] for s in segments]
    return {
        "version": 1,
        "language": "en",
        "duration": duration,
        "source": {"engine": "invented", "model": "invented"},
        "speech": speech,
        "segments": segments,
    }


def make(folder: Path, words: int = 9_000, *, highlights: int = 40) -> Path:
    """Write the study: one interview of so many words, played, read and already coded here and there."""
    (folder / "recordings").mkdir(parents=True)
    stages = "".join(f'[[stages]]\nid = "{name.lower()}"\nname = "{name}"\n' for name in ("Setup", "Renewal"))
    codes = "".join(f'[[codes]]\nname = "{name}"\n' for name in CODES)
    (folder / "study.toml").write_text(f'title = "One long interview"\nsynthetic = true\n{stages}{codes}')
    (folder / "people.csv").write_text("person_id,account_id,name,role\np-01,a-01,Marcus Bell,Owner\n")
    (folder / "interviews.csv").write_text(
        "interview_id,person_id,recorded_on,recording,interviewer,consent,interviewer_channel\n"
        "int-01,p-01,2026-03-10,recordings/int-01.m4a,Maya,team,left\n"
    )
    document = transcript(words)
    seconds = float(document["duration"])  # type: ignore[arg-type]
    recording = folder / "recordings" / "int-01.m4a"
    write_sound(recording, seconds)
    content = hashlib.sha256(recording.read_bytes()).hexdigest()
    sound = audio.Sound(content, seconds, RATE, 2, "aac", False, False, -20.0, (-20.0, -20.0), True)
    derived = folder / ".cslab" / "audio"
    derived.mkdir(parents=True)
    (derived / f"{content}.m4a").write_bytes(recording.read_bytes())
    peaks = np.abs(np.sin(np.arange(int(seconds * 50)) / 70) * 100).astype(np.int8)
    np.savez_compressed(
        derived / f"{content}.npz",
        level_db=np.full(int(seconds * 100), -20, np.float32),
        peaks=np.stack([-peaks, peaks], axis=1),
        sound=np.array(json.dumps({"format": audio.FORMAT} | sound.to_dict())),
    )
    study = cslab.open(folder, actor="Ana")
    assert study.recordings["content_hash"].iloc[0] == content
    save_sound(study.store, content, sound.to_dict())
    begin_transcription(
        study.store, key="k", content_hash=content, engine="invented", model="invented", options={}
    )
    finish_transcription(study.store, "k", document)
    rng = random.Random(5)
    for _ in range(highlights):
        start = rng.uniform(1, seconds - 30)
        codes_ = rng.sample(CODES, rng.choice((1, 1, 2)))
        study.add_highlight("int-01", start=start, end=start + rng.uniform(4, 16), codes=codes_)
    study.store.close()
    return folder


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 9_000)
