"""Seconds and memory of rendering a ten-minute reel of thirty clips, beside the ffmpeg program where it is.

    python benchmarks/reel_render.py [--minutes 50] [--format m4a] [--to benchmarks/results/reel-render.json]

The sample study's interviews are played one after the other into three long recordings, as mp3, m4a and
opus, at levels 12 dB apart. Each render runs in its own process, so that its peak memory can be read. The
ffmpeg program is given the same filter work: cut, one-pass loudnorm a clip, fades, join. It writes no captions,
chapters or cover, and does not look at what it wrote; cslab does all of that in its time. Each is run in turn,
and seconds of processor time stand beside seconds by the clock, which others on the machine lengthen.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

import av
import numpy as np
import pyloudnorm
from scipy.signal import resample_poly

from cslab.listen.decode import blocks
from cslab.tell.mix import RATE
from cslab.tell.render import render_reel
from cslab.tell.script import Clip, Element, Options, Plan, place

SAMPLES = Path(__file__).parent.parent / "data" / "samples" / "ledgerline" / "recordings"
CLIPS, SECONDS, GAP = 30, 19.5, 0.5
KINDS = (("mp3", "libmp3lame", "fltp"), ("m4a", "aac", "fltp"), ("opus", "libopus", "flt"))


def recording(path: Path, codec: str, sample_format: str, *, minutes: int, level: float, first: int) -> None:
    """Write a long recording: the sample study's interviews over and over, beginning with one of them."""
    files = sorted(path for path in SAMPLES.iterdir() if path.stem.startswith("int-"))
    left = minutes * 60 * RATE
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=RATE, layout="mono")
        stream.bit_rate = 64000
        for k in count(first):
            for block in blocks(files[k % len(files)], rate=RATE):
                part = (level * block[:left])[None]
                frame = av.AudioFrame.from_ndarray(
                    np.ascontiguousarray(part), format=sample_format, layout="mono"
                )
                frame.sample_rate, frame.pts = RATE, minutes * 60 * RATE - left
                out.mux(stream.encode(frame))
                left -= frame.samples
                if left <= 0:
                    out.mux(stream.encode(None))
                    return


def cuts(minutes: int) -> list[tuple[str, float]]:
    """Recording and start of each clip, spread over the recordings."""
    return [(KINDS[i % 3][0], 30 + i * (minutes * 60 - 80) / CLIPS + 0.123) for i in range(CLIPS)]


def render(folder: Path, minutes: int, kind: str) -> None:
    """Render in this process, and print what it took."""
    clips = [
        Clip(highlights=(i,), interview_id=name, start=start, end=start + SECONDS, person=f"Person {i % 3}")
        for i, (name, start) in enumerate(cuts(minutes))
    ]
    options = Options(gap=GAP)
    parts = [Element(kind="clip", start=0, end=clip.duration, clip=clip) for clip in clips]
    plan = Plan(name="ten", title="Ten minutes", elements=place(parts, options), options=options)
    at: list[tuple[float, float]] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, work = time.perf_counter(), time.process_time()
    rendered = render_reel(
        plan,
        {name: folder / f"source.{name}" for name, _, _ in KINDS},
        folder / f"out.{kind}",
        on_progress=lambda part: at.append((part, time.perf_counter() - begun)),
    )
    seconds, work = time.perf_counter() - begun, time.process_time() - work
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    phases = [max((t for p, t in at if p <= edge + 1e-9), default=0.0) for edge in (0.45, 0.55, 0.85, 1.0)]
    print(
        json.dumps(
            {
                "seconds": round(seconds, 1),
                "cpu": round(work, 1),
                "seconds to cut, measure, encode, check": np.diff([0.0, *phases]).round(1).tolist(),
                "peak MB": round(after / 1024),
                "of which the imports": round(before / 1024),
                **measured(rendered.path),
            }
        )
    )


def ffmpeg(folder: Path, minutes: int) -> dict[str, float]:
    """The same work by the ffmpeg program."""
    inputs: list[str] = []
    chains, names = [], ""
    for i, (name, start) in enumerate(cuts(minutes)):
        inputs += ["-ss", f"{start}", "-t", f"{SECONDS}", "-i", str(folder / f"source.{name}")]
        chains.append(
            f"[{i}:a]loudnorm=I=-16:TP=-1.5:LRA=11,aresample={RATE},aformat=channel_layouts=mono,afade=in:d=0.015,"
            f"afade=out:st={SECONDS - 0.03}:d=0.03,apad=pad_dur={GAP}[a{i}]"
        )
        names += f"[a{i}]"
    graph = ";".join([*chains, f"{names}concat=n={CLIPS}:v=0:a=1[out]"])
    command = [
        "ffmpeg",
        "-y",
        "-v",
        "error",
        *inputs,
        "-filter_complex",
        graph,
        "-map",
        "[out]",
        "-b:a",
        "96k",
    ]
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    before = spent.ru_utime + spent.ru_stime
    begun = time.perf_counter()
    subprocess.run([*command, str(folder / "ffmpeg.m4a")], check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu": round(used.ru_utime + used.ru_stime - before, 1),
        "peak MB": round(used.ru_maxrss / 1024),
    }


def measured(path: Path) -> dict[str, float]:
    """Loudness and true peak of a file, by pyloudnorm and by sampling four times as finely."""
    sound = np.concatenate(list(blocks(path, rate=RATE))).astype(np.float64)
    peak = max(np.abs(resample_poly(part, 4, 1)).max() for part in np.array_split(sound, 60))
    loudness = pyloudnorm.Meter(RATE).integrated_loudness(sound)
    return {"LUFS": round(float(loudness), 2), "dBTP": round(float(20 * np.log10(peak)), 2)}


def main() -> None:
    """Make the recordings, render, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=int, default=50, help="length of each recording")
    options.add_argument("--format", default="m4a", choices=["m4a", "mp3", "opus", "wav"])
    options.add_argument("--to", type=Path, help="file to write the figures to, as JSON")
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.folder:
        render(given.folder, given.minutes, given.format)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for i, (suffix, codec, sample_format) in enumerate(KINDS):
            target = folder / f"source.{suffix}"
            recording(target, codec, sample_format, minutes=given.minutes, level=4.0**-i, first=i)
        again = [
            sys.executable,
            __file__,
            "--folder",
            name,
            "--minutes",
            str(given.minutes),
            "--format",
            given.format,
        ]
        results: dict[str, object] = {
            "reel": f"{CLIPS} clips of {SECONDS} s from mp3, m4a and opus of {given.minutes} min, as {given.format}"
        }
        if shutil.which("ffmpeg"):
            version = subprocess.run(
                ["ffmpeg", "-version"], check=True, capture_output=True, text=True
            ).stdout
            theirs = results[f"ffmpeg {version.split()[2]}"] = ffmpeg(folder, given.minutes)
        done = subprocess.run(again, check=True, capture_output=True, text=True)
        results["cslab"] = json.loads(done.stdout)
        if (made := folder / "ffmpeg.m4a").is_file():
            theirs |= measured(made)  # last: a large process here would show up as the peak of the others
        print(json.dumps(results, indent=2))
        if given.to:
            given.to.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
