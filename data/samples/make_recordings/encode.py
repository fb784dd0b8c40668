"""Write a mixed recording as the file it is meant to be."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from picture import FRAMES_PER_SECOND, SIZE, draw

FORMATS = {
    ".m4a": "ipod",
    ".mp3": "mp3",
    ".wav": "wav",
    ".ogg": "ogg",
    ".opus": "opus",
    ".flac": "flac",
    ".mp4": "mp4",
}
SAMPLE_FORMATS = {"aac": "fltp", "libmp3lame": "fltp", "libopus": "flt", "flac": "s16", "pcm_mulaw": "s16"}
LAMBDA = 118  # one step of an encoder's quality scale


def encode(
    path: Path, channels: NDArray[np.float64], plan: dict[str, Any], speaking: list[tuple[float, float, str]]
) -> None:
    """Write `channels` (channels, samples), with a picture where the file is a video."""
    options = {"fflags": "+bitexact"}
    if path.suffix in (".m4a", ".mp4"):
        options["movflags"] = "+faststart"
    with av.open(str(path), "w", format=FORMATS[path.suffix], options=options) as container:
        name = plan["customer"]["name"]
        container.metadata["title"] = f"{path.stem}: {name} talks about Ledgerline (synthetic voice)"
        container.metadata["artist"] = "Synthetic voice"
        container.metadata["comment"] = "Synthetic voice. Everyone in this recording is invented."
        layout = "stereo" if len(channels) == 2 else "mono"
        audio = container.add_stream(plan["codec"], rate=plan["rate"], layout=layout)
        audio.format = SAMPLE_FORMATS[plan["codec"]]
        if "bit_rate" in plan:
            audio.bit_rate = plan["bit_rate"]
        if "quality" in plan:
            audio.options = {"flags": "+qscale", "global_quality": str(plan["quality"] * LAMBDA)}
        audio.codec_context.flags |= av.codec.context.Flags.bitexact.value
        if path.suffix == ".mp4":
            _write_picture(container, channels[0], plan, speaking)
        _write_sound(container, audio, channels, plan["rate"])


def _write_sound(container: Any, stream: Any, channels: NDArray[np.float64], rate: int) -> None:
    exact = np.ascontiguousarray(channels, np.float32)
    layout = "stereo" if len(exact) == 2 else "mono"
    resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=rate)
    step = rate  # a second at a time
    for at in range(0, exact.shape[1], step):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(exact[:, at : at + step]), format="fltp", layout=layout
        )
        frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
        for ready in resampler.resample(frame):
            container.mux(stream.encode(ready))
    for ready in resampler.resample(None):
        container.mux(stream.encode(ready))
    container.mux(stream.encode(None))


def _write_picture(
    container: Any, sound: NDArray[np.float64], plan: dict[str, Any], speaking: list[tuple[float, float, str]]
) -> None:
    video = container.add_stream("libx264", rate=FRAMES_PER_SECOND)
    video.width, video.height = SIZE
    video.pix_fmt = "yuv420p"
    video.options = {
        "crf": "30",
        "preset": "medium",
        "tune": "stillimage",
        "g": str(5 * FRAMES_PER_SECOND),
        "threads": "1",
    }
    for number, image in enumerate(draw(sound, plan, speaking)):
        frame = av.VideoFrame.from_image(image)
        frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_SECOND)
        container.mux(video.encode(frame))
    container.mux(video.encode(None))
