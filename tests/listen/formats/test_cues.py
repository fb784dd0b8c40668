"""Names are told from sentences, and cues without times find their place."""

from __future__ import annotations

import pytest

from cslab.listen.formats.cues import Cue, fault, lines_of, paragraphs, split_speaker, transcript_of
from cslab.listen.transcript import Segment, Transcript, Word


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ana: Hi.", "Ana"),
        ("Ana Duarte: Hi.", "Ana Duarte"),
        ("Dr. O'Neil (host): Hi.", "Dr. O'Neil (host)"),
        ("Ludwig van Damme: Hi.", "Ludwig van Damme"),
        ("SPEAKER_01: Hi.", "SPEAKER_01"),
        ("Tom & Jerry: Hi.", "Tom & Jerry"),
        ("محمد: مرحبا", "محمد"),
        ("小林: はい", "小林"),
        ("Ana:Hi.", None),
        ("Ana:", None),
        ("so here is the thing: we left", None),
        ("It took so long: nine days", None),
        ("10:30 is fine", None),
        ("https://example.org", None),
        ("No.", None),
        ("", None),
    ],
)
def test_a_name_before_a_colon(text: str, speaker: str | None) -> None:
    found, rest = split_speaker(text)
    assert found == speaker
    assert rest == (text if speaker is None else text.split(": ", 1)[1])


def test_only_line_ends_end_lines() -> None:
    assert lines_of("\ufeffa\u2028b\x0bc\r\nd\re\n") == ["a\u2028b\x0bc", "d", "e", ""]


def test_cues_without_times_follow_at_an_ordinary_pace_and_never_reach_into_the_next() -> None:
    talk = transcript_of([Cue("abcd efgh"), Cue("ij"), Cue("a" * 100, 2.0), Cue("b", 3.0, 4.0), Cue(" ")])
    assert [segment.start for segment in talk.segments] == pytest.approx([0.0, 0.52, 2.0, 3.0])
    assert talk.segments[2].end == 3.0
    assert talk.duration == 4.0


def test_paragraphs_skip_silence_and_join_what_belongs_together() -> None:
    said = [
        ("So", 0.0, 1.0, "Ana"),
        (" \n", 1.0, 2.0, "Maya"),
        ("yes", 2.0, 3.0, "Ana"),
        ("no", 8.0, 9.0, "Ana"),
    ]
    talk = Transcript(tuple(Segment((Word(t, a, b, s),), s) for t, a, b, s in said))
    assert list(paragraphs(talk)) == [Cue("So yes", 0.0, 3.0, "Ana"), Cue("no", 8.0, 9.0, "Ana")]


def test_faults_name_their_line() -> None:
    assert str(fault(7, "it broke.")) == "Line 7: it broke."
