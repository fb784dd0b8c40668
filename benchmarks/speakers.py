"""How well voices in one channel are told apart: diarization error, words given to the wrong person, time, memory.

    python benchmarks/speakers.py [--threads 2]

Diarization error follows the usual scoring: seconds that are missed, added or given to the wrong voice, in all
seconds spoken, with 0.25 s left out around each true edge and overlapping speech counted for both.

- The sample study's recordings of one channel (synthetic voices). Their truth is known: who says which sentence
  when. Sentences of one speaker less than 0.3 s apart are one turn. Words are those that Whisper tiny.en hears,
  given to the speaker of the same word in the script.
- A call of real people (../shared/audio), its two channels mixed to one. Its truth is where voice is detected in
  either channel, by the same detector that the pipeline uses, so misses and false alarms are flattered and only
  confusion says much.

The share of neighbours, the smoothing and the cosine at which two voices are one were chosen while looking at
these very recordings, and the voices are few: take the figures as optimistic. Results are kept in benchmarks/results/.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

import cslab
from cslab.listen import formats
from cslab.listen.audio import inspect
from cslab.listen.decode import blocks
from cslab.listen.speakers.assign import assign
from cslab.listen.speakers.campplus import VoiceModel
from cslab.listen.speakers.find import find_turns
from cslab.listen.speakers.roles import speakers_of
from cslab.listen.speakers.turns import Turn
from cslab.listen.speakers.weights import get_voice_weights
from cslab.listen.textalign import align
from cslab.listen.transcript import Transcript
from cslab.listen.voice import speech_spans
from cslab.study.transcripts import transcript_document
from cslab.timecode import Span, merge_spans

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CSLAB_SHARED", ROOT.parent / "shared")) / "audio"
STUDY = ROOT / "data" / "samples" / "ledgerline"
RESULTS = Path(__file__).parent / "results"
ONE_CHANNEL = ("int-01", "int-03", "int-05", "int-06", "int-08")
INTERVIEWERS = {"Maya", "Tom"}
COLLAR = 0.25
FRAMES = 100
"""A second, for scoring."""


def active(speakers: Sequence[Sequence[Span]], frames: int) -> np.ndarray:
    """Who speaks in which frame, shape (speakers, frames)."""
    found = np.zeros((len(speakers), frames), dtype=bool)
    for row, spans in zip(found, speakers, strict=True):
        for span in spans:
            row[round(span.start * FRAMES) : round(span.end * FRAMES)] = True
    return found


def errors(truth: Sequence[Sequence[Span]], turns: Sequence[Turn], seconds: float) -> dict[str, float]:
    """Missed, added and confused seconds, and those spoken, within the scored time."""
    frames = round(seconds * FRAMES) + 1
    scored = np.ones(frames, dtype=bool)
    for edge in (edge for spans in truth for span in spans for edge in (span.start, span.end)):
        scored[max(0, round((edge - COLLAR) * FRAMES)) : round((edge + COLLAR) * FRAMES)] = False
    labels = sorted({turn.label for turn in turns})
    heard = [[Span(t.start, t.end) for t in turns if t.label == label] for label in labels]
    heard += [[] for _ in range(len(truth) - len(heard))]
    real, ours = active(truth, frames)[:, scored], active(heard, frames)[:, scored]
    pairs = (real & ours[list(order)] for order in permutations(range(len(ours)), len(real)))
    right = max((pair.sum(axis=0) for pair in pairs), key=lambda count: count.sum())
    spoken, claimed = real.sum(axis=0), ours.sum(axis=0)
    return {
        "missed": float(np.maximum(0, spoken - claimed).sum()) / FRAMES,
        "added": float(np.maximum(0, claimed - spoken).sum()) / FRAMES,
        "confused": float((np.minimum(spoken, claimed) - right).sum()) / FRAMES,
        "spoken": float(spoken.sum()) / FRAMES,
    }


def truth_of(said: Transcript) -> list[tuple[Span, ...]]:
    return [
        merge_spans([Span(s.start, s.end) for s in said.segments if s.speaker == name], gap=0.3)
        for name in said.speakers
    ]


def wrong_words(heard: Transcript, turns: Sequence[Turn], name: str) -> dict[str, Any]:
    """Words of the script that were heard, and how many are the wrong person's after roles were guessed."""
    script = json.loads((STUDY / f"scripts/{name}.words.json").read_text())["words"]
    spoken = assign(heard, turns)
    roles = {who.label: who.role for who in speakers_of(spoken)}
    words, count, wrong = spoken.words, 0, []
    for block in align([word["text"] for word in script], [word.text for word in words]).blocks:
        if block.kind == "equal":
            for old, new in zip(
                range(block.old_first, block.old_last), range(block.first, block.last), strict=True
            ):
                asks = script[old]["speaker"] in INTERVIEWERS
                count += 1
                if (roles[str(words[new].speaker)] == "interviewer") != asks:
                    wrong.append(words[new].text)
    return {"words": count, "wrong_words": len(wrong), "which": wrong}


