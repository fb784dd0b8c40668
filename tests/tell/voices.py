"""Made-up recordings with known words: each is a burst of noise of its own, so that it can be found again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from cslab.listen.transcript import Segment, Transcript, Word
from cslab.study.reelscript import Reel, ReelElement
from cslab.timecode import Span

Sound = NDArray[np.float32]

RATE = 48000
TEXTS = [
    "we",
    "waited",
    "eleven",
    "days",
    "for",
    "one",
    "signature",
    "and",
    "nobody",
    "could",
    "say",
    "why",
    "it",
    "took",
    "so",
    "long",
]


def words_at(times: list[tuple[float, float]], speaker: str | None = "Ana") -> tuple[Word, ...]:
    return tuple(Word(TEXTS[i % len(TEXTS)], a, b, speaker) for i, (a, b) in enumerate(times))


def talk(seconds: float, *, seed: int, speaker: str | None = "Ana") -> tuple[Word, ...]:
    """Words with small and large gaps, whole hundredths of a second."""
    rng = np.random.default_rng(seed)
    at, times = 0.4, []
    while at < seconds - 1.2:
        length = float(rng.integers(12, 45)) / 100
        times.append((round(at, 2), round(at + length, 2)))
        at += length + (float(rng.integers(30, 90)) / 100 if rng.random() < 0.2 else 0.06)
    return words_at(times, speaker)


def sound_of(
    words: tuple[Word, ...], seconds: float, *, level: float = 0.1, rate: int = RATE, seed: int = 0
) -> Sound:
    """Noise bursts shaped like syllables where the words are, quiet room tone elsewhere."""
    rng = np.random.default_rng(seed)
    sound = rng.standard_normal(round(seconds * rate)) * 1e-4
    for word in words:
        a, b = round(word.start * rate), round(word.end * rate)
        noise = np.convolve(rng.standard_normal(b - a + 31), np.hanning(33)[1:-1], "valid")[: b - a]
        noise /= max(1e-9, float(np.abs(noise).max()))
        sound[a:b] += level * noise * np.hanning(b - a) ** 0.3
    return np.clip(sound, -1, 1).astype(np.float32)


def levels_of(sound: Sound, rate: int = RATE) -> NDArray[np.float32]:
    step = rate // 100
    frames = sound[: len(sound) // step * step].reshape(-1, step).astype(np.float64)
    return (10 * np.log10(np.maximum(np.mean(frames**2, axis=1), 1e-12))).astype(np.float32)


def transcript_of(words: tuple[Word, ...], seconds: float) -> Transcript:
    """The engine's transcript, with voice activity a little wider than the words."""
    speech: list[Span] = []
    for word in words:
        a, b = max(0.0, word.start - 0.03), min(seconds, word.end + 0.03)
        if speech and a <= speech[-1].end + 0.15:
            speech[-1] = Span(speech[-1].start, b)
        else:
            speech.append(Span(a, b))
    return Transcript((Segment(words, words[0].speaker if words else None),), "en", seconds, tuple(speech))


def write_sound(path: Path, sound: Sound, *, rate: int = RATE) -> Path:
    """Write samples, (n,) or (channels, n), in the format of the suffix; mp4 gets moving pictures."""
    codec, sample_format = {
        ".wav": ("pcm_s16le", "s16"),
        ".mp3": ("libmp3lame", "fltp"),
        ".m4a": ("aac", "fltp"),
        ".mp4": ("aac", "fltp"),
        ".opus": ("libopus", "flt"),
        ".flac": ("flac", "s16"),
    }[path.suffix]
    planes = np.atleast_2d(sound)
    layout = {1: "mono", 2: "stereo"}[len(planes)]
    with av.open(str(path), "w") as out:
        video = None
        if path.suffix == ".mp4":
            video = out.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        stream = out.add_stream(codec, rate=rate, layout=layout)
        for at in range(0, planes.shape[1], rate):
            part = planes[:, at : at + rate]
            values = np.rint(part * 32767).astype(np.int16) if sample_format == "s16" else part
            shaped = values if sample_format.endswith("p") else values.T.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(shaped), format=sample_format, layout=layout
            )
            frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
            out.mux(stream.encode(frame))
            for k in range(10 if video else 0):
                picture = av.VideoFrame.from_ndarray(np.full((48, 64, 3), (at // rate * 10) % 255, np.uint8))
                picture.pts, picture.time_base = at // rate * 10 + k, Fraction(1, 10)
                out.mux(video.encode(picture))
        out.mux(stream.encode(None))
        if video:
            out.mux(video.encode(None))
    return path


def reel_of(*highlights: int | ReelElement, name: str = "first", title: str = "First days") -> Reel:
    elements = (h if isinstance(h, ReelElement) else ReelElement("clip", highlight=h) for h in highlights)
    return Reel(name=name, title=title, elements=tuple(elements))
