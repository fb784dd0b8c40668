"""Transcripts to be mended, drawn at random: two speakers who interrupt each other, words of no length."""

from __future__ import annotations

from hypothesis import strategies as st

from cslab.listen.transcript import Segment, Transcript, Word

TEXT = st.sampled_from(["we", "use", "Ledgerline,", "ledger", "line", "it's", "a", "approvals.", "—", "9"])


@st.composite
def transcripts(draw: st.DrawFn, most: int = 5) -> Transcript:
    """Segments in order of their start; two speakers may talk at once."""
    segments, begin = [], 0.0
    for _ in range(draw(st.integers(1, most))):
        begin += draw(st.sampled_from([0.0, 0.5, 2.0]))
        words, at = [], begin
        for _ in range(draw(st.integers(1, 6))):
            at += draw(st.sampled_from([0.0, 0.0, 0.25, 3.0]))
            end = at + draw(st.sampled_from([0.0, 0.25, 0.5]))
            words.append(Word(draw(TEXT), at, end, None, 0.5))
            at = end
        speaker = draw(st.sampled_from(["left", "right"]))
        named = (Word(word.text, word.start, word.end, speaker, 0.5) for word in words)
        segments.append(Segment(tuple(named), speaker))
        begin = draw(st.sampled_from([begin, at]))
    return Transcript(tuple(segments), duration=max(segment.end for segment in segments) + 1)


def texts(transcript: Transcript) -> list[str]:
    """The words alone."""
    return [word.text for word in transcript.words]
