"""Put the clean voices somewhere: a room, a call, the telephone, a café. All at 24 kHz until the end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyloudnorm
from numpy.typing import NDArray
from scipy import signal
from voice import RATE

Sound = NDArray[np.float64]
CROSSTALK = -40.0  # dB, what one side of a call leaks into the other
CEILING = -3.0  # dBFS, the highest peak before encoding


def place(
    tracks: dict[str, NDArray[np.float32]],
    plan: dict[str, Any],
    crowd: list[NDArray[np.float32]],
    *,
    seed: int,
) -> Sound:
    """Mix one recording: shape (channels, samples), the interviewer on the left of a two-channel call."""
    rng = np.random.default_rng(seed)
    customer = tracks[plan["customer"]["name"]].astype(np.float64)
    interviewer = tracks[plan["interviewer"]["name"]].astype(np.float64)
    match plan["scene"]:
        case "room":
            mixed = _in_room(customer, rng, wet=-15) + _in_room(interviewer, rng, wet=-11)
            channels = (mixed + _noise(len(mixed), rng, level=-62))[None]
        case "cafe":
            voices = _in_room(customer, rng, wet=-17) + _in_room(interviewer, rng, wet=-14)
            noise = _cafe(len(voices), crowd, rng, level=_talking(customer) - plan["snr"])
            channels = (voices + noise)[None]
        case "call":
            channels = _call(interviewer, customer, rng)
        case "telephone":
            cab = _engine(len(customer), rng, level=-56)
            channels = _telephone(_call(interviewer, customer + cab, rng))
        case other:
            raise ValueError(f"There is no scene called {other!r}.")
    return _finish(channels, plan["loudness"], plan["rate"])


def _in_room(voice: Sound, rng: np.random.Generator, *, wet: float) -> Sound:
    """Add a small room's echo (it dies away in a third of a second), `wet` dB under the voice itself."""
    seconds = np.arange(int(0.35 * RATE)) / RATE
    tail = rng.normal(size=len(seconds)) * 10 ** (-3 * seconds / 0.33)
    tail[: int(0.004 * RATE)] = 0
    tail *= 10 ** (wet / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    return np.asarray(signal.fftconvolve(voice, tail)[: len(voice)])


def _noise(length: int, rng: np.random.Generator, *, level: float) -> Sound:
    """Room tone: noise that falls towards high frequencies, and a trace of mains hum."""
    spectrum = np.fft.rfft(rng.normal(size=length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    shaped = np.fft.irfft(spectrum / np.sqrt(1 + (hertz / 150) ** 1.6), n=length)
    hum = np.sin(2 * np.pi * 100 * np.arange(length) / RATE) * 0.25 * np.std(shaped)
    return _at(shaped + hum, level)


def _call(left: Sound, right: Sound, rng: np.random.Generator) -> Sound:
    """Two headsets: own echo and room each, and a faint, late trace of the other side."""
    leak, late = 10 ** (CROSSTALK / 20), int(0.012 * RATE)
    sides = [_in_room(left, rng, wet=-20), _in_room(right, rng, wet=-18)]
    tones = [_noise(len(left), rng, level=-68), _noise(len(left), rng, level=-64)]
    return np.stack([sides[i] + tones[i] + leak * np.roll(sides[1 - i], late) for i in range(2)])


def _telephone(channels: Sound) -> Sound:
    """What a telephone line lets through."""
    band = signal.butter(4, (300, 3400), "bandpass", fs=RATE, output="sos")
    return np.asarray(signal.sosfilt(band, channels, axis=-1))


def _engine(length: int, rng: np.random.Generator, *, level: float) -> Sound:
    """A truck that idles: the harmonics of 27 Hz, never quite steady."""
    knots = np.arange(0, length + RATE, RATE)
    wander = np.interp(np.arange(length), knots, rng.normal(27, 0.4, len(knots)))
    phase = 2 * np.pi * np.cumsum(wander) / RATE
    hum = sum((np.sin(n * phase + n * n) / n**0.5 for n in range(1, 30)), np.zeros(length))
    return _at(hum, level) + _noise(length, rng, level=level - 4)


def _cafe(length: int, crowd: list[NDArray[np.float32]], rng: np.random.Generator, *, level: float) -> Sound:
    """Other tables: many voices played backwards, so that no word of them is a word, with air and cups."""
    dull = signal.butter(2, 2600, "lowpass", fs=RATE, output="sos")
    talk = np.zeros(length)
    for voice in crowd * 2:
        other = np.resize(voice[::-1].astype(np.float64), length)
        talk += np.roll(other, int(rng.integers(length))) * rng.uniform(0.5, 1.0)
    babble = _in_room(np.asarray(signal.sosfilt(dull, talk)), rng, wet=0)
    cups = np.zeros(length)
    for at in np.sort(rng.integers(0, length - RATE, max(1, length // (7 * RATE)))):
        ring = np.arange(int(0.12 * RATE)) / RATE
        pitches = rng.uniform(2200, 5200, 3)
        clink = sum((np.sin(2 * np.pi * pitch * ring) for pitch in pitches), np.zeros(len(ring)))
        cups[at : at + len(ring)] += clink * np.exp(-ring * rng.uniform(40, 90)) * rng.uniform(0.3, 1.0)
    room = _at(babble, 0) + _noise(length, rng, level=-5) + 0.6 * cups
    return _at(room, level)


def _level(sound: Sound) -> float:
    """Mean level in dBFS."""
    return float(10 * np.log10(np.mean(sound**2)))


def _talking(voice: Sound) -> float:
    """Mean level in dBFS while somebody talks: of the 20 ms at most 30 dB under the loudest."""
    step = RATE // 50
    power = np.mean(voice[: len(voice) // step * step].reshape(-1, step) ** 2, axis=1)
    return float(10 * np.log10(np.mean(power[power > power.max() / 1000])))


def _at(sound: Sound, level: float) -> Sound:
    """Bring a steady sound to a mean level in dBFS."""
    return np.asarray(sound * 10 ** ((level - _level(sound)) / 20))


def _finish(channels: Sound, loudness: float, rate: int) -> Sound:
    """Bring the whole to its loudness (EBU R128), its peaks under the ceiling and its rate to `rate`."""
    common = np.gcd(rate, RATE)
    resampled = signal.resample_poly(channels, rate // common, RATE // common, axis=-1)
    heard = pyloudnorm.Meter(rate).integrated_loudness(resampled.T)
    gained = resampled * 10 ** ((loudness - heard) / 20)
    ceiling = 10 ** (CEILING / 20)
    knee = 0.7 * ceiling
    over = np.abs(gained) - knee
    soft = knee + (ceiling - knee) * np.tanh(np.maximum(over, 0) / (ceiling - knee))
    return np.asarray(np.where(over > 0, np.sign(gained) * soft, gained))
