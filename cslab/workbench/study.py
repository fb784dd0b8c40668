"""The Study: one research effort. Thin methods that hand its tables and its store to the rooms."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cslab.errors import AudioError, NotFoundError
from cslab.listen import audio, batch, quotes
from cslab.listen import formats as file_formats
from cslab.listen.levels import Levels
from cslab.listen.transcribe import Options
from cslab.listen.transcript import Transcript
from cslab.study import check, config, export, highlights, intake, jobs, listing, reels, store, tables
from cslab.study import transcripts as stored
from cslab.timecode import Span
from cslab.workbench.reel import StudyReel

SIDES = ("left", "right")
"""Channels of a two-channel call, as interviews.csv and transcripts name them."""


class Study:
    """One research effort: its folder, its store, and everything that can be asked of them.

    Made by `open`. Tables are read anew whenever they are asked for, so a file put into the folder is there
    at once.
    """

    def __init__(self, folder: Path, *, read_only: bool = False, actor: str | None = None) -> None:
        self.folder = folder.resolve()
        self.config  # noqa: B018 - a folder that is no study is refused before a store is made in it
        self.store = store.open_store(self.folder, read_only=read_only)
        self.actor = actor

    def __repr__(self) -> str:
        return f"Study({self.config.title!r}, {len(self.interviews)} interviews, in {self.folder.name})"

    def _repr_html_(self) -> str:
        done = (self.recordings["state"] == "transcribed").sum()
        facts = f"{len(self.interviews)} interviews, {done} transcribed, {len(self.reels)} reels"
        title, note = html.escape(self.config.title), html.escape(self.config.note)
        return f"<h3>{title}</h3><p>{facts}</p><p><em>{note}</em></p>"

    # ---- the folder ----

    @property
    def config(self) -> config.StudyConfig:
        """Title, stages, codes and the other settings of study.toml."""
        return config.load_config(self.folder)

    @property
    def read_only(self) -> bool:
        """True when nothing can be changed."""
        return self.store.read_only

    @property
    def derived(self) -> Path:
        """Folder of what can be made again: playback copies, levels, rendered reels."""
        return self.folder / ".cslab"

    @property
    def interviews(self) -> pd.DataFrame:
        """One row an interview, from interviews.csv and from what lies in recordings/."""
        return tables.read_interviews(self.folder, self.config).frame

    @property
    def people(self) -> pd.DataFrame:
        """One row a person, from people.csv."""
        return tables.read_people(self.folder, self.config).frame

    @property
    def accounts(self) -> pd.DataFrame:
        """One row an account, from accounts.csv."""
        return tables.read_accounts(self.folder, self.config).frame

    @property
    def faults(self) -> tuple[Any, ...]:
        """Every fault of every input: file, row, column, value, what was expected."""
        return check.check(self.folder)

    # ---- listen ----

    @property
    def recordings(self) -> pd.DataFrame:
        """One row an interview with its recording's state; see `cslab.study.listing.list_recordings`."""
        return listing.list_recordings(
            self.store, self.interviews, self.people, folder=self.folder, hasher=audio.content_hash
        )

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
            if row["content_hash"]
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
            if name not in outcomes:
                outcomes[name] = batch.Outcome(name, "failed", f"{name}: {row['message']}")
        return tuple(outcomes[row["interview_id"]] for row in rows)

    def transcript(self, interview_id: str) -> Transcript:
        """Words of one interview, with the names of its people where they are known.

        Raises
        ------
        NotFoundError
            If there is no such interview, or it is not transcribed yet.
        """
        self._row(interview_id)
        heard = self.transcripts([interview_id])
        if not heard:
            raise NotFoundError(f"{interview_id} is not transcribed yet; run: cslab transcribe {self.folder}")
        return heard[interview_id]

    def transcripts(self, names: Iterable[str] | None = None) -> dict[str, Transcript]:
        """Transcripts by interview, of those named or of all; what is not transcribed yet is left out."""
        wanted = None if names is None else set(names)
        asked = {row["interview_id"]: row for row in self.interviews.to_dict("records")}
        found = {}
        for row in self.recordings.to_dict("records"):
            name = row["interview_id"]
            if row["state"] == "transcribed" and (wanted is None or name in wanted):
                document = stored.transcript_document(self.store, row["content_hash"])
                if document is not None:
                    names_of = _speakers(asked[name], customer=row["name"])
                    found[name] = Transcript.from_dict(document).rename_speakers(names_of)
        return found

    @property
    def interviewer_names(self) -> set[str]:
        """Names of those who ask, to tell them from the customers."""
        return {str(name) for name in self.interviews["interviewer"].dropna() if str(name)}

    def playback(self, interview_id: str) -> Path:
        """Playback copy of one interview (.m4a), made now if it is not there yet."""
        row = self._row(interview_id)
        if not row["content_hash"]:
            raise AudioError(f"{interview_id} can't be played: {row['message']}")
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

    # ---- highlights and reels ----

    def highlights(
        self, interview_id: str | None = None, *, code: str | None = None, stage: str | None = None
    ) -> pd.DataFrame:
        """One row a highlight with its words as ``quote``; of one interview, code or stage when named.

        Raises
        ------
        NotFoundError
            If the interview, code or stage is unknown.
        """
        if interview_id is not None:
            self._row(interview_id)
        if self.config.codes:  # without a codebook every code is good
            self._known("code", code, [known.name for known in self.config.codes])
        self._known("stage", stage, [known.id for known in self.config.stages])
        found = highlights.highlights(self.store, interview_id=interview_id, code=code, stage=stage)
        heard = self.transcripts(found["interview_id"])
        found["quote"] = [
            heard[name].between(row["start"], row["end"]).text
            if (name := row["interview_id"]) in heard
            else ""
            for row in found.to_dict("records")
        ]
        return found

    def add_highlight(
        self,
        interview_id: str,
        *,
        start: float,
        end: float,
        codes: Iterable[str],
        stage: str | None = None,
        note: str = "",
        coder: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Mark a span of one interview; see `cslab.study.highlights.add_highlight`.

        Returns
        -------
        int
            The highlight's id.
        """
        row = self._row(interview_id)
        if row["duration"] == row["duration"] and start >= row["duration"]:
            raise NotFoundError(f"{interview_id} ends at {row['duration']:.1f} seconds, before {start:.1f}.")
        return highlights.add_highlight(
            self.store,
            interview_id=interview_id,
            start=start,
            end=end,
            codes=list(codes),
            stage=stage,
            note=note,
            coder=coder or self.actor,
            nonce=nonce,
            known_codes=[code.name for code in self.config.codes],
            known_stages=[known.id for known in self.config.stages],
        )

    def remove_highlight(self, number: int) -> None:
        """Take a highlight away; `restore_highlight` brings it back."""
        highlights.remove_highlight(self.store, number, actor=self.actor)

    def restore_highlight(self, number: int) -> None:
        """Bring a removed highlight back."""
        highlights.restore_highlight(self.store, number, actor=self.actor)

    @property
    def reels(self) -> pd.DataFrame:
        """One row a reel: name, title, author, elements, clips, created_at, changed_at."""
        return reels.reels(self.store)

    def save_reel(self, name: str, *, title: str = "", elements: Sequence[Mapping[str, Any]]) -> None:
        """Save a reel, in place of the one of that name; the log keeps both."""
        reels.save_reel(self.store, name=name, title=title, elements=elements, author=self.actor)

    def reel(self, name: str) -> StudyReel:
        """One reel, to be planned and rendered."""
        return StudyReel(self, reels.load_reel(self.store, name))

    def render_reels(self) -> tuple[Path, ...]:
        """Render every reel that has no file or an outdated one; those with nothing to play are left out."""
        return tuple(
            reel.render().path
            for reel in map(self.reel, self.reels["name"])
            if reel.plan().clips and not reel.renderings["up_to_date"].any()
        )

    # ---- long work, and the way out ----

    def jobs(self) -> pd.DataFrame:
        """Long work: kind, key, title, state, progress, left_seconds, message."""
        return jobs.jobs(self.store)

    def cancel(self, kind: str, key: str) -> None:
        """Ask a piece of long work to stop."""
        jobs.request_cancel(self.store, kind, key, actor=self.actor)

    def export(self, folder: str | Path, *, formats: Sequence[str] | None = None) -> tuple[Path, ...]:
        """Write everything that people made, and every transcript, to plain files; see `cslab.study.export`.

        Parameters
        ----------
        folder : str or Path
            Made when it is not there.
        formats : sequence of str, optional
            Of the transcripts: vtt, srt, txt, md, json; all when left out.
        """
        target = Path(folder)
        chosen = [file_formats.format_of(name) for name in (formats or file_formats.FORMATS)]
        written = list(export.export_made(self.store, target))
        for name, heard in self.transcripts().items():
            for form in chosen:
                path = target / "transcripts" / f"{name}{form.suffixes[0]}"
                path.parent.mkdir(parents=True, exist_ok=True)
                file_formats.write(heard, path, format=form.name)
                written.append(path)
        return tuple(written)

    def import_(self, folder: str | Path) -> dict[str, int]:
        """Read back what `export` wrote; nothing that is there already is doubled."""
        return export.import_made(self.store, Path(folder), actor=self.actor)

    # ---- inside ----

    def _rows(self, table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
        for name in names:
            self._known("interview", name, table["interview_id"])
        return table.set_index("interview_id", drop=False).loc[list(names)]

    def _row(self, interview_id: str) -> dict[Any, Any]:
        return self._rows(self.recordings, [interview_id]).iloc[0].to_dict()

    @staticmethod
    def _known(kind: str, name: str | None, existing: Iterable[str]) -> None:
        names = list(existing)
        if name is not None and name not in names:
            raise NotFoundError.of(kind, name, names)

    def _derived_file(self, row: Mapping[Any, Any], suffix: str) -> Path:
        return self.derived / "audio" / f"{row['content_hash']}{suffix}"

    def customer_channels(self) -> dict[str, int]:
        """Channel of the customer, from 0, in each two-channel call whose channels are known."""
        table = self.interviews
        sides = dict(zip(table["interview_id"], table["interviewer_channel"], strict=True))
        return {name: 1 - SIDES.index(side) for name, side in sides.items() if side in SIDES}


def _speakers(interview: Mapping[Any, Any], *, customer: str) -> dict[str, str]:
    """Names for the two channels of a call, where interviews.csv says which is the interviewer's."""
    side, asks = interview["interviewer_channel"], interview["interviewer"]
    if side not in SIDES:
        return {}
    other = SIDES[1 - SIDES.index(side)]
    return {side: asks if isinstance(asks, str) and asks else "Interviewer", other: customer or "Customer"}
