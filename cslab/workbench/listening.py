"""Listen: recordings become words, and words are found again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from cslab.errors import AudioError
from cslab.listen import audio, batch, quotes
from cslab.listen.levels import Levels
from cslab.listen.transcribe import Options
from cslab.study import intake
from cslab.study.listing import text_content
from cslab.timecode import Span
from cslab.workbench.carrying import Carrying


class Listening(Carrying):
    """Transcription, transcripts, and the sound behind them."""

    def transcribe(
        self,
        interviews: Iterable[str] | None = None,
        *,
        model: str | None = None,
        engine: str | None = None,
        language: str | None = None,
        on_progress: batch.OnProgress | None = None,
        on_choice: Callable[[str], None] | None = None,
    ) -> tuple[batch.Outcome, ...]:
        """Turn recordings into words; what is done is not done twice, what was interrupted goes on.

        Parameters
        ----------
        interviews : iterable of str, optional
            Their ids; all with a recording when left out.
        model : str, optional
            A model's name, a weights file or ``"auto"``; what study.toml says when left out.
        engine : str, optional
            ``"whisper"`` or ``"faster-whisper"``.
        language : str, optional
            Two letters; what study.toml says, else detected.
        on_progress : callable, optional
            Called with the interview's id, seconds done, seconds in all, and seconds left when known.
        on_choice : callable, optional
            Told in one line which model was chosen, and what would be better.

        Returns
        -------
        tuple of Outcome
            What became of each recording.
        """
        settings = self.config
        spoken = language or settings.language
        table = self.recordings
        if interviews is not None:
            table = self._rows(table, list(interviews))
        rows = table.to_dict("records")
        found = [
            batch.Recording(row["interview_id"], self.folder / row["recording"], row["content_hash"])
            for row in rows
            if row["content_hash"] and row["content_hash"] != text_content(row["interview_id"])
        ]
        outcomes = {
            outcome.interview_id: outcome
            for outcome in batch.transcribe_all(
                self.store,
                found,
                folder=self.derived / "audio",
                engine=lambda: batch.engine_for(
                    model or settings.model, engine=engine, language=spoken, on_choice=on_choice
                ),
                options=Options(language=spoken, vocabulary=settings.vocabulary),
                on_progress=on_progress,
            )
        }
        for row in rows:
            name = row["interview_id"]
            if row["content_hash"] == text_content(name):
                outcomes[name] = batch.Outcome(name, "already", f"{name} has words and no recording.")
            elif name not in outcomes:
                outcomes[name] = batch.Outcome(name, "failed", f"{name}: {row['message']}")
        new = [name for name, outcome in outcomes.items() if outcome.state == "transcribed"]
        self._catch_up(self._rows(self._recordings(), new).to_dict("records"))
        return tuple(outcomes[row["interview_id"]] for row in rows)

    def playback(self, interview_id: str) -> Path:
        """Playback copy of one interview (.m4a), made now if it is not there yet."""
        row = self._row(interview_id)
        if row["content_hash"] in {"", text_content(interview_id)}:
            reason = row["message"] or "it has words and no recording."
            raise AudioError(f"{interview_id} can't be played: {reason}")
        if not self.playback_ready(interview_id):
            recording = batch.Recording(interview_id, self.folder / row["recording"], row["content_hash"])
            batch.made_ready(self.store, recording, self.derived / "audio")
        return self._derived_file(row, ".m4a")

    def playback_ready(self, interview_id: str) -> bool:
        """Whether the playback copy is there already."""
        row = self._row(interview_id)
        return bool(row["content_hash"]) and self._derived_file(row, ".m4a").is_file()

    def levels(self, interview_id: str) -> Levels | None:
        """Loudness over time of one interview; None until it was made ready."""
        return self.levels_of(self._row(interview_id)["content_hash"])

    def levels_of(self, content_hash: str) -> Levels | None:
        """Loudness over time of a recording, by the hash of its content; None until it was made ready."""
        path = self.derived / "audio" / f"{content_hash}.npz"
        return audio.load_levels(path) if path.is_file() else None

    def find_quote(self, interview_id: str, quote: str) -> Span:
        """Where these words are said in one interview; small differences are forgiven."""
        return quotes.find_quote(self.transcript(interview_id), quote)

    def add_recording(self, file: str | Path, *, name: str | None = None) -> str:
        """Put a finished file into the study's recordings, never in place of another.

        Parameters
        ----------
        file : str or Path
            It is moved.
        name : str, optional
            What it should be called; its own name when left out.

        Returns
        -------
        str
            Its path relative to the study's folder: another name when the name is taken by another sound, the
            one that is there when the same sound is there already.
        """
        file = Path(file)
        return intake.add_file(file, name=name or file.name, folder=self.folder, hasher=audio.content_hash)
