"""Keep true peaks under a ceiling without a click, and measure them.

A peak between two samples is found by sampling four times as finely. The gain that it needs is spread
over `REACH` samples before and after it, so that the sound is turned down and up again smoothly, and never
too late.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cslab.listen.decode import Samples

OVERSAMPLING = 4
"""As ITU-R BS.1770-4, annex 2, asks for at 48 kHz."""

REACH = 480
"""Samples over which the gain falls before a peak and rises after it: 10 ms at 48 kHz."""

CONTEXT = 2 * REACH + 64
"""Samples that a block needs to see on either side, so that its gain does not depend on where it was cut."""

SUSPECT = 0.7
"""A peak between samples is looked for where a sample exceeds this part of the ceiling: enough for speech."""

_FRAME = 480
_MARGIN = 48

_HALF = 10 * OVERSAMPLING


def limit(samples: Samples, ceiling: float) -> Samples:
    """Turn down what exceeds the ceiling.

    Parameters
    ----------
    samples : ndarray of float32, shape (n,)
        Full scale at 1.0, at 48 kHz.
    ceiling : float
        Highest true peak, as a part of full scale.

    Returns
    -------
    ndarray of float32, shape (n,)
        The same samples where nothing within 20 ms exceeds the ceiling.

    Examples
    --------
    >>> loud = (1.2 * np.sin(2 * np.pi * 200 * np.arange(4800) / 48000)).astype(np.float32)
    >>> bool(np.abs(limit(loud, 0.8)).max() <= 0.8), bool(np.array_equal(limit(loud, 1.3), loud))
    (True, True)
    """
    peaks = _peaks(samples, above=SUSPECT * ceiling)
    if not len(samples) or peaks.max() <= ceiling:
        return samples
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    held = minimum_filter1d(needed, 2 * REACH + 1, mode="nearest")
    # A mean of means: a triangle of 2 * REACH + 1 samples, all of which the held gain covers.
    half = uniform_filter1d(np.pad(held, REACH, mode="edge"), REACH + 1)
    gain = uniform_filter1d(half, REACH + 1)[REACH : len(held) + REACH]
    limited: Samples = (samples * gain).astype(np.float32)
    return limited


def true_peak(blocks: Iterable[Samples]) -> float:
    """Highest true peak of a stream of mono samples, in dBTP; minus infinity for silence.

    Parameters
    ----------
    blocks : iterable of ndarray of float32, shape (n,)
        Consecutive, at 48 kHz.

    Notes
    -----
    Four times oversampled. A sampled sine of a quarter of the rate can hide 3 dB between its samples:

    >>> hidden = (np.hanning(4800) * np.sin(np.pi / 2 * np.arange(4800) + np.pi / 4)).astype(np.float32)
    >>> print(round(20 * np.log10(np.abs(hidden).max()), 2), round(true_peak([hidden]), 1))
    -3.01 0.0

    References
    ----------
    ITU-R BS.1770-4 (2015), annex 2.
    """
    highest = 0.0
    tail = np.zeros(2 * _MARGIN, dtype=np.float32)
    for block in chain(blocks, [np.zeros(_MARGIN, dtype=np.float32)]):
        joined = np.concatenate([tail, block])
        if 2 * float(np.abs(joined).max()) > highest:
            # What is near a cut end rings: it is looked at again together with the next block.
            peaks = _peaks(joined, above=0.5 * highest)[_MARGIN : len(joined) - _MARGIN]
            highest = max(highest, float(peaks.max(initial=0.0)))
        tail = joined[-2 * _MARGIN :]
    return float(20 * np.log10(highest)) if highest > 0 else -np.inf


@cache
def _between() -> NDArray[np.float64]:
    """Low-pass that fills in the samples between."""
    from scipy.signal import firwin

    filled: NDArray[np.float64] = OVERSAMPLING * firwin(
        2 * _HALF + 1, 1 / OVERSAMPLING, window=("kaiser", 5.0)
    )
    return filled


def _peaks(samples: Samples, *, above: float) -> NDArray[np.float64]:
    """Largest magnitude at and around each sample, between samples too where one exceeds `above`."""
    from scipy.signal import upfirdn

    size = np.abs(samples).astype(np.float64)
    frames = len(size) // _FRAME + 1
    padded = np.pad(size, (0, frames * _FRAME - len(size)))
    loud = np.flatnonzero(padded.reshape(frames, _FRAME).max(axis=1) > above)
    for run in np.split(loud, np.flatnonzero(np.diff(loud) > 1) + 1):
        if not len(run):
            continue
        start, end = int(run[0]) * _FRAME, min(len(size), (int(run[-1]) + 1) * _FRAME)
        low, high = max(0, start - _MARGIN), min(len(size), end + _MARGIN)
        fine = np.abs(upfirdn(_between(), samples[low:high].astype(np.float64), OVERSAMPLING))
        whole = fine[_HALF : _HALF + (high - low) * OVERSAMPLING]
        between = np.pad(whole, (0, -len(whole) % OVERSAMPLING)).reshape(-1, OVERSAMPLING).max(axis=1)
        between[1:] = np.maximum(between[1:], between[:-1].copy())
        size[start:end] = np.maximum(size[start:end], between[start - low : end - low])
    return size