def find(path: Path, model: VoiceModel, speech: Sequence[Span] = ()) -> tuple[tuple[Turn, ...], float, float]:
    sound = inspect(path)
    before, began = time.process_time(), time.perf_counter()
    turns = find_turns(path, replace(sound, split_channels=False), model, speech=speech)
    return turns, time.process_time() - before, time.perf_counter() - began


def sample(name: str, model: VoiceModel, study: Any) -> dict[str, Any]:
    row = study.recordings.set_index("interview_id").loc[name]
    path = STUDY / row["recording"]
    heard = Transcript.from_dict(transcript_document(study.store, row["content_hash"]) or {})
    turns, cpu, wall = find(path, model, heard.speech)
    said = formats.read(STUDY / f"scripts/{name}.vtt")
    row = errors(truth_of(said), turns, heard.duration) | wrong_words(heard, turns, name)
    return row | {"seconds": heard.duration, "cpu": cpu, "wall": wall, "turns": len(turns)}


def call(path: Path, model: VoiceModel) -> dict[str, Any]:
    sound = inspect(path)
    truth = [
        tuple(speech_spans(blocks(path, channel=side), gain_db=sound.channel_gain_db(side)))
        for side in (0, 1)
    ]
    turns, cpu, wall = find(path, model)
    row = errors([merge_spans(spans, gap=0.3) for spans in truth], turns, sound.duration)
    return row | {"seconds": sound.duration, "cpu": cpu, "wall": wall, "turns": len(turns)}


def table(rows: dict[str, Any], memory: float, threads: int) -> str:
    lines = [
        "| recording | spoken s | missed | added | confused | error | words heard | wrong speaker | CPU s per s of sound |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        parts = [row[part] / row["spoken"] for part in ("missed", "added", "confused")]
        words = f"{row['words']} | {row['wrong_words']}" if "words" in row else " | "
        lines.append(
            f"| {name} | {row['spoken']:.0f} | "
            + " | ".join(f"{100 * part:.1f} %" for part in [*parts, sum(parts)])
            + f" | {words} | {row['cpu'] / row['seconds']:.3f} |"
        )
    known = [row for row in rows.values() if "words" in row]
    total = {part: sum(row[part] for row in known) for part in ("missed", "added", "confused", "spoken")}
    error = sum(total[part] for part in ("missed", "added", "confused")) / total["spoken"]
    wrong, words = sum(row["wrong_words"] for row in known), sum(row["words"] for row in known)
    lines += [
        "",
        f"Sample study: diarization error {100 * error:.1f} % (0.25 s collar, overlap scored), "
        f"{wrong} of {words} words ({100 * wrong / words:.1f} %) given to the wrong person. "
        f"Memory at most {memory:.0f} MB; {threads} threads.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=re.split(r"\n\n", __doc__ or "")[0])
    parser.add_argument("--threads", type=int, default=2)
    threads = parser.parse_args().threads
    model, study = VoiceModel(get_voice_weights()), cslab.open(STUDY)
    import torch  # after the model, which sees to it that idle threads sleep

    torch.set_num_threads(threads)
    study.transcribe(ONE_CHANNEL, model="tiny.en")  # nothing is done twice
    rows = {name: sample(name, model, study) for name in ONE_CHANNEL}
    if (SHARED / "lca40_2ch.flac").is_file():
        rows["lca40_2ch, mixed"] = call(SHARED / "lca40_2ch.flac", model)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    RESULTS.mkdir(exist_ok=True)
    kept = {"threads": threads, "memory_mb": round(memory), "recordings": rows}
    (RESULTS / "speakers.json").write_text(json.dumps(kept, indent=1) + "\n")
    text = table(rows, memory, threads)
    (RESULTS / "speakers.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
