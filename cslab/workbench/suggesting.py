"""Suggested codes: proposed, never stored until a person accepts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cached_property
from typing import Any

import pandas as pd

from cslab import intervals
from cslab.errors import NotFoundError
from cslab.estimate import Estimate
from cslab.listen import suggest
from cslab.listen.excerpts import Excerpts
from cslab.listen.suggest import Known
from cslab.listen.vectors import KeptVectors
from cslab.study import suggestions as stored
from cslab.study.store import default_actor
from cslab.workbench.coding import Coding

COLUMNS = {
    "interview_id": "str",
    "start": "float64",
    "end": "float64",
    "code": "str",
    "score": "float64",
    "quote": "str",
    "because": "str",
    "because_interview": "str",
    "because_start": "float64",
}


class Suggesting(Coding):
    """Proposed, never stored until a person accepts."""

    def suggest(
        self,
        interview_id: str,
        *,
        start: float | None = None,
        end: float | None = None,
        limit: int = 5,
        coder: str | None = None,
    ) -> pd.DataFrame:
        """Suggest codes for one passage, or passages of one interview that may deserve a code.

        Parameters
        ----------
        interview_id : str
            Which interview.
        start, end : float, optional
            A passage, in seconds; without them, every passage of the customer is looked at.
        limit : int
            How many to give.
        coder : str, optional
            For whom; the study's actor when left out. One who codes blind is led by their own passages and by
            definitions alone.

        Returns
        -------
        DataFrame
            The likeliest first: interview_id, start, end, code, score (from -1 to 1), quote, and the text
            that it was found by: because, with because_interview and because_start where it is a passage.
            What the coder has coded or decided already is left out.

        Raises
        ------
        NotFoundError
            If there is no such interview, or it is not transcribed yet.
        MissingDependencyError
            If the extra ``suggest`` is not installed; with the install line.
        """
        who = coder or self.actor or default_actor()
        heard = self.transcript(interview_id)
        asks = self.interviewers(interview_id)
        if start is None or end is None:
            segments = suggest.passages(heard.segments, asks)
            spans = [(one.start, one.end, one.text) for one in segments]
        else:
            spans = [(start, end, Excerpts(heard, asks).quote(start, end).text)]
        spans = [span for span in spans if span[2]]
        known = self._known_texts(who)
        if not spans or not known:
            return _table([])
        vectors = self._vectors.of([text for *_, text in spans] + [one.text for one in known])
        done = self._taken(interview_id, who)
        found = []
        for (first, last, text), vector in zip(spans, vectors[: len(spans)], strict=True):
            itself = [one.overlaps(interview_id, first, last) for one in known]
            codes = [one.codes for one in known]
            ranked = suggest.likely(vector, vectors[len(spans) :], codes, leave_out=itself)
            free = [one for one in ranked if one.score >= suggest.LEAST and not done(first, last, one.code)]
            for one in free if start is not None else free[:1]:
                source = known[one.because]
                because = (source.text, source.interview_id, source.start)
                found.append((interview_id, first, last, one.code, one.score, text, *because))
        found.sort(key=lambda row: (-row[4], row[1], row[3]))
        return _table(found[:limit])

    def accept_suggestion(
        self,
        interview_id: str,
        *,
        start: float,
        end: float,
        code: str,
        score: float,
        coder: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Make a highlight of a suggestion; the same nonce again changes nothing.

        Returns
        -------
        int
            The highlight's id.

        Raises
        ------
        NotFoundError
            If there is no such interview or code.
        InputError
            If the span is not a span.
        """
        nonce = nonce or uuid.uuid4().hex
        number = self.add_highlight(
            interview_id, start=start, end=end, codes=[code], coder=coder, nonce=f"suggestion/{nonce}"
        )
        self._decide(interview_id, start, end, code, score, highlight=number, coder=coder, nonce=nonce)
        return number

    def decline_suggestion(
        self,
        interview_id: str,
        *,
        start: float,
        end: float,
        code: str,
        score: float,
        coder: str | None = None,
        nonce: str | None = None,
    ) -> None:
        """Turn a suggestion down: it is not made to this coder again.

        Raises
        ------
        NotFoundError
            If there is no such interview or code.
        InputError
            If the span is not a span.
        """
        self._row(interview_id)
        self._decide(interview_id, start, end, code, score, highlight=None, coder=coder, nonce=nonce)

    def suggestions(self) -> pd.DataFrame:
        """What was decided about suggestions; see `cslab.study.suggestions.suggestions`."""
        return stored.suggestions(self.store)

    def acceptance(self, coder: str | None = None) -> Estimate | None:
        """Share of suggestions that were accepted, among those decided; None while none is.

        Parameters
        ----------
        coder : str, optional
            Only what this coder decided.
        """
        decided = stored.suggestions(self.store, author=coder)
        if decided.empty:
            return None
        return intervals.proportion(int(decided["accepted"].sum()), len(decided))

    # ---- inside ----

    @cached_property
    def _vectors(self) -> KeptVectors:
        return KeptVectors(self.derived / "vectors.npz")

    def _known_texts(self, coder: str) -> list[Known]:
        """Coded passages that the coder may see, and the definitions of codes in use."""
        book = self.codebook
        marked = self.highlights(blind_for=coder)
        known = [
            Known(row["quote"], tuple(codes), row["interview_id"], row["start"], row["end"])
            for row in marked.to_dict("records")
            if row["quote"] and (codes := [code for code in row["codes"] if code in book.names])
        ]
        texts = {code.name: suggest.definition_text(code.name, code.definition) for code in book.codes}
        return known + [Known(text, (name,)) for name, text in texts.items()]

    def _taken(self, interview_id: str, coder: str) -> Callable[[float, float, str], bool]:
        """Tell whether a passage has a code already, or the coder has decided about it."""
        marked = self.highlights(interview_id, blind_for=coder)
        spans = [
            (row["start"], row["end"], code) for row in marked.to_dict("records") for code in row["codes"]
        ]
        decided = stored.suggestions(self.store, author=coder)
        here: list[dict[Any, Any]] = decided[decided["interview_id"] == interview_id].to_dict("records")
        spans += [(row["start"], row["end"], row["code"]) for row in here]

        def taken(start: float, end: float, code: str) -> bool:
            shared = [min(end, b) - max(start, a) for a, b, name in spans if name == code]
            return any(seconds > (end - start) / 2 for seconds in shared)

        return taken

    def _decide(
        self,
        interview_id: str,
        start: float,
        end: float,
        code: str,
        score: float,
        *,
        highlight: int | None,
        coder: str | None,
        nonce: str | None,
    ) -> None:
        name = self._code(code)
        if name is None:
            raise NotFoundError.of("code", code, self.codebook.names)
        stored.decide(
            self.store,
            interview_id=interview_id,
            start=start,
            end=end,
            code=name,
            score=score,
            highlight=highlight,
            author=coder or self.actor,
            nonce=nonce,
        )


def _table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(COLUMNS)
