"""Speak the scripts of the sample study and write its recordings, captions and word times.

    python data/samples/make_recordings --voices kokoro-js-1.2.1.tgz [int-01 ...]

See README.md in this folder for what to install first.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import tomllib
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from encode import encode
from numpy.typing import NDArray
from scene import Scene, Word, lay_out
from script import read_script
from sound import place
from voice import Kokoro

HERE = Path(__file__).resolve().parent
STUDY = HERE.parent / "ledgerline"
SEED = 2026
KEPT = Path(tempfile.gettempdir()) / "ledgerline-spoken"


def main() -> None:
    """Make the recordings that are named, or all."""
    ask = argparse.ArgumentParser(description="Speak the scripts of the sample study.")
    ask.add_argument("interviews", nargs="*", help="for example int-03; all of them when none is named")
    ask.add_argument("--voices", type=Path, required=True, help="the npm package kokoro-js 1.2.1 (.tgz)")
    ask.add_argument("--cache", type=Path, default=KEPT, help="where spoken sentences are kept")
    ask.add_argument("--threads", type=int, default=2)
    asked = ask.parse_args()
    casting = tomllib.loads((HERE / "casting.toml").read_text(encoding="utf-8"))
    kokoro = Kokoro(asked.voices, asked.cache, casting["pronounce"], threads=asked.threads)
    every = sorted(name for name in casting if name.startswith("int-"))
    for name in asked.interviews or every:
        plan = casting[name]
        scene = _speak(name, casting, kokoro)
        others = [other for other in every if other != name] if "snr" in plan else []
        crowd = [_customer(other, casting, kokoro) for other in others]
        channels = place(scene.tracks, plan, crowd, seed=_seed(name) + 1)
        folder = STUDY / "recordings"
        folder.mkdir(exist_ok=True)
        encode(folder / plan["file"], channels, plan, _turns(scene))
        (STUDY / "scripts" / f"{name}.vtt").write_text(_captions(name, scene), encoding="utf-8")
        (STUDY / "scripts" / f"{name}.words.json").write_text(_word_times(name, scene), encoding="utf-8")
        megabytes = (folder / plan["file"]).stat().st_size / 1e6
        print(
            f"{plan['file']}: {scene.duration:.1f} s, {len(scene.words)} words, {megabytes:.2f} MB",
            flush=True,
        )


def _speak(name: str, casting: dict[str, Any], kokoro: Kokoro) -> Scene:
    plan = casting[name]
    customer, interviewer = plan["customer"], plan["interviewer"]
    cast = {
        interviewer["name"]: casting["interviewers"][interviewer["name"]] | interviewer,
        customer["name"]: customer,
    }
    return lay_out(read_script(STUDY / "scripts" / f"{name}.md"), cast, kokoro, seed=_seed(name))


def _customer(name: str, casting: dict[str, Any], kokoro: Kokoro) -> NDArray[np.float32]:
    """One customer's voice without the silences, for the tables around the one in the café."""
    scene = _speak(name, casting, kokoro)
    track = scene.tracks[casting[name]["customer"]["name"]]
    return track[np.abs(track) > 0]


def _seed(name: str) -> int:
    return SEED + 10 * int(name.split("-")[1])


def _cues(scene: Scene) -> list[tuple[float, float, str, str]]:
    """One cue a sentence, with the time of its first and of its last word."""
    cues = []
    for _, turn in groupby(scene.words, key=lambda word: word.turn):
        sentence: list[Word] = []
        spoken = list(turn)
        for word in spoken:
            sentence.append(word)
            if word.text.endswith((".", "?", "!")) or word is spoken[-1]:
                text = " ".join(each.text for each in sentence)
                cues.append((sentence[0].start, sentence[-1].end, word.speaker, text))
                sentence = []
    return cues


def _turns(scene: Scene) -> list[tuple[float, float, str]]:
    turns = [list(turn) for _, turn in groupby(scene.words, key=lambda word: word.turn)]
    return [(turn[0].start, turn[-1].end, turn[0].speaker) for turn in turns]


def _captions(name: str, scene: Scene) -> str:
    note = f"{name}: the text as spoken, by synthetic voices. One cue a sentence; times are true."
    cues = [
        f"\n{_clock(start)} --> {_clock(end)}\n<v {speaker}>{text}</v>\n"
        for start, end, speaker, text in _cues(scene)
    ]
    return f"WEBVTT\n\nNOTE\n{note}\n" + "".join(cues)


def _word_times(name: str, scene: Scene) -> str:
    rows = ",\n".join(
        json.dumps(
            {"text": w.text, "start": round(w.start, 3), "end": round(w.end, 3), "speaker": w.speaker},
            ensure_ascii=False,
        )
        for w in scene.words
    )
    return f'{{"interview_id": "{name}", "duration": {scene.duration:.3f}, "words": [\n{rows}\n]}}\n'


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"


if __name__ == "__main__":
    main()
