"""A transcript with its speakers: labels on the words, and a name and a role for each label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cslab.listen.speakers.assign import assign
from cslab.listen.speakers.roles import Cast, Speaker, speakers_of
from cslab.listen.speakers.turns import Turn
from cslab.listen.transcript import Transcript
from cslab.study.speakers import Given


@dataclass(frozen=True, slots=True)
class Voiced:
    """Who says what in one interview.

    Parameters
    ----------
    transcript : Transcript
        The engine's words, with labels as speakers.
    speakers : tuple of Speaker
        Who the labels are.
    """

    transcript: Transcript
    speakers: tuple[Speaker, ...]

    @property
    def names(self) -> dict[str, str]:
        """Name of each label; two labels of one name are one speaker."""
        return {who.label: who.name for who in self.speakers}

    def named(self, transcript: Transcript | None = None) -> Transcript:
        """The transcript, or the same one with corrections, with names in place of labels."""
        return assign(self.transcript if transcript is None else transcript, names=self.names)


def voiced(
    heard: Transcript,
    *,
    turns: Sequence[Turn] = (),
    reassigned: Sequence[Turn] = (),
    cast: Cast | None = None,
    given: Mapping[str, Given] | None = None,
) -> Voiced:
    """Put together who says what, from what machines heard and what people said.

    Parameters
    ----------
    heard : Transcript
        As the engine heard it.
    turns : sequence of Turn
        By voice; see `cslab.listen.speakers.find`.
    reassigned : sequence of Turn
        Stretches that people gave to a label, oldest first.
    cast : Cast, optional
        What the study's files say.
    given : mapping of str to Given, optional
        What people said of labels.

    Returns
    -------
    Voiced
        A transcript of which nothing is known passes through as it is.
    """
    spoken = assign(heard, turns, reassigned)
    return Voiced(spoken, speakers_of(spoken, cast, given))
