"""Sound made for tests: encoded as any common file, with clicks at known seconds."""

from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

CODECS = {
    "wav": "pcm_s16le",
    "flac": "flac",
    "mp3": "libmp3lame",
    "m4a": "aac",
    "opus": "libopus",
    "ogg": "libopus",
    "webm": "libopus",
    "mkv": "aac",
    "aac": "aac",
    "mp4": "aac",
}


def clicks(seconds: float, at: list[float], rate: int = 48000, seed: int = 0) -> NDArray[np.float32]:
    """A quiet hiss with a click of full scale at each of the given seconds."""
    sound = np.random.default_rng(seed).normal(0, 0.001, round(seconds * rate)).astype(np.float32)
    for second in at:
        sound[round(second * rate)] = 0.9
    return sound


def noise(seconds: float, level_db: float, rate: int = 16000, seed: int = 0) -> NDArray[np.float32]:
    """White noise of a level in dB of full scale."""
    sound = np.random.default_rng(seed).normal(0, 10 ** (level_db / 20), round(seconds * rate))
    return sound.astype(np.float32)


def pink(seconds: float, level_db: float, rate: int = 16000, seed: int = 0) -> NDArray[np.float32]:
    """Noise that falls by 3 dB an octave."""
    n = round(seconds * rate)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(0, 1, n)) / np.sqrt(np.arange(1, n // 2 + 2))
    sound = np.fft.irfft(spectrum, n)
    return (sound / sound.std() * 10 ** (level_db / 20)).astype(np.float32)


def music(seconds: float, rate: int = 16000) -> NDArray[np.float32]:
    """Plucked chords, with overtones and decay."""
    t = np.arange(round(seconds * rate)) / rate
    sound = np.zeros_like(t)
    for beat, root in enumerate([220.0, 174.6, 261.6, 196.0] * round(seconds / 2 + 1)):
        start = beat * 0.5
        if start >= seconds:
            break
        since = np.clip(t - start, 0, None)
        heard = (t >= start) * np.exp(-3 * since)
        for note in (1.0, 1.25, 1.5, 2.0):
            for overtone in (1, 2, 3, 4):
                sound += heard * np.sin(2 * np.pi * root * note * overtone * since) / overtone**1.5
    return (sound / np.abs(sound).max() * 0.5).astype(np.float32)


def write(
    path: Path,
    sound: NDArray[np.float32],
    *,
    rate: int = 48000,
    codec: str | None = None,
    options: dict[str, str] | None = None,
    video: float | None = None,
    cover: bool = False,
) -> Path:
    """Encode sound of shape (n,) or (n, channels) by a file's suffix.

    `video` adds moving pictures that begin so many seconds after the sound; `cover` adds a picture.
    """
    planes = np.atleast_2d(sound.T)
    layout = {1: "mono", 2: "stereo"}.get(len(planes), f"{len(planes)}c")
    if path.suffix == ".wav" and codec is None:
        return _wav(path, planes, rate)
    with av.open(path, "w") as out:
        stream = out.add_stream(
            codec or CODECS[path.suffix[1:]], rate=rate, layout=layout, options=options or {}
        )
        if video is not None:
            pictures = out.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
            pictures.width, pictures.height, pictures.pix_fmt = 64, 64, "yuv420p"
            for i in range(round(len(sound) / rate * 10)):
                picture = av.VideoFrame(64, 64, "yuv420p")
                picture.pts = i + round(video * 10)
                out.mux(pictures.encode(picture))
            out.mux(pictures.encode(None))
        if cover:
            picture_stream = out.add_stream("mjpeg", rate=1)
            picture_stream.width, picture_stream.height, picture_stream.pix_fmt = 64, 64, "yuvj420p"
            picture_stream.disposition = av.stream.Disposition.attached_pic
            picture = av.VideoFrame(64, 64, "yuvj420p")
            picture.pts = 0
            out.mux(picture_stream.encode(picture))
            out.mux(picture_stream.encode(None))
        resampler = av.AudioResampler(
            format=stream.format,
            layout=layout,
            rate=stream.rate,
            frame_size=stream.codec_context.frame_size or 1024,
        )
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes), format="fltp", layout=layout)
        frame.sample_rate, frame.pts = rate, 0
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    return path


def _wav(path: Path, planes: NDArray[np.float32], rate: int) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(len(planes))
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(planes.T, -1, 1) * 32767).astype("<i2").tobytes())
    return path
