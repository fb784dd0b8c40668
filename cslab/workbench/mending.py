"""Mending: corrections over the engine's words, and what a new transcription carries over."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from cslab.listen.corrections import Correction, active, apply_corrections
from cslab.listen.edits import edit_of, place_again
from cslab.listen.transcript import Transcript
from cslab.listen.vocabulary import near_misses
from cslab.study import corrections as stored
from cslab.study.carried import latest_correction
from cslab.study.corrections import Edit
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.workbench.listening import Listening
from cslab.workbench.replacing import Replacement, places_table

_COLUMNS = {
    "id": "int64",
    "interview_id": "str",
    "first": "int64",
    "last": "int64",
    "start": "float64",
    "end": "float64",
    "before": "str",
    "after": "str",
    "author": "str",
    "created_at": TIME,
    "undone_at": TIME,
    "active": "bool",
}
_MISS_COLUMNS = {
    "interview_id": "str",
    "start": "float64",
    "end": "float64",
    "heard": "str",
    "term": "str",
    "score": "float64",
    "first": "int64",
    "last": "int64",
}


class Mending(Listening):
    """Corrections over the engine's words, find and replace, what a new transcription carries over."""

    def correct(
        self,
        interview_id: str,
        first: int,
        last: int,
        text: str,
        *,
        before: str | None = None,
        nonce: str | None = None,
        author: str | None = None,
    ) -> int:
        """Write other words over some words of an interview; what was heard stays underneath.

        Parameters
        ----------
        interview_id : str
            Which interview.
        first, last : int
            Words of `Study.transcript` as it is read now, counted from 0, half-open. With ``first == last``
            the new words are put in before the word `first`.
        text : str
            The new words; none takes the old ones away.
        before : str, optional
            The words that the person saw there. When others were put in or taken out before them meanwhile,
            they are found again up to 60 words away.
        nonce : str, optional
            Chosen by the caller and used once: a second correction with the same nonce is not added.
        author : str, optional
            Who corrects; who opened the study when left out.

        Returns
        -------
        int
            The correction's id; 0 when nothing would change, and nothing was kept; with a known nonce, the id
            of the correction that has it.

        Raises
        ------
        NotFoundError
            If there is no such interview, or it is not transcribed yet.
        InputError
            If there are no such words, or the words that the person saw are others now; says which.
        """
        key = self._key_read(interview_id)
        heard = self._heard_by_key(key)

        def resolve(known: tuple[Correction, ...]) -> Edit | None:
            now = apply_corrections(heard, known)
            begin, end = place_again(now, first, last, before, where=interview_id)
            return edit_of(now, begin, end, clean(text))

        return stored.add_correction(self.store, key, resolve, nonce=nonce, author=author or self.actor)

    def undo_correction(self, number: int, author: str | None = None) -> None:
        """Take a correction back, and let stand again what it had replaced; `redo_correction` brings it back.

        Raises
        ------
        NotFoundError
            If there is no such correction.
        """
        stored.undo_correction(self.store, latest_correction(self.store, number), author=author or self.actor)

    def redo_correction(self, number: int, author: str | None = None) -> None:
        """Let a correction stand again that was taken back; where a later one stands, that one stays.

        Raises
        ------
        NotFoundError
            If there is no such correction.
        """
        stored.redo_correction(self.store, latest_correction(self.store, number), author=author or self.actor)

    def corrections(self, interview_id: str | None = None) -> pd.DataFrame:
        """List corrections of one interview, or of all: those over the words that are read now.

        Returns
        -------
        DataFrame
            One row a correction, oldest first: id, interview_id, first, last (the engine's words, half-open),
            start, end (seconds), before, after, author, created_at, undone_at, active (False when it was
            undone, or a later one stands in its place).

        Raises
        ------
        NotFoundError
            If there is no such interview.
        """
        keys = self._keys_read(None if interview_id is None else [interview_id])
        table = stored.list_corrections(self.store, list(keys.values()))
        held = self._held(keys.values())
        times: dict[int, dict[str, float]] = {}
        for key, some in table.groupby("key"):
            heard = self._heard_by_key(str(key))
            times |= {
                int(row["id"]): _time(heard, row["first"], row["last"]) for row in some.to_dict("records")
            }
        rows = [
            {**row, "interview_id": name, "active": row["id"] in held, **times[row["id"]]}
            for row in table.to_dict("records")
            for name in keys
            if keys[name] == row["key"]
        ]
        return frame_of(([row[column] for column in _COLUMNS] for row in rows), _COLUMNS)

    def correction_at(self, interview_id: str, word: int) -> int | None:
        """Give the id of the correction that a word of `Study.transcript` came with; None if it was heard so.

        Raises
        ------
        NotFoundError
            If there is no such interview, or it is not transcribed yet.
        """
        return self.mended(interview_id).marks.get(word)

    def find_replace(
        self,
        find: str,
        replace: str,
        *,
        interviews: Iterable[str] | None = None,
        whole_words: bool = True,
        match_case: bool = False,
    ) -> Replacement:
        """List where words would change; `Replacement.apply` then corrects them.

        Parameters
        ----------
        find, replace : str
            One or more words, and what stands in their place; signs around them stay.
        interviews : iterable of str, optional
            Only these.
        whole_words : bool
            False also finds what begins or ends within a word.
        match_case : bool
            False finds capitals and small letters alike, and lets the new text begin with a capital where the
            old one did.

        Raises
        ------
        NotFoundError
            If there is no such interview.
        InputError
            If there is nothing to find.
        """
        names = self._names(interviews)
        found = ((name, mended.transcript.words) for name, mended in self._read_all(names))
        table = places_table(found, find, replace, whole_words=whole_words, match_case=match_case)
        return Replacement(find, replace, table, self)

    def vocabulary_misses(self) -> pd.DataFrame:
        """List words that are likely one of the study's own terms, misheard.

        The terms are those that study.toml lists under ``vocabulary``, which Whisper is told as well.

        Returns
        -------
        DataFrame
            One row a place: interview_id, start, end (seconds), heard, term, score (how much alike the two
            are, 0 to 1), first, last (words of `Study.transcript`, half-open).
        """
        terms = self.config.vocabulary
        rows = []
        for name, mended in self._read_all() if terms else ():
            words = mended.transcript.words
            for miss in near_misses(words, terms):
                here = words[miss.first : miss.last]
                span = (min(word.start for word in here), max(word.end for word in here))
                rows.append((name, *span, miss.heard, miss.term, miss.score, miss.first, miss.last))
        return frame_of(rows, _MISS_COLUMNS)

    # ---- inside ----

    def _names(self, interviews: Iterable[str] | None) -> list[str] | None:
        """The interviews named, all of which there must be."""
        if interviews is None:
            return None
        names = list(interviews)
        for name in names:
            self._known("interview", name, self._recordings()["interview_id"])
        return names

    def _held(self, keys: Collection[str]) -> set[int]:
        """Ids of the corrections that hold."""
        with self.store.reading() as connection:
            made = stored.corrections_of(connection, keys)
        return {one.id for some in made.values() for one in active(some)}


def _time(heard: Transcript, first: int, last: int) -> dict[str, float]:
    """Give the time of some words; of a place between two, the gap."""
    words = heard.words
    if first < last <= len(words):
        return {
            "start": min(word.start for word in words[first:last]),
            "end": max(word.end for word in words[first:last]),
        }
    left = words[first - 1].end if 0 < first <= len(words) else 0.0
    right = words[first].start if first < len(words) else left
    return {"start": min(left, right), "end": right}
