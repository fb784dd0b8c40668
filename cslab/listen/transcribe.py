"""OpenAI's Whisper as an engine, and the way from a recording to its transcript."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cslab.errors import MissingDependencyError
from cslab.listen.align import FRAMES_PER_SECOND, token_times
from cslab.listen.decode import Samples
from cslab.listen.engines import (
    LEAST_PROBABLE,
    MOST_REPETITIVE,
    NO_SPEECH,
    TEMPERATURES,
    Engine,
    EngineOutput,
    EngineWord,
    FasterWhisperEngine,
    join_parts,
)
from cslab.listen.recording import ChunkStore, MemoryChunks, Options, Progress, transcribe_recording
from cslab.listen.voice import RATE
from cslab.listen.weights import FASTER_WHISPER, WHISPER, Weights, share_the_processor
from cslab.listen.words import SECONDS_PER_CHARACTER

if TYPE_CHECKING:
    import torch
    import whisper

__all__ = [
    "ChunkStore",
    "MemoryChunks",
    "Options",
    "Progress",
    "WhisperEngine",
    "load_engine",
    "transcribe_recording",
]

UNHEARD_TAIL = 2.0
"""Seconds at the end of a chunk that an engine left unwritten, from which it is asked again."""

MOST_PASSES = 4

BEAMS = 5
"""Beams of the search, and samples at a temperature, as in the `whisper` command."""

SLOWEST = 1.5
"""How many times as long as at an ordinary pace a last word may sound."""

TAIL_ROOM = 0.5
"""Seconds after the end that an engine wrote in which its last word may still sound."""


def load_engine(weights: Weights, *, device: str = "cpu") -> Engine:
    """Load the engine that some weights are for.

    Raises
    ------
    MissingDependencyError
        If its package is not installed.
    """
    if weights.engine == FASTER_WHISPER:
        return FasterWhisperEngine(weights, device=device)
    return WhisperEngine(weights, device=device)


class WhisperEngine:
    """OpenAI's own Whisper.

    Parameters
    ----------
    weights : Weights
        For this engine.
    device : str
        ``"cpu"`` or ``"cuda"``.

    Raises
    ------
    MissingDependencyError
        If openai-whisper is not installed.
    """

    name = WHISPER

    def __init__(self, weights: Weights, *, device: str = "cpu") -> None:
        share_the_processor()
        try:
            import whisper
        except ImportError as error:
            raise MissingDependencyError(
                "Transcription needs the package openai-whisper; run: pip install openai-whisper"
            ) from error
        self.model = weights.name
        self.weights = weights.sha256
        self._half = device == "cuda"
        self._model: whisper.Whisper = whisper.load_model(str(weights.path), device=device)
        # A file that is loaded by its path comes without the heads that follow the sound.
        self._model.set_alignment_heads(whisper._ALIGNMENT_HEADS[weights.name])
        self.multilingual = bool(self._model.is_multilingual)
        self._tokenizer("en")

    def transcribe(
        self, samples: Samples, *, language: str | None = None, prompt: str | None = None
    ) -> EngineOutput:
        """See :class:`~cslab.listen.engines.Engine`."""
        import torch

        language = language if self.multilingual else "en"
        parts: list[EngineWord] = []
        passes: list[dict[str, Any]] = []
        begin, length = 0.0, len(samples) / RATE
        with torch.no_grad(), torch.random.fork_rng(enabled=not self._half):
            torch.manual_seed(0)
            while len(passes) < MOST_PASSES:
                features = self._features(samples[round(begin * RATE) :])
                language = language or self._detect(features)
                # A later pass goes on in the middle of a sentence, and is told how it began.
                before = (prompt or "") + "".join(part.text for part in parts)
                result = self._decode(features, language, before or None)
                passes.append(_pass(result, begin))
                if _is_silence(result) or (begin and result.avg_logprob < LEAST_PROBABLE):
                    break
                text, until = self._heard(result, length - begin)
                left = length - begin
                timed = self._timed(features, text, language, begin, left if until is None else until)
                if until is None:
                    until = _said_until(timed, begin, left)
                parts += timed
                if length - begin - until < UNHEARD_TAIL or until <= 0:
                    break
                begin += until
        return EngineOutput(language or "en", join_parts(parts, language or "en"), {"passes": passes})

    def _features(self, samples: Samples) -> torch.Tensor:
        """What the encoder makes of the samples, filled up with silence to 30 s."""
        import whisper

        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples), self._model.dims.n_mels)
        mel = mel.to(self._model.device)
        features: torch.Tensor = self._model.embed_audio((mel.half() if self._half else mel)[None])[0]
        return features

    def _detect(self, features: torch.Tensor) -> str:
        """The likeliest language of what was encoded."""
        _, probabilities = self._model.detect_language(features[None])
        likely: str = max(probabilities[0], key=probabilities[0].__getitem__)
        return likely

    def _decode(self, features: torch.Tensor, language: str, prompt: str | None) -> whisper.DecodingResult:
        """Decode by beams, then by sampling at rising temperatures until the text is neither of the two."""
        import whisper

        for temperature in TEMPERATURES:
            options = whisper.DecodingOptions(
                language=language,
                prompt=prompt,
                temperature=temperature,
                beam_size=None if temperature else BEAMS,
                best_of=BEAMS if temperature else None,
                fp16=self._half,
            )
            result = whisper.decode(self._model, features, options)
            poor = result.compression_ratio > MOST_REPETITIVE or result.avg_logprob < LEAST_PROBABLE
            if _is_silence(result) or not poor:
                break
        return result

    def _heard(self, result: whisper.DecodingResult, length: float) -> tuple[list[int], float | None]:
        """Tokens of text, and the second up to which they say what was spoken; None where they don't tell.

        A text without a closing mark may stop long before the sound does.
        """
        first = self._tokenizer(result.language).timestamp_begin
        tokens = list(result.tokens)
        marks = [at for at, token in enumerate(tokens) if token >= first]
        if not marks or (marks[-1] < len(tokens) - 1 and len(tokens) < self._model.dims.n_text_ctx // 2 - 1):
            until = None
        else:
            # What follows the last mark was broken off for want of room, and is heard again.
            tokens = tokens[: marks[-1]]
            until = min((result.tokens[marks[-1]] - first) / FRAMES_PER_SECOND, length)
        end_of_text = self._tokenizer(result.language).eot
        return [token for token in tokens if token < end_of_text], until

    def _timed(
        self, features: torch.Tensor, text: list[int], language: str, begin: float, until: float
    ) -> list[EngineWord]:
        """Give each part of the text its time by what the decoder attended to while it wrote it."""
        import torch
        from whisper.model import disable_sdpa

        tokenizer = self._tokenizer(language)
        if not text:
            return []
        start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        tokens = torch.tensor([*start, *text, tokenizer.eot], device=self._model.device)
        seen: dict[int, torch.Tensor] = {}
        hooks = [
            block.cross_attn.register_forward_hook(
                lambda _module, _given, out, layer=layer: seen.update({layer: out[-1][0]})
            )
            for layer, block in enumerate(self._model.decoder.blocks)
        ]
        try:
            with disable_sdpa():
                logits = self._model.decoder(tokens[None], features[None])[0]
        finally:
            for hook in hooks:
                hook.remove()
        heads = self._model.alignment_heads.indices().T.tolist()
        frames = max(len(text) + 2, math.ceil((until + TAIL_ROOM) * FRAMES_PER_SECOND))
        # A step attends to the sound of the token that it writes, which is the next one given to it.
        first, last = len(start) - 1, len(tokens) - 2
        attention = torch.stack([seen[layer][head][:, :frames] for layer, head in heads])
        times = token_times(attention.float().cpu().numpy(), first=first, last=last)
        said = logits[first:last, : tokenizer.eot].float().softmax(dim=-1).cpu()
        certain = said[torch.arange(len(text)), torch.tensor(text)].tolist()
        return _parts(tokenizer.split_to_word_tokens([*text, tokenizer.eot]), times + begin, certain)

    def _tokenizer(self, language: str) -> whisper.tokenizer.Tokenizer:
        """Whisper's tokenizer; its table ships with the package."""
        from whisper.tokenizer import get_tokenizer

        with warnings.catch_warnings():
            # The package leaves the table's file to be closed by itself.
            warnings.simplefilter("ignore", ResourceWarning)
            return get_tokenizer(
                self.multilingual,
                num_languages=self._model.num_languages,
                language=language,
                task="transcribe",
            )


