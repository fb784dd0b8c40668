"""Log mel energies as Kaldi reckons them: what a voice model was trained on, and so what it must be given."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cslab.listen.decode import Samples

RATE = 16000
FRAME = 400
"""Samples of one frame: 25 ms."""

STEP = 160
"""Samples between two frames: 10 ms."""

BANDS = 80
LOWEST = 20.0
"""Hz at which the first band begins; the last ends at half the rate."""

EMPHASIS = 0.97
POINTS = 512
"""Of the Fourier transform: the next power of two above a frame."""

FLOOR = float(np.finfo(np.float32).eps)
"""Energy below which nothing is told apart, so that silence has a logarithm."""


def log_mel(samples: Samples) -> NDArray[np.float32]:
    """Log energy in 80 mel bands, 100 times a second.

    Parameters
    ----------
    samples : ndarray of float32, shape (n,)
        Mono at 16 kHz, full scale at 1.0; 400 samples or more.

    Returns
    -------
    ndarray of float32, shape (frames, 80)
        ``frames = 1 + (n - 400) // 160``: a last frame that is not full is left out.

    Notes
    -----
    Each frame loses its mean, is emphasised by 0.97, and weighted by a Hann window to the power of .85
    (Kaldi's "povey" window); then come the power spectrum, triangles that are even in mel, the logarithm.
    No dither is added, so that the same sound always gives the same numbers.

    References
    ----------
    Povey et al. (2011), "The Kaldi Speech Recognition Toolkit", ASRU; ``compute-fbank-feats``.

    Examples
    --------
    >>> import numpy as np
    >>> log_mel(np.zeros(24000, dtype=np.float32)).shape
    (148, 80)
    """
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::STEP].astype(np.float64)
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    spectrum = np.fft.rfft((frames - EMPHASIS * before) * _window(), POINTS)[:, : POINTS // 2]
    energy = (spectrum.real**2 + spectrum.imag**2) @ _triangles().T
    return np.log(np.maximum(energy, FLOOR)).astype(np.float32)


@cache
def _window() -> NDArray[np.float64]:
    return np.asarray(np.hanning(FRAME) ** 0.85, dtype=np.float64)


@cache
def _triangles() -> NDArray[np.float64]:
    """Weight of each line of the spectrum in each band, shape (80, 256)."""
    edges = np.linspace(_mel(LOWEST), _mel(RATE / 2), BANDS + 2)
    lines = _mel(np.arange(POINTS // 2) * RATE / POINTS)
    left, centre, right = (edges[at : at + BANDS, None] for at in range(3))
    rising, falling = (lines - left) / (centre - left), (right - lines) / (right - centre)
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)), dtype=np.float64)


def _mel(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127.0 * np.log1p(np.asarray(hertz) / 700.0))
