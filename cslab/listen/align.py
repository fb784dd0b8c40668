"""When each token was spoken, read from the attention of an engine's decoder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FRAMES_PER_SECOND = 50
"""Positions of Whisper's encoder in a second of sound."""

SMOOTHED_FRAMES = 7

Matrix = NDArray[np.float64]


def token_times(attention: NDArray[np.float32], *, first: int, last: int) -> Matrix:
    """Second at which each token begins, and at which the last one ends.

    Parameters
    ----------
    attention : ndarray, shape (heads, steps, frames)
        Scores, before softmax, of those heads that follow the sound, for each step of the decoder.
    first, last : int
        The steps that wrote the first token of text and the end of the text.

    Returns
    -------
    ndarray of float64, shape (last - first + 1,)
        Seconds from the start of the sound, never falling; the last is where the last token ends.

    Notes
    -----
    The scores of each head become weights over the frames, are standardised over the steps, smoothed by a
    median of 7 frames and averaged; the path of least cost through the negative of that is monotone in both
    directions, and a token begins where the path first enters its row.

    References
    ----------
    Sakoe and Chiba (1978), Dynamic programming algorithm optimization for spoken word recognition.
    Radford et al. (2022), Robust speech recognition via large-scale weak supervision.
    """
    scores = attention.astype(np.float64)
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights /= weights.sum(axis=2, keepdims=True)
    spread = weights.std(axis=1, keepdims=True)
    weights = (weights - weights.mean(axis=1, keepdims=True)) / np.maximum(spread, 1e-12)
    from scipy.ndimage import median_filter

    smooth = median_filter(weights, size=(1, 1, SMOOTHED_FRAMES), mode="reflect")
    starts: Matrix = first_entries(-smooth.mean(axis=0)[first : last + 1]) / FRAMES_PER_SECOND
    return starts


def first_entries(cost: Matrix) -> NDArray[np.int64]:
    """Column at which the cheapest monotone path from corner to corner first enters each row.

    Parameters
    ----------
    cost : ndarray, shape (rows, columns)
        Cost of standing in each cell. A step goes one down, one right, or both.

    Examples
    --------
    >>> first_entries(np.array([[0.0, 0.0, 9.0, 9.0], [9.0, 9.0, 0.0, 9.0], [9.0, 9.0, 9.0, 0.0]])).tolist()
    [0, 2, 3]
    """
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf)
    total[0, 0] = 0.0
    for row in range(rows):
        # Enter at any column from the row above, then walk right: a running minimum over prefix sums.
        walked = np.cumsum(cost[row])
        entered = np.minimum(total[row, :-1], total[row, 1:]) - (walked - cost[row])
        total[row + 1, 1:] = np.minimum.accumulate(entered) + walked
    entries = np.zeros(rows, dtype=np.int64)
    row, column = rows, columns
    while row > 0:
        entries[row - 1] = column - 1
        diagonal, up = total[row - 1, column - 1], total[row - 1, column]
        left = total[row, column - 1] if column > 1 else np.inf
        if left < min(diagonal, up):
            column -= 1
        elif diagonal <= up:
            row, column = row - 1, max(column - 1, 1)
        else:
            row -= 1
    return entries
