"""Reading: transcripts as people now see them.

The engine's words, then who speaks (by time), then corrections (by number of the engine's words), then names.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from cslab.errors import NotFoundError
from cslab.listen.corrections import Mended, apply_corrections
from cslab.listen.speakers.voiced import Voiced
from cslab.listen.transcript import Transcript
from cslab.study import readings
from cslab.study.corrections import corrections_of
from cslab.workbench.casting import Casting
from cslab.workbench.shelf import Shelf


class Reading(Casting):
    """Transcripts with their speakers and corrections."""

    def transcript(self, interview_id: str) -> Transcript:
        """Words of one interview: corrected, and with the names of its people where they are known.

        Raises
        ------
        NotFoundError
            If there is no such interview, or it is not transcribed yet.
        """
        return self.mended(interview_id).transcript

    def transcripts(self, names: Iterable[str] | None = None) -> dict[str, Transcript]:
        """Transcripts by interview, of those named or of all; what is not transcribed yet is left out."""
        return {name: found.transcript for name, found in self._read_all(names)}

    def mended(self, interview_id: str) -> Mended:
        """Words of one interview as `transcript` gives them, and which of them came with a correction.

        Returns
        -------
        Mended
            Its ``marks`` say for the number of a word which correction it came with.

        Raises
        ------
        NotFoundError
            If there is no such interview, or it is not transcribed yet.
        """
        row = self._row(interview_id)
        found = dict(self._read_rows([row]))
        if not found:
            raise self._not_transcribed(interview_id)
        return found[interview_id]

    # ---- inside ----

    @cached_property
    def _shelf(self) -> Shelf[Mended]:
        """Transcripts as they were read last."""
        return Shelf()

    @cached_property
    def _heard(self) -> Shelf[Transcript]:
        """The engine's words, which never change, of interviews that are being worked on."""
        return Shelf()

    def _keys_read(self, names: Iterable[str] | None = None) -> dict[str, str]:
        """Key of the transcription that is read of each interview named, or of all; those with words only."""
        table = self._recordings()
        if names is not None:
            asked = list(names)
            for name in asked:
                self._known("interview", name, table["interview_id"])
            table = table[table["interview_id"].isin(asked)]
        contents = dict(zip(table["interview_id"], table["content_hash"], strict=True))
        with self.store.reading() as connection:
            keys = readings.newest_keys(connection, [content for content in contents.values() if content])
        return {name: keys[content] for name, content in contents.items() if content in keys}

    def _key_read(self, interview_id: str) -> str:
        """Key of the transcription that is read of one interview."""
        keys = self._keys_read([interview_id])
        if not keys:
            raise self._not_transcribed(interview_id)
        return keys[interview_id]

    def _heard_by_key(self, key: str) -> Transcript:
        """The engine's words of one transcription."""
        return next(self._heard_anew([key]))

    def _not_transcribed(self, interview_id: str) -> NotFoundError:
        return NotFoundError(f"{interview_id} is not transcribed yet; run: cslab transcribe {self.folder}")

    def _read_all(self, names: Iterable[str] | None = None) -> Iterator[tuple[str, Mended]]:
        """Read the interviews named, or all, in the order of the study; those with words only."""
        wanted = None if names is None else set(names)
        table = self._recordings()
        if wanted is not None:
            table = table[table["interview_id"].isin(wanted)]
        yield from self._read_rows(table.to_dict("records"))

    def _read_rows(self, rows: Iterable[Mapping[Any, Any]]) -> Iterator[tuple[str, Mended]]:
        """Read interviews by their rows of `Folder.recordings`."""
        ready = {str(row["interview_id"]): row for row in rows if row["state"] == "transcribed"}
        if not ready:
            return
        stamps, keys = self._stamped(ready)
        found = {name: self._shelf.get(name, stamp) for name, stamp in stamps.items()}
        missing = {name: keys[name] for name, mended in found.items() if mended is None}
        made = self._read_anew({name: ready[name] for name in missing}, missing)
        for name, known in found.items():
            if known is not None:
                yield name, known
                continue
            anew = next(made)
            self._shelf.put(name, stamps[name], anew, size=len(anew.origins))
            yield name, anew

    def _stamped(self, ready: Mapping[str, Mapping[Any, Any]]) -> tuple[dict[str, Hashable], dict[str, str]]:
        """Stamps of the words of interviews as people now see them, and the keys of what is read."""
        self._catch_up(ready.values())
        with self.store.reading() as connection:
            keys = readings.newest_keys(connection, [row["content_hash"] for row in ready.values()])
            read = {
                name: (row["content_hash"], keys[row["content_hash"]])
                for name, row in ready.items()
                if row["content_hash"] in keys
            }
            stamps: dict[str, Hashable] = dict(readings.stamps(connection, read))
        behind = self._files_behind(ready)
        return (
            {name: (stamp, behind[name]) for name, stamp in stamps.items()},
            {name: key for name, (_, key) in read.items()},
        )

    def _catch_up(self, rows: Iterable[Mapping[Any, Any]]) -> None:
        """Before words are read: carry to them what people did to older ones; see `Carrying`."""

    def _read_anew(self, rows: Mapping[str, Mapping[Any, Any]], keys: Mapping[str, str]) -> Iterator[Mended]:
        """Lay speakers, corrections and names over the engine's words, interview after interview."""
        return (mended for mended, _ in self._spoken_anew(rows, keys))

    def _spoken_anew(
        self, rows: Mapping[str, Mapping[Any, Any]], keys: Mapping[str, str]
    ) -> Iterator[tuple[Mended, Voiced]]:
        """Do as `_read_anew` does, and say with each interview who speaks in it."""
        if not rows:
            return
        voice = self._casting(rows)
        with self.store.reading() as connection:
            edits = corrections_of(connection, list(keys.values()))
        heard = self._heard_anew(list(keys.values()))
        for (name, row), transcript in zip(rows.items(), heard, strict=True):
            spoken = voice(row, transcript)
            mended = apply_corrections(spoken.transcript, edits.get(keys[name], ()))
            yield replace(mended, transcript=spoken.named(mended.transcript)), spoken

    def _heard_anew(self, keys: list[str]) -> Iterator[Transcript]:
        """The engine's words by key, in order, a few from the store at a time."""
        for at in range(0, len(keys), 20):
            some = keys[at : at + 20]
            known = {key: transcript for key in some if (transcript := self._heard.get(key, "")) is not None}
            with self.store.reading() as connection:
                unknown = [key for key in some if key not in known]
                stored = dict(readings.documents(connection, unknown)) if unknown else {}
            for key in some:
                if key not in known:
                    known[key] = Transcript.from_dict(stored[key])
                    self._heard.put(key, "", known[key], size=len(known[key].words))
                yield known[key]

    def _files_behind(self, rows: Mapping[str, Mapping[Any, Any]]) -> dict[str, Hashable]:
        """What the study's files say of who speaks in these interviews."""
        table = self._interviews(self._look())
        here = table["interview_id"].isin(list(rows))
        table = table.loc[here, ["interview_id", "interviewer", "interviewer_channel"]]
        return {
            str(name): (str(asks), str(side), str(rows[name]["name"]), str(rows[name]["person_id"]))
            for name, asks, side in table.itertuples(index=False)
        }
