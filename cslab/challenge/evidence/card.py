"""An evidence card: a claim beside everything that speaks for it and against it."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from cslab.challenge.evidence import words
from cslab.challenge.evidence.searched import Searched
from cslab.challenge.evidence.sides import AGAINST, FOR, MARKED, SIDES
from cslab.errors import NotFoundError
from cslab.study.files import write_atomic

if TYPE_CHECKING:
    from cslab.challenge.claims.verdict import Finding, Verdict
    from cslab.challenge.evidence.sides import CodeRule
    from cslab.study.personas import Claim, LockedClaim, Persona

LIMIT: Final = 3
"""Clips shown on each side unless more are asked for: so many fit a page."""

WRITTEN: Final = 2
"""Answers in writing shown on each side."""

CLIPS: Final = (
    *("id", "nonce", "interview_id", "start", "end", "person_id", "person", "role", "quote", "speaker"),
    *("codes", "stage", "note", "juiciness", "worth", "side", "by", "why", "inside", "marks"),
)
"""Columns of a card's clips."""

ANSWERS: Final = (
    *("survey", "response_id", "person_id", "person", "role", "question", "text", "score", "choice"),
    *("answered_at", "codes", "worth", "side", "by", "why", "inside", "marks"),
)
"""Columns of a card's answers in writing."""

SOMEBODY: Final = "A customer"
"""What a person is called whose name is not to be seen."""


def nameless(clips: pd.DataFrame) -> pd.DataFrame:
    """Take out of a card's clips what the public must not see: who speaks, and what teammates wrote and said.

    Examples
    --------
    >>> told = {"person": "Dana", "note": "Hm", "by": "marked", "why": "Marked by Maya", "marks": ()}
    >>> nameless(pd.DataFrame([told])).loc[0, ["person", "note", "why"]].tolist()
    ['A customer', '', 'Marked by a teammate']
    """
    marked = clips["by"] == MARKED
    why = clips["why"].mask(marked & clips["why"].str.startswith("Marked"), "Marked by a teammate")
    why = why.mask(marked & clips["why"].str.startswith("Teammates differ"), "Teammates differ")
    marks = pd.Series([()] * len(clips), index=clips.index, dtype=object)
    return clips.assign(person=SOMEBODY, note="", why=why, marks=marks)


@dataclass(frozen=True, slots=True)
class CardSound:
    """The sound of a card's clips, in one piece.

    Parameters
    ----------
    data : bytes
        A sound file.
    format : str
        ``"m4a"``, ``"mp3"``, ``"opus"``, ``"ogg"`` or ``"wav"``.
    places : mapping of int to (float, float)
        Where each clip, by the id of its highlight, lies in it, in seconds.
    """

    data: bytes
    format: str
    places: Mapping[int, tuple[float, float]]


