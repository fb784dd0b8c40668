"""Voices as points: the network CAM++ turns a second and a half of speech into 192 numbers.

Points of one voice lie in one direction, whatever it says. The weights are read from their file and run
by torch, which transcription needs as well; nothing of the package that carries them is used.

References
----------
Wang, Zheng, Chen, Cheng and Chen (2023), "CAM++: A Fast and Efficient Network for Speaker Verification
Using Context-Aware Masking", Interspeech; arXiv:2303.00332.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cslab.errors import InputError
from cslab.listen.decode import Samples
from cslab.listen.speakers.fbank import log_mel
from cslab.listen.weights import share_the_processor

if TYPE_CHECKING:
    from torch import Tensor

DIMENSIONS = 192
BATCH = 8
"""Pieces that go through the network at once: more take more memory (8 about 100 MB), and no less time."""

DILATIONS = {"block1": 1, "block2": 2, "block3": 2}
_DAMAGED = (OSError, RuntimeError, ValueError, LookupError, AttributeError, EOFError, UnpicklingError)
"""What torch raises over a file that is not what it should be."""

CONTEXT = 100
"""Frames of the middle layers over which a layer looks at its surroundings."""


class VoiceModel:
    """The network, loaded.

    Parameters
    ----------
    path : Path
        The file of its weights.

    Raises
    ------
    InputError
        If the file does not hold them.
    """

    def __init__(self, path: Path) -> None:
        share_the_processor()
        import torch

        try:
            state = torch.load(path, map_location="cpu", weights_only=True)
            self._at: dict[str, Tensor] = {name: value.float() for name, value in state.items()}
            self._at["head.conv1.weight"], self._at["xvector.dense.linear.weight"]
        except _DAMAGED as error:
            raise InputError(
                f"{path} does not hold the weights of the voice model; delete it and get them again."
            ) from error

    def embed(self, pieces: Sequence[Samples]) -> NDArray[np.float32]:
        """Points of pieces of speech.

        Parameters
        ----------
        pieces : sequence of ndarray, shape (n,)
            Mono at 16 kHz, all of one length.

        Returns
        -------
        ndarray of float32, shape (len(pieces), 192)
            Each of length 1.
        """
        import torch

        found = []
        with torch.inference_mode():
            for first in range(0, len(pieces), BATCH):
                bands = np.stack([log_mel(piece) for piece in pieces[first : first + BATCH]])
                bands -= bands.mean(axis=1, keepdims=True)
                found.append(self._forward(torch.from_numpy(bands)).numpy())
        points = np.concatenate(found) if found else np.empty((0, DIMENSIONS), dtype=np.float32)
        return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True).clip(1e-9), dtype=np.float32)

    # ---- the network, from the ears inwards ----

    def _forward(self, bands: Tensor) -> Tensor:
        """Points of a batch of shape (pieces, frames, 80)."""
        import torch

        x = self._head(bands.transpose(1, 2)[:, None])
        x = self._normal(self._conv(x, "xvector.tdnn.linear", stride=2, padding=2), "xvector.tdnn.nonlinear")
        for block, dilation in DILATIONS.items():
            x = self._dense_block(x, f"xvector.{block}", dilation)
            transit = f"xvector.transit{block[-1]}"
            x = self._conv(self._normal(x, f"{transit}.nonlinear"), f"{transit}.linear")
        x = self._normal(x, "xvector.out_nonlinear")
        x = torch.cat([x.mean(dim=-1), x.std(dim=-1)], dim=-1)[..., None]
        x = self._conv(x, "xvector.dense.linear")
        return self._batch_norm(x, "xvector.dense.nonlinear.batchnorm")[..., 0]

    def _head(self, x: Tensor) -> Tensor:
        """Two-dimensional convolutions that halve the bands three times; shape (pieces, 320, frames)."""
        x = self._batch_norm(self._conv2(x, "head.conv1"), "head.bn1").relu()
        for layer in ("head.layer1", "head.layer2"):
            x = self._residual(x, f"{layer}.0", stride=2)
            x = self._residual(x, f"{layer}.1", stride=1)
        x = self._batch_norm(self._conv2(x, "head.conv2", stride=2), "head.bn2").relu()
        return x.flatten(1, 2)

    def _residual(self, x: Tensor, name: str, *, stride: int) -> Tensor:
        inner = self._batch_norm(self._conv2(x, f"{name}.conv1", stride=stride), f"{name}.bn1").relu()
        inner = self._batch_norm(self._conv2(inner, f"{name}.conv2"), f"{name}.bn2")
        if stride > 1:
            x = self._batch_norm(self._conv2(x, f"{name}.shortcut.0", stride=stride), f"{name}.shortcut.1")
        return (inner + x).relu()

    def _dense_block(self, x: Tensor, block: str, dilation: int) -> Tensor:
        """Layers that each add what they find to all that was found before."""
        import torch

        at = 1
        while f"{block}.tdnnd{at}.linear1.weight" in self._at:
            name = f"{block}.tdnnd{at}"
            inner = self._conv(self._normal(x, f"{name}.nonlinear1"), f"{name}.linear1")
            masked = self._masked(self._normal(inner, f"{name}.nonlinear2"), f"{name}.cam_layer", dilation)
            x = torch.cat([x, masked], dim=1)
            at += 1
        return x

    def _masked(self, x: Tensor, name: str, dilation: int) -> Tensor:
        """A convolution, weighted by what its surroundings and the whole piece sound like."""
        from torch.nn.functional import avg_pool1d

        near = avg_pool1d(x, CONTEXT, CONTEXT, ceil_mode=True).repeat_interleave(CONTEXT, dim=-1)
        context = x.mean(-1, keepdim=True) + near[..., : x.shape[-1]]
        mask = self._conv(self._conv(context, f"{name}.linear1").relu(), f"{name}.linear2").sigmoid()
        local = self._conv(x, f"{name}.linear_local", padding=dilation, dilation=dilation)
        return local * mask

    def _conv(self, x: Tensor, name: str, *, stride: int = 1, padding: int = 0, dilation: int = 1) -> Tensor:
        from torch.nn.functional import conv1d

        weight, bias = self._at[f"{name}.weight"], self._at.get(f"{name}.bias")
        return conv1d(x, weight, bias, stride, padding, dilation)

    def _conv2(self, x: Tensor, name: str, *, stride: int = 1) -> Tensor:
        """Convolution over bands and frames; `stride` counts bands, frames all stay."""
        from torch.nn.functional import conv2d

        weight = self._at[f"{name}.weight"]
        return conv2d(x, weight, stride=(stride, 1), padding=weight.shape[-1] // 2)

    def _normal(self, x: Tensor, name: str) -> Tensor:
        return self._batch_norm(x, f"{name}.batchnorm").relu()

    def _batch_norm(self, x: Tensor, name: str) -> Tensor:
        from torch.nn.functional import batch_norm

        mean, variance = self._at[f"{name}.running_mean"], self._at[f"{name}.running_var"]
        return batch_norm(x, mean, variance, self._at.get(f"{name}.weight"), self._at.get(f"{name}.bias"))
