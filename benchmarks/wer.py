"""Word error rate and processor time of cslab beside the `whisper` command, on the same sound and weights.

    python benchmarks/wer.py [--engine faster-whisper] [--model tiny.en] [--vocabulary] [--only NAME ...]

The `whisper` command needs the ffmpeg program, so its function `whisper.transcribe` is called instead, with
the command's own default options, on the sound decoded by PyAV. It gets a two-channel call channel by channel,
because it does not split it, and in the mix its words could not be told apart by speaker.
Processor seconds are those of the transcription with decoding and voice detection, without loading the model.

Results are kept in benchmarks/results/, one recording after the other; the table is made of all that are there.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jiwer
import numpy as np

from cslab.listen import formats
from cslab.listen.audio import blocks, inspect
from cslab.listen.engines import Engine
from cslab.listen.transcribe import Options, load_engine, transcribe_recording
from cslab.listen.weights import ENGINES, WHISPER, get_weights
from cslab.study.config import load_config

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CSLAB_SHARED", ROOT.parent / "shared")) / "audio"
STUDY = ROOT / "data" / "samples" / "ledgerline"
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Case:
    """A recording and what is said in it: one text, or one for each channel."""

    path: Path
    texts: tuple[str, ...]
    vocabulary: tuple[str, ...] = ()

    @property
    def channels(self) -> tuple[int | None, ...]:
        return (None,) if len(self.texts) == 1 else (0, 1)


def real_speech() -> Iterator[Case]:
    for path in sorted(p for p in SHARED.glob("*.*") if p.suffix in {".wav", ".flac"}):
        texts = [path.with_suffix(".txt")]
        if not texts[0].exists():
            texts = [SHARED / f"lca40_{who}.silver.txt" for who in ("agent", "caller")]
        yield Case(path, tuple(text.read_text() for text in texts))


def sample_study() -> Iterator[Case]:
    study = load_config(STUDY)
    for path in sorted((STUDY / "recordings").iterdir()):
        said = formats.read(STUDY / "scripts" / f"{path.stem}.vtt")
        texts: tuple[str, ...] = (said.text,)
        if inspect(path).split_channels:
            # The interviewer is on the left in all of them.
            sides = (
                [s.text for s in said.segments if (s.speaker in {"Maya", "Tom"}) == left]
                for left in (True, False)
            )
            texts = tuple(" ".join(side) for side in sides)
        yield Case(path, texts, tuple(study.vocabulary))


def ours(engine: Engine, case: Case, vocabulary: bool) -> dict[str, Any]:
    start = time.process_time()
    options = Options(language="en", vocabulary=case.vocabulary if vocabulary else ())
    said = transcribe_recording(case.path, inspect(case.path), engine, options=options)
    spent = time.process_time() - start
    texts = [said.text]
    if len(case.texts) == 2:
        texts = [" ".join(w.text for w in said.words if w.speaker == who) for who in ("left", "right")]
    return {
        "cpu": spent,
        "errors": [errors(*pair) for pair in zip(case.texts, texts, strict=True)],
        "texts": texts,
    }


def command(model: Any, case: Case) -> dict[str, Any]:
    import whisper

    start = time.process_time()
    texts = []
    for channel in case.channels:
        sound = np.concatenate(list(blocks(case.path, channel=channel)))
        # The defaults of the command line, which are not those of the function.
        found = whisper.transcribe(
            model,
            sound,
            language="en",
            beam_size=5,
            best_of=5,
            temperature=tuple(np.arange(0, 1.0 + 1e-6, 0.2)),
            fp16=False,
        )
        texts.append(found["text"])
    spent = time.process_time() - start
    return {
        "cpu": spent,
        "errors": [errors(*pair) for pair in zip(case.texts, texts, strict=True)],
        "texts": texts,
    }


def errors(reference: str, hypothesis: str) -> list[int]:
    """Words that are wrong, and words in the reference, both as Whisper's own normaliser writes them."""
    from whisper.normalizers import EnglishTextNormalizer

    normal = EnglishTextNormalizer()
    found = jiwer.process_words(normal(reference), normal(hypothesis) or "-")
    wrong = found.substitutions + found.deletions + found.insertions
    return [wrong, found.hits + found.substitutions + found.deletions]


def table(rows: dict[str, Any], engine: str, model: str) -> str:
    lines = [
        f"| recording | words | WER, cslab with {engine} {model} | WER, `whisper --model {model}` | difference "
        "| CPU s, cslab | CPU s, whisper | CPU s per s of sound, cslab | whisper |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    total = np.zeros((2, 2))
    for name, row in rows.items():
        sides = [""] if len(row["ours"]["errors"]) == 1 else [", left", ", right"]
        cpu = [row["ours"]["cpu"], row["command"]["cpu"]]
        for side, mine, theirs in zip(sides, row["ours"]["errors"], row["command"]["errors"], strict=True):
            total += [mine, theirs]
            times = "| | | | |"
            if side == sides[-1]:
                paces = [f"{c / row['seconds']:.3f}" for c in cpu]
                times = f"| {cpu[0]:.1f} | {cpu[1]:.1f} | {paces[0]} | {paces[1]} |"
            a, b = 100 * mine[0] / mine[1], 100 * theirs[0] / theirs[1]
            lines.append(f"| {name}{side} | {mine[1]} | {a:.1f} % | {b:.1f} % | {a - b:+.1f} {times}")
    a, b = 100 * total[:, 0] / total[:, 1]
    cpu_sum = [sum(row[who]["cpu"] for row in rows.values()) for who in ("ours", "command")]
    seconds = sum(row["seconds"] for row in rows.values())
    lines.append(
        f"| all | {total[0, 1]:.0f} | {a:.1f} % | {b:.1f} % | {a - b:+.1f} | {cpu_sum[0]:.1f} | {cpu_sum[1]:.1f} "
        f"| {cpu_sum[0] / seconds:.3f} | {cpu_sum[1] / seconds:.3f} |"
    )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", choices=ENGINES, default=WHISPER)
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument(
        "--vocabulary", action="store_true", help="give the engine the sample study's names and terms"
    )
    parser.add_argument("--only", nargs="*", default=[], help="names of recordings, or beginnings of names")
    given = parser.parse_args()
    engine = load_engine(get_weights(given.model, engine=given.engine))
    reference_model: Any = None
    RESULTS.mkdir(exist_ok=True)
    stem = f"wer-{given.engine}-{given.model}" + ("-vocabulary" if given.vocabulary else "")
    kept, known = RESULTS / f"{stem}.json", RESULTS / f"wer-{WHISPER}-{given.model}.json"
    rows: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    commands = {n: r["command"] for n, r in json.loads(known.read_text()).items()} if known.exists() else {}
    for case in [*real_speech(), *sample_study()]:
        name = case.path.stem
        if given.only and not name.startswith(tuple(given.only)):
            continue
        print(name, file=sys.stderr)
        if name not in commands:
            if reference_model is None:
                import whisper

                reference_model = whisper.load_model(str(get_weights(given.model).path), device="cpu")
            commands[name] = command(reference_model, case)
        rows[name] = {
            "seconds": inspect(case.path).duration * len(case.texts),
            "ours": ours(engine, case, given.vocabulary),
            "command": commands[name],
        }
        kept.write_text(json.dumps(dict(sorted(rows.items())), indent=1))
    text = table(dict(sorted(rows.items())), given.engine, given.model)
    (RESULTS / f"{stem}.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
