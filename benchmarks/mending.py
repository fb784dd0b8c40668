"""How long corrections take in a long interview, and how long a new transcription takes to take over.

    python benchmarks/mending.py [--words 27000] [--corrections 30]

Prints milliseconds: median and worst of a correction (found again by its words, kept in the store), of reading
the transcript after it, of a find and replace over all words, and of carrying everything to a newer transcription
in which one word in ten is another.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cslab
from cslab import Study
from cslab.listen.audio import content_hash
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.study.transcripts import begin_transcription, finish_transcription


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--words", type=int, default=27_000)
    ask.add_argument("--corrections", type=int, default=30)
    asked = ask.parse_args()
    dice = random.Random(5)
    words = [f"word{dice.randrange(3000)}" for _ in range(asked.words)]
    with tempfile.TemporaryDirectory() as folder:
        study = new_study(Path(folder) / "study")
        hear(study, "first", words)
        study.transcript("int-01")
        places = sorted(dice.sample(range(10, asked.words - 10, 10), asked.corrections))
        wrote, read = [], []
        for at in places:
            before = words[at]
            wrote.append(
                timed(
                    lambda at=at, before=before: study.correct(
                        "int-01", at, at + 1, f"Right{at}", before=before
                    )
                )
            )
            read.append(timed(lambda: study.transcript("int-01")))
        told("correct one word", wrote)
        told("read after it", read)
        told("read again", [timed(lambda: study.transcript("int-01")) for _ in range(20)])
        told(
            "find and replace, listed",
            [timed(lambda: study.find_replace("word7", "Word 7")) for _ in range(5)],
        )
        hear(study, "second", [w if dice.random() > 0.1 else f"other{dice.randrange(3000)}" for w in words])
        told("carry to a newer transcription and read", [timed(lambda: study.transcript("int-01"))])
        print(study.carried()["outcome"].value_counts().to_dict())


def new_study(folder: Path) -> Study:
    study = cslab.init(folder, title="Long")
    (folder / "interviews.csv").write_text("interview_id,person_id,recording\nint-01,,\n")
    (folder / "recordings" / "int-01.wav").write_bytes(b"sound")
    time.sleep(0.2)  # files that changed just now are read anew each time
    return study


def hear(study: Study, key: str, words: list[str]) -> None:
    content = content_hash(study.folder / "recordings" / "int-01.wav")
    begin_transcription(study.store, key=key, content_hash=content, engine="none", model=key, options={})
    said = [Word(text, at * 0.4, at * 0.4 + 0.35) for at, text in enumerate(words)]
    finish_transcription(
        study.store, key, Transcript(build_segments(said), duration=len(words) * 0.4).to_dict()
    )


def timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def told(what: str, took: list[float]) -> None:
    print(f"{what}: median {statistics.median(took):.1f} ms, worst {max(took):.1f} ms, of {len(took)}")


if __name__ == "__main__":
    main()
