"""How loud a clip is, as a row of bars."""

from __future__ import annotations

from typing import IO

import numpy as np

from cslab.tell.mix import RATE, Piece

QUIETEST, LOUDEST = -42.0, -8.0
"""Decibels of full scale, once a clip is levelled, at which a bar is lowest and highest."""

LEAST = 0.04
"""Part of the full height that a silent moment has, so that the row is never empty."""


def bars(piece: Piece, spool: IO[bytes], count: int) -> tuple[float, ...]:
    """Heights of bars for a clip, from 0 to 1.

    Parameters
    ----------
    piece : Piece
        From `cslab.tell.mix.gather`.
    spool : binary file
        What that wrote to.
    count : int
        How many.
    """
    heights = []
    level = piece.gain(-16.0)
    for k in range(count):
        first, last = piece.samples * k // count, piece.samples * (k + 1) // count
        spool.seek((piece.offset + first) * 4)
        sound = np.frombuffer(spool.read(max(1, min(last - first, RATE)) * 4), dtype=np.float32)
        power = float(np.mean(sound.astype(np.float64) ** 2)) if len(sound) else 0.0
        loud = 10 * np.log10(power) + level if power > 0 else -np.inf
        heights.append(float(np.clip((loud - QUIETEST) / (LOUDEST - QUIETEST), LEAST, 1.0)))
    return tuple(heights)
