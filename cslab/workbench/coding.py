"""Coding: spans of interviews, kept with codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import select

from cslab.errors import NotFoundError
from cslab.listen.excerpts import Excerpts, Quote
from cslab.listen.speakers.roles import INTERVIEWER
from cslab.study import changes, codebooks, highlights, loosecodes, meanings, recode, schema
from cslab.study.codebook import Code, Codebook, code_of
from cslab.study.codebookchange import CodebookChange
from cslab.study.highlights import KEEP, Book, Unchanged
from cslab.workbench import codebook_files
from cslab.workbench.listening import Listening

_ROUNDING = 1.0
"""Seconds by which a highlight may end after its recording: players and captions round."""


class Coding(Listening):
    """Highlights and the codebook."""

    # ---- the codebook ----

    @property
    def codebook(self) -> Codebook:
        """Codes in use, as a tree; see `cslab.study.codebook.Codebook`."""
        return codebooks.codebook(self.store, self.config.codes)

    def codebook_versions(self) -> pd.DataFrame:
        """One row a version of the codebook, the newest first; see `cslab.study.codebooks.versions`."""
        return codebooks.versions(self.store)

    def codebook_at(self, when: datetime | str) -> Codebook:
        """The codebook as it stood at a moment."""
        return codebooks.codebook_at(self.store, when, self.config.codes)

    def meaning_of(self, number: int) -> pd.DataFrame:
        """Each code of a highlight as it stood when it was coded; see `cslab.study.meanings.meaning_of`."""
        return meanings.meaning_of(self.store, number, self.config.codes)

    def export_codebook(self, path: str | Path) -> Path:
        """Write the codes in use to a file, in the format of its suffix: .csv (or .qdc, REFI-QDA)."""
        return codebook_files.write(Path(path), self.codebook, title=self.config.title)

    def import_codebook(
        self, path: str | Path, *, preview: bool = False, author: str | None = None
    ) -> CodebookChange:
        """Add and change codes as a file says; nothing is taken away, and what it leaves empty stays."""
        rows = codebook_files.read(Path(path), known=self.codebook.names)
        return self.change_codebook(recode.taking_in(rows, Path(path).name), preview=preview, author=author)

    def loose_codes(self) -> dict[str, int]:
        """Codes in use that the codebook does not know, with the number of their highlights and answers."""
        return loosecodes.loose_codes(self.store, self.config.codes)

    def add_loose_codes(self, *, preview: bool = False, author: str | None = None) -> CodebookChange:
        """Add the codes that highlights or answers have and the codebook does not know."""
        rows = [{"name": name} for name in self.loose_codes()]
        return self.change_codebook(recode.taking_in(rows, "highlights"), preview=preview, author=author)

    def change_codebook(
        self, step: recode.Step, *, preview: bool = False, author: str | None = None
    ) -> CodebookChange:
        """Make a change of the codebook, or only see what it would move; see `cslab.study.recode`."""
        return recode.change_codebook(
            self.store, step, listed=self.config.codes, preview=preview, author=author or self.actor
        )

    def add_code(
        self,
        name: str,
        *,
        definition: str = "",
        examples: Iterable[str] = (),
        colour: str | None = None,
        parent: str | None = None,
        preview: bool = False,
        author: str | None = None,
    ) -> CodebookChange:
        """Add a code, at the top or below another one."""
        code = _code(name, definition, examples, colour, parent)
        return self.change_codebook(recode.adding(code), preview=preview, author=author)

    def change_code(
        self, name: str, *, preview: bool = False, author: str | None = None, **values: Any
    ) -> CodebookChange:
        """Change a code's ``definition``, ``examples`` or ``colour``; what is not given stays."""
        return self.change_codebook(recode.changing(name, **values), preview=preview, author=author)

    def rename_code(
        self, name: str, to: str, *, preview: bool = False, author: str | None = None
    ) -> CodebookChange:
        """Give a code another name; its highlights follow."""
        return self.change_codebook(recode.renaming(name, to), preview=preview, author=author)

    def move_code(
        self, name: str, parent: str | None, *, preview: bool = False, author: str | None = None
    ) -> CodebookChange:
        """Put a code, with all below it, under another one; None puts it at the top."""
        return self.change_codebook(recode.moving(name, parent), preview=preview, author=author)

    def merge_codes(
        self, names: Sequence[str], into: str, *, preview: bool = False, author: str | None = None
    ) -> CodebookChange:
        """Let one code take the place of others: highlights, codes below them and examples follow."""
        return self.change_codebook(recode.merging(names, into), preview=preview, author=author)

    def split_code(
        self,
        name: str,
        new: str,
        highlights: Iterable[int],
        *,
        answers: Iterable[int] = (),
        definition: str = "",
        examples: Iterable[str] = (),
        colour: str | None = None,
        preview: bool = False,
        author: str | None = None,
    ) -> CodebookChange:
        """Give some highlights of a code, by their ids, to a new code beside it; the others stay.

        ``answers`` are ids of `Answering.answer_codes`: open answers that get the new code, too.
        """
        code = _code(new, definition, examples, colour, self.codebook.code(name).parent)
        step = recode.splitting(name, code, highlights, answers)
        return self.change_codebook(step, preview=preview, author=author)

    def retire_code(self, name: str, *, preview: bool = False, author: str | None = None) -> CodebookChange:
        """Offer a code no longer; highlights keep it, and `bring_back_code` offers it again."""
        return self.change_codebook(recode.retiring(name), preview=preview, author=author)

    def bring_back_code(
        self, name: str, *, preview: bool = False, author: str | None = None
    ) -> CodebookChange:
        """Offer a retired code again."""
        return self.change_codebook(recode.bringing_back(name), preview=preview, author=author)

    def undo_codebook(self, *, preview: bool = False, author: str | None = None) -> CodebookChange:
        """Take the newest change of the codebook back; doing so again makes it again."""
        return recode.undo_change(
            self.store, listed=self.config.codes, preview=preview, author=author or self.actor
        )

    # ---- highlights ----

    def highlights(
        self,
        interview_id: str | None = None,
        *,
        code: str | None = None,
        stage: str | None = None,
        coder: str | None = None,
        blind_for: str | None = None,
        interviewer: bool = False,
    ) -> pd.DataFrame:
        """One row a highlight with its words as ``quote``, and the ``speaker`` who says most of them.

        Parameters
        ----------
        interview_id, code, stage, coder : str, optional
            Only those of this interview, with this code, of this stage, by this coder.
        blind_for : str, optional
            Who will see them: one who codes blind is given their own alone.
        interviewer : bool
            Keep the interviewer's words in quotes; they are left out wherever the customer speaks.

        Returns
        -------
        DataFrame
            The columns of `cslab.study.highlights.highlights`, then quote and speaker.

        Raises
        ------
        NotFoundError
            If the interview, code or stage is unknown.
        """
        if interview_id is not None:
            self._row(interview_id)
        code = self._code(code)
        self._known("stage", stage, [known.id for known in self.config.stages])
        found = highlights.highlights(
            self.store, interview_id=interview_id, code=code, stage=stage, coder=coder, blind_for=blind_for
        )
        said = self._quotes(found, interviewer=interviewer)
        found["quote"] = pd.Series([quote.text for quote in said], dtype="str")
        found["speaker"] = pd.Series([quote.speaker for quote in said], dtype="str")
        return found

    def add_highlight(
        self,
        interview_id: str,
        *,
        start: float,
        end: float,
        codes: Iterable[str] = (),
        stage: str | None = None,
        note: str = "",
        sentiment: int | None = None,
        juiciness: int | None = None,
        juice: Iterable[str] | None = None,
        coder: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Mark a span of one interview; see `cslab.study.highlights.add_highlight`.

        Returns
        -------
        int
            The highlight's id.
        """
        self._lies_within(interview_id, start, end)
        return highlights.add_highlight(
            self.store,
            interview_id=interview_id,
            start=start,
            end=end,
            codes=[codes] if isinstance(codes, str) else list(codes),
            stage=stage,
            note=note,
            sentiment=sentiment,
            juiciness=juiciness,
            juice=juice,
            coder=coder or self.actor,
            nonce=nonce,
            codebook=self._newest_codebook(),
            known_stages=[known.id for known in self.config.stages],
        )

    def change_highlight(
        self,
        number: int,
        *,
        start: float | Unchanged = KEEP,
        end: float | Unchanged = KEEP,
        codes: Sequence[str] | Unchanged = KEEP,
        put: Iterable[str] = (),
        drop: Iterable[str] = (),
        stage: str | Unchanged | None = KEEP,
        note: str | Unchanged = KEEP,
        sentiment: int | Unchanged | None = KEEP,
        juiciness: int | Unchanged | None = KEEP,
        juice: Iterable[str] | Unchanged = KEEP,
        coder: str | None = None,
    ) -> None:
        """Change what is given of a highlight; see `cslab.study.highlights.change_highlight`."""
        if not (isinstance(start, Unchanged) and isinstance(end, Unchanged)):
            named = select(schema.highlight.c.interview_id).where(schema.highlight.c.id == number)
            with self.store.reading() as connection:
                interview_id = connection.scalar(named)
            if interview_id is not None and interview_id in set(self.interviews["interview_id"]):
                self._lies_within(interview_id, start, end)
        highlights.change_highlight(
            self.store,
            number,
            start=start,
            end=end,
            codes=codes,
            put=put,
            drop=drop,
            stage=stage,
            note=note,
            sentiment=sentiment,
            juiciness=juiciness,
            juice=juice,
            actor=coder or self.actor,
            codebook=self._newest_codebook(),
            known_stages=[known.id for known in self.config.stages],
        )

    def remove_highlight(self, number: int, *, coder: str | None = None) -> None:
        """Take a highlight away; `restore_highlight` brings it back."""
        highlights.remove_highlight(self.store, number, actor=coder or self.actor)

    def restore_highlight(self, number: int, *, coder: str | None = None) -> None:
        """Bring a removed highlight back."""
        highlights.restore_highlight(self.store, number, actor=coder or self.actor)

    # ---- inside ----

    def _lies_within(self, interview_id: str, start: float | Unchanged, end: float | Unchanged) -> None:
        """See that a span lies within its recording; its end may be out by the rounding of a player."""
        length = float(self._row(interview_id)["duration"])
        for at, last in ((start, length), (end, length + _ROUNDING)):
            if not isinstance(at, Unchanged) and at >= last:
                raise NotFoundError(f"{interview_id} ends at {length:.1f} seconds, before {at:.1f}.")

    def _quotes(self, found: pd.DataFrame, *, interviewer: bool) -> list[Quote]:
        """Words of each row's span; kept until any words or names change."""
        seen = self._look()
        stamp = (seen.files, changes.last_change(self.store, but=changes.WORDLESS))
        kept: dict[tuple[str, float, float, bool], Quote]
        kept = self._kept.get("quotes", stamp, dict, keep=seen.settled)
        spans: list[tuple[str, float, float, bool]] = [
            (name, start, end, interviewer)
            for name, start, end in zip(found["interview_id"], found["start"], found["end"], strict=True)
        ]
        lacking: dict[str, list[tuple[str, float, float, bool]]] = {}
        for span in spans:
            if span not in kept:
                lacking.setdefault(span[0], []).append(span)
        for name, excerpts in self._excerpts(lacking):
            for span in lacking[name]:
                kept[span] = excerpts.quote(span[1], span[2], interviewer=interviewer)
        return [kept.get(span, Quote("", None)) for span in spans]

    def _excerpts(self, names: Collection[str]) -> Iterator[tuple[str, Excerpts]]:
        """Words of interviews, ready to be asked for by time; one interview after the other."""
        listed = self._recordings()
        listed = listed[listed["interview_id"].isin(names) & (listed["state"] == "transcribed")]
        rows = {str(row["interview_id"]): row for row in listed.to_dict("records")}
        if not rows:
            return
        _, keys = self._stamped(rows)
        read = self._spoken_anew({name: rows[name] for name in keys}, keys)
        for name, (mended, spoken) in zip(keys, read, strict=True):
            asking = {speaker.name for speaker in spoken.speakers if speaker.role == INTERVIEWER}
            yield name, Excerpts(mended.transcript, asking)

    def _newest_codebook(self) -> Book:
        """How a write reads the newest codebook, so that a code renamed a moment ago is still understood."""
        listed = self.config.codes
        return lambda connection: codebooks.read_codebook(connection, listed)

    def _code(self, name: str | None) -> str | None:
        """A code to look for: one of the codebook by any name it had, or one that highlights have."""
        if name is None:
            return None
        book = self.codebook
        if not (book.codes or book.retired) or name in self.loose_codes():
            return name
        return book.code(name).name


def _code(
    name: str, definition: str, examples: Iterable[str], colour: str | None, parent: str | None
) -> Code:
    values = {"definition": definition, "examples": examples, "colour": colour, "parent": parent}
    return code_of({"name": name} | values)