def _parts(
    split: tuple[list[str], list[list[int]]], times: NDArray[np.float64], certain: list[float]
) -> list[EngineWord]:
    """Parts of words with the times of their tokens; the last one stands for the end and is left out."""
    parts, at = [], 0
    for text, tokens in zip(split[0][:-1], split[1][:-1], strict=True):
        after = at + len(tokens)
        certainty = sum(certain[at:after]) / len(tokens)
        parts.append(EngineWord(text, float(times[at]), float(times[after]), certainty))
        at = after
    return parts


def _said_until(parts: list[EngineWord], begin: float, length: float) -> float:
    """Second, from `begin`, at which the last word ends; it lasts no longer than such a word is spoken."""
    last = next((part for part in reversed(parts) if any(map(str.isalnum, part.text))), None)
    if last is None or last.start is None or last.end is None:
        return length
    spoken = SLOWEST * SECONDS_PER_CHARACTER * len(last.text.strip())
    return min(last.end, last.start + spoken) - begin


def _is_silence(result: whisper.DecodingResult) -> bool:
    return bool(result.no_speech_prob > NO_SPEECH and result.avg_logprob < LEAST_PROBABLE)


def _pass(result: whisper.DecodingResult, begin: float) -> dict[str, Any]:
    return {
        "begin": begin,
        "text": result.text,
        "tokens": [int(token) for token in result.tokens],
        "temperature": float(result.temperature),
        "avg_logprob": float(result.avg_logprob),
        "no_speech_prob": float(result.no_speech_prob),
        "compression_ratio": float(result.compression_ratio),
    }
