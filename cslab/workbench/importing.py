"""Importing: transcripts that people already have."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cslab.listen import audio, batch, brought, placing, voice
from cslab.listen.decode import blocks
from cslab.listen.transcript import Transcript
from cslab.study import transcripts as stored
from cslab.study.listing import text_content
from cslab.timecode import Span
from cslab.workbench.coding import Coding

ENGINE = "import"
"""What an imported transcription is listed with in place of an engine."""

AGAIN = "."
"""Stands in the key of a transcription that was brought again, before a number."""


@dataclass(frozen=True, slots=True)
class ImportedTranscript:
    """What became of a file.

    Parameters
    ----------
    interview_id, file, format : str
        Which interview, the file's name, and the format it was read in.
    way : str
        How its words got their times; see `cslab.listen.placing.WAYS`.
    words, speakers : int
        How many.
    alike : float or None
        Share of its words that an engine heard in the recording, 0 to 1; None where nothing was compared.
    unclear : tuple of str
        What could be read in more than one way, or not at all.
    new : bool
        False when the same file was imported before: nothing was added.
    """

    interview_id: str
    file: str
    format: str
    way: placing.Way
    words: int
    speakers: int
    alike: float | None
    unclear: tuple[str, ...]
    new: bool

    def __str__(self) -> str:
        done = "" if self.new else " It was imported before, so nothing was added."
        words = "1 word" if self.words == 1 else f"{self.words} words"
        speakers = "1 speaker" if self.speakers == 1 else f"{self.speakers} speakers"
        return (
            f"{self.file} was read as {brought.NAMES[self.format]}: {words}, {speakers}. "
            f"Times come from {placing.WAYS[self.way]}.{done}"
        )

    def summary(self) -> pd.DataFrame:
        """One row: everything but what was unclear."""
        names = ("interview_id", "file", "format", "way", "words", "speakers", "alike", "new")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])


class Importing(Coding):
    """Transcripts from elsewhere, laid over the recording where there is one."""

    def import_transcript(
        self,
        interview_id: str,
        path: str | Path,
        *,
        format: str | None = None,  # noqa: A002 (the word people use)
        author: str | None = None,
    ) -> ImportedTranscript:
        """Take in a transcript that somebody already has; from then on it is the one that is shown.

        Parameters
        ----------
        interview_id : str
            Whose words they are.
        path : str or Path
            WebVTT, SRT, JSON of Whisper or WhisperX, text of Otter, Zoom or Teams, a Word document, any text.
        format : str, optional
            One of `cslab.listen.brought.NAMES`; the text itself tells when left out.
        author : str, optional
            Who does it; the study's actor when left out.

        Returns
        -------
        ImportedTranscript
            What was read, how its words got their times, and what was unclear.

        Raises
        ------
        NotFoundError
            If there is no such interview, file or format.
        InputError
            If the file can't be read, or has no words.

        Notes
        -----
        Times of words come from the file where it gives them; else from what an engine heard in the same
        recording, by aligning the two texts; else from the file's times of turns; else from where voice is
        heard; and where there is no recording at all, from an ordinary pace. What was transcribed before is
        kept, corrections and highlights are carried over, and importing the same file again adds nothing,
        unless another transcript has taken its place since: then it comes back.
        """
        row = self._row(interview_id)
        path = Path(path)
        found = brought.read(path, format=format)
        content = str(row["content_hash"]) or text_content(interview_id)
        basis, heard = self._engine_words(content)
        given = hashlib.sha256(path.read_bytes()).hexdigest()
        key, known = self._brought_before(content, _key(content, given, found.format, basis))
        if known is not None:
            before = Transcript.from_dict(known)
            placed = placing.Placed(before, placing.way_of(before.source.get("times")))
        else:
            sound = self._sound_where_needed(row, heard)
            speech = () if sound is None else tuple(_speech(sound))
            duration = _seconds(row) if sound is None else sound.sound.duration
            placed = placing.place(found, heard=heard, speech=speech, duration=duration)
            about = {"file": path.name, "format": found.format, "sha256": given, "times": placed.way}
            self._keep(key, content, placed.transcript, about, author or self.actor)
            self._catch_up(self._rows(self._recordings(), [interview_id]).to_dict("records"))
        return ImportedTranscript(
            interview_id=interview_id,
            file=path.name,
            format=found.format,
            way=placed.way,
            words=len(placed.transcript.words),
            speakers=len(placed.transcript.speakers),
            alike=placed.alike,
            unclear=(*found.unclear, *placed.unclear),
            new=known is None,
        )

    # ---- inside ----

    def _brought_before(self, content: str, key: str) -> tuple[str, dict[str, Any] | None]:
        """The key to import under, and what stands there if that is the transcript that is shown."""
        made = stored.transcriptions(self.store)
        here = made[(made["content_hash"] == content) & made["finished_at"].notna()]
        keys = here.sort_values("finished_at", kind="stable")["key"].tolist()
        if keys and keys[-1].split(AGAIN)[0] == key:
            return keys[-1], stored.transcript_document(self.store, content, key=keys[-1])
        return f"{key}{AGAIN}{len(keys)}" if key in keys else key, None

    def _engine_words(self, content: str) -> tuple[str, Transcript | None]:
        """The newest transcript of a recording that an engine made, and its key."""
        made = stored.transcriptions(self.store)
        here = (made["content_hash"] == content) & (made["engine"] != ENGINE) & made["finished_at"].notna()
        if not here.any():
            return "", None
        key = str(made[here].sort_values("finished_at", kind="stable").iloc[-1]["key"])
        document = stored.transcript_document(self.store, content, key=key)
        return key, None if document is None else Transcript.from_dict(document)

    def _sound_where_needed(self, row: dict[Any, Any], heard: Transcript | None) -> audio.Prepared | None:
        """The recording, made ready; None where there is none, or an engine has heard it already."""
        silent = row["content_hash"] in {"", text_content(row["interview_id"])} or not row["recording"]
        if heard is not None or silent:
            return None
        recording = batch.Recording(row["interview_id"], self.folder / row["recording"], row["content_hash"])
        return batch.made_ready(self.store, recording, self.derived / "audio")

    def _keep(
        self, key: str, content: str, transcript: Transcript, about: dict[str, str], author: str | None
    ) -> None:
        source = {"engine": ENGINE, "model": about["file"], "times": about["times"]}
        stored.begin_transcription(
            self.store, key=key, content_hash=content, engine=ENGINE, model=about["file"], options=about
        )
        stored.finish_transcription(self.store, key, replace(transcript, source=source).to_dict())
        with self.store.writing(author) as write:
            write.log("import", "transcription", key, about)


def _speech(prepared: audio.Prepared) -> Iterator[Span]:
    return voice.speech_spans(blocks(prepared.playback, rate=voice.RATE), gain_db=prepared.sound.gain_db)


def _seconds(row: dict[Any, Any]) -> float | None:
    return float(row["duration"]) if row["duration"] == row["duration"] else None


def _key(content: str, given: str, format: str, basis: str) -> str:  # noqa: A002 (as the column is called)
    """The same file, read in the same way and laid over the same words, is imported once."""
    parts = json.dumps([content, given, format, basis])
    return f"{ENGINE}-{hashlib.sha256(parts.encode()).hexdigest()}"