Sounds = Callable[[pd.DataFrame], CardSound | None]
"""Gives the sound of some clips of a card; None where nothing of them can be heard."""


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceCard:
    """A claim, what each source says of it, and voices on both sides.

    Parameters
    ----------
    claim : Claim
        As it was locked.
    persona : Persona
        Whose claim it is.
    verdict : Verdict
        What the sources say, one by one and together.
    segment : str
        Whom the claim is about, in words.
    people : int
        How many real customers that is.
    versions : tuple of LockedClaim
        All that were locked, the oldest first.
    clips, answers : DataFrame
        What was said and written on either side, in the order in which it is shown: `CLIPS` and `ANSWERS`.
        For the public without names, and nothing in writing.
    searched : Searched
        Where it was looked for.
    rules : tuple of CodeRule
        Which codes speak for it and which against it.
    audience : str
        Who will see it: ``"team"``, ``"company"`` or ``"public"``.
    study : str
        Title of the study.
    draft : bool
        True where the claim was changed since it was locked.
    limit : int
        Clips shown on each side.
    made_on : date
        The day.
    sounds : callable, optional
        Gives the sound of clips; without it the card can't be heard.
    """

    claim: Claim
    persona: Persona
    verdict: Verdict
    segment: str
    people: int
    versions: tuple[LockedClaim, ...]
    clips: pd.DataFrame
    answers: pd.DataFrame
    searched: Searched
    rules: tuple[CodeRule, ...] = ()
    audience: str = "team"
    study: str = ""
    draft: bool = False
    limit: int = LIMIT
    made_on: date = field(default_factory=date.today)
    sounds: Sounds | None = None

    def __post_init__(self) -> None:
        if self.audience == "public":
            object.__setattr__(self, "clips", nameless(self.clips))
            object.__setattr__(self, "answers", self.answers.head(0))

    # ---- what it holds ----

    def side(self, side: str, *, every: bool = False) -> pd.DataFrame:
        """Clips that speak ``"for"`` it or ``"against"`` it; also those that are ``"open"`` or ``"neither"``.

        Parameters
        ----------
        every : bool
            All of them, not only as many as the card shows.

        Raises
        ------
        NotFoundError
            If there is no such side.
        """
        return self._on(self.clips, side, None if every else self.limit)

    def written(self, side: str, *, every: bool = False) -> pd.DataFrame:
        """Answers in writing on a side; see `side`."""
        return self._on(self.answers, side, None if every else WRITTEN)

    def none_found(self, side: str) -> str:
        """Say that nobody speaks on a side, and where that was looked for; empty where somebody does."""
        clips = self.side(side, every=True)
        if len(clips) and clips["inside"].any():
            return ""
        if not self.searched.interviews:
            return (
                "Nobody was searched: no interview is transcribed, coded, and may be heard by this audience."
            )
        if len(clips):
            asked = "1 interview" if self.searched.claimed == 1 else f"{self.searched.claimed} interviews"
            return f"None of the people it claims, after searching {asked} with them; others say:"
        return self.searched.none_found + self._blindly(side)

    @property
    def prediction(self) -> str:
        """What its author expected against what was found; empty where they said nothing."""
        claim = self.claim
        sure = "" if claim.confidence is None else f"was {claim.confidence:g} % sure that it holds"
        if claim.predicted is None:
            return f"{self._author} {sure}." if sure else ""
        first = self.verdict.findings[0] if self.verdict.findings else None
        expected, found = words.predicted(claim.predicted, first)
        said = " and ".join(filter(None, [f"expected {expected}", sure]))
        return f"{self._author} {said}. {found}".strip()

    @property
    def lock(self) -> str:
        """Which version this is, and when it was locked."""
        locked = next((one for one in self.versions if one.version == self.verdict.version), None)
        if locked is None:
            return "Not locked"
        day = date.fromisoformat(locked.locked_at[:10])
        by = "" if self.audience == "public" else f" by {locked.author}"
        of = f" of {len(self.versions)}" if len(self.versions) > 1 else ""
        changed = "; changed since, and the change is not judged" if self.draft else ""
        return f"Version {locked.version}{of}, locked{by} on {day.day} {day:%B %Y}{changed}"

    @property
    def _author(self) -> str:
        return "Its author" if self.audience == "public" else self.claim.author or "Its author"

    # ---- how it is shown ----

    def summary(self) -> pd.DataFrame:
        """Return what each source says.

        Returns
        -------
        DataFrame
            One row a source: source, measured (in words), verdict, sentence, claimed, value, low, high,
            unit, level, method and n; numbers as they are stored, missing where nothing can be measured.
        """
        rows = [_row(finding) for finding in self.verdict.findings]
        columns = list(_row(None))
        return pd.DataFrame(rows, columns=columns).astype(
            {"value": "float64", "low": "float64", "high": "float64", "n": "int64", "level": "float64"}
        )

    def html(self, *, sound: bool = True) -> str:
        """Return the card as one page that holds everything: it prints, and its clips can be heard.

        Parameters
        ----------
        sound : bool
            False leaves the sound out.

        Raises
        ------
        AudioError
            If a recording can't be read.
        InputError
            If the sound is too large for a page.
        """
        from cslab.challenge.evidence.page import card_page

        shown = pd.concat([self.side(FOR), self.side(AGAINST)], ignore_index=True)
        heard = self.sounds(shown) if sound and self.sounds is not None and len(shown) else None
        return card_page(self, heard)

    def save(self, path: str | Path, *, sound: bool = True) -> Path:
        """Write the card as one HTML file, whole or not at all; see `html`.

        Raises
        ------
        InputError
            If that place can't be written to.
        StoreError
            If the disk is full, or fails.
        """
        target = Path(path)
        write_atomic(target, self.html(sound=sound))
        return target

    def __repr__(self) -> str:
        clips = f"{len(self.side('for'))} clips for, {len(self.side('against'))} against"
        return f"EvidenceCard({self.claim.id!r}, {self.verdict.verdict!r}, {clips})"

    def __str__(self) -> str:
        return f"{self.claim.says}: {self.verdict.verdict}. {self.verdict.sentence}"

    def _repr_html_(self) -> str:
        table = self.summary()[["source", "verdict", "sentence"]].to_html(index=False, border=0)
        sides = "".join(
            f"<h4>{title}</h4>{self._quotes(side)}" for side, title in ((FOR, "For"), (AGAINST, "Against"))
        )
        return (
            f"<div class='cslab-card'><h3>{html.escape(self.claim.says)}</h3>"
            f"<p><b>{html.escape(self.verdict.verdict.capitalize())}.</b> "
            f"{html.escape(self.verdict.sentence)}</p>"
            f"<p><small>{html.escape(self.lock)}. {html.escape(self.prediction)}</small></p>{table}{sides}"
            f"<p><small>{html.escape(self.searched.sentence)}</small></p></div>"
        )

    # ---- inside ----

    def _quotes(self, side: str) -> str:
        none = self.none_found(side)
        rows = self.side(side).to_dict("records")
        said = "".join(
            f"<li>{words.quoted(row)} "
            f"<small>{html.escape(words.who(row, named=self.audience != 'public'))}</small></li>"
            for row in rows
        )
        return (f"<p>{html.escape(none)}</p>" if none else "") + (f"<ul>{said}</ul>" if said else "")

    def _on(self, rows: pd.DataFrame, side: str, limit: int | None) -> pd.DataFrame:
        if side not in SIDES:
            raise NotFoundError.of("side", side, SIDES)
        here = rows[rows["side"] == side]
        return (here if limit is None else here.head(limit)).reset_index(drop=True)

    def _blindly(self, side: str) -> str:
        """Warn where nothing says what would speak on a side: nothing could have been found."""
        if any(side in (rule.inside, rule.outside) for rule in self.rules):
            return ""
        key = "heard_in" if side == FOR else "denied_in"
        return f" No code says what would speak {side} it: name one under {key}, or mark clips."


def _row(finding: Finding | None) -> dict[str, Any]:
    if finding is None:
        names = ("source", "measured", "verdict", "sentence", "claimed", "value", "low", "high", "unit")
        return dict.fromkeys((*names, "level", "method", "n"))
    found = words.deciding(finding)
    unit = found.unit if found is not None else ""
    return {
        "source": finding.indicator.source,
        "measured": finding.words,
        "verdict": finding.verdict,
        "sentence": finding.sentence,
        "claimed": words.claimed(finding),
        "value": found.value if found is not None else None,
        "low": found.low if found is not None else None,
        "high": found.high if found is not None else None,
        "unit": unit,
        "level": found.level if found is not None else None,
        "method": found.method if found is not None else "",
        "n": finding.n,
    }
