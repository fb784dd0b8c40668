"""Text as other tools write it: turns with a speaker and a time on a line of their own, or before the words.

Otter, Zoom, Teams, Rev and YouTube each write these lines in their own way, and people who copy them into a
document change them again. So every line is looked at by itself: is it a time, a name, both, or words?
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cslab.errors import InputError
from cslab.listen.formats.cues import Cue, flat, lines_of, split_speaker, transcript_of
from cslab.listen.transcript import Transcript
from cslab.timecode import format_time, parse_time

_T = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,6})?"
_LOOSE = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,9})?"
_OPEN, _CLOSE = r"[\[(]?\s*", r"\s*[\])]?"
_NAME = r"(?P<name>[^\W\d_][^:\[\]()\t]{0,59}?)"
_DASH = r"\s*[-–—|·]?\s*"
_KINDS = (
    ("span", re.compile(rf"(?P<time>{_LOOSE})\s*-->\s*(?P<end>{_LOOSE})(?:\s.*)?")),
    ("alone", re.compile(rf"{_OPEN}(?P<time>{_T}){_CLOSE}")),
    ("named", re.compile(rf"\[{_NAME}\]\s*{_OPEN}(?P<time>{_T}){_CLOSE}\s*:?")),
    ("named", re.compile(rf"{_NAME}(?:\s+|\s*[-–—|·]\s*){_OPEN}(?P<time>{_T}){_CLOSE}\s*:?")),
    ("named", re.compile(rf"{_OPEN}(?P<time>{_T}){_CLOSE}{_DASH}{_NAME}\s*:?")),
    ("said", re.compile(rf"{_OPEN}(?P<time>{_T}){_CLOSE}{_DASH}{_NAME}:\s+(?P<text>\S.*)")),
    ("said", re.compile(rf"{_NAME}\s*[\[(](?P<time>{_T})[\])]\s*:?\s+(?P<text>\S.*)")),
    ("said", re.compile(rf"{_OPEN}(?P<time>{_T}){_CLOSE}{_DASH}(?P<text>\S.*)")),
)
_ABOUT = re.compile(r"(?:transcri(?:bed|pt|ption)\b.*\b(?:by|with|from)\b|https?://\S+$)", re.IGNORECASE)
_MOST_TOLD = 12


@dataclass(slots=True)
class Turns:
    """What was read.

    Parameters
    ----------
    cues : list of Cue
        In the order of the text.
    unclear : list of str
        One sentence for each thing that could be read in more than one way, or not at all.
    timed : int
        How many cues have a time of their own.
    """

    cues: list[Cue] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    @property
    def timed(self) -> int:
        """How many cues have a time of their own."""
        return sum(cue.start is not None for cue in self.cues)

    @property
    def transcript(self) -> Transcript:
        """The words, each timed by its place in its turn."""
        return transcript_of(self.cues)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    kind: str
    text: str = ""
    name: str | None = None
    start: float | None = None
    end: float | None = None


def read(text: str) -> Turns:
    r"""Read the turns of a text, with or without times and speakers.

    Parameters
    ----------
    text : str
        With the line ends of any system.

    Returns
    -------
    Turns
        Lines before the first turn, and lines about the tool, are left out and listed as unclear.

    Raises
    ------
    InputError
        If there is not one word in it.

    Examples
    --------
    >>> turns = read("Maya  0:01\nWhat happened?\n\nAna Duarte  0:04\nIt took\nnine days.\n")
    >>> [(cue.start, cue.speaker, cue.text) for cue in turns.cues]
    [(1.0, 'Maya', 'What happened?'), (4.0, 'Ana Duarte', 'It took nine days.')]
    >>> [(cue.start, cue.speaker) for cue in read("[00:12] Ana: It broke.\n00:15 Maya: When?").cues]
    [(12.0, 'Ana'), (15.0, 'Maya')]
    """
    lines = _with_names_before(list(_lines(text)))
    marked = sum(line.kind in {"span", "alone", "named", "said"} for line in lines)
    turns = Turns()
    if marked > 1:
        lines = _without_the_head(lines, turns.unclear)
    _gather(lines, turns, timed=marked > 1)
    turns.cues = [cue for cue in turns.cues if cue.text]
    if not turns.cues:
        raise InputError("There is no word in it.")
    _check_times(turns)
    del turns.unclear[_MOST_TOLD:]
    return turns


def heads(text: str) -> tuple[int, int]:
    r"""Count the lines that begin a turn: those with a time, and those with a speaker's name and words.

    Examples
    --------
    >>> heads("Maya  0:01\nWhat?\nAna: It took nine days.")
    (1, 1)
    """
    lines = list(_lines(text))
    timed = sum(line.start is not None for line in lines)
    return timed, sum(line.kind == "words" and split_speaker(line.text)[0] is not None for line in lines)


def _lines(text: str) -> Iterator[_Line]:
    for number, raw in enumerate(lines_of(text), start=1):
        line = flat(raw)
        yield _line(number, line) if line else _Line(number, "empty")


def _line(number: int, line: str) -> _Line:
    for kind, pattern in _KINDS:
        found = pattern.fullmatch(line)
        if not found:
            continue
        parts = found.groupdict()
        name = parts.get("name")
        if name is not None and split_speaker(f"{name.strip()}: x")[0] is None:
            continue
        try:
            start = parse_time(_padded(parts["time"]))
            end = parse_time(_padded(parts["end"])) if parts.get("end") else None
        except InputError:
            continue
        return _Line(number, kind, parts.get("text") or "", name.strip() if name else None, start, end)
    return _Line(number, "words", line)


def _padded(time: str) -> str:
    """Write a time with two digits everywhere: Teams writes 0:0:9.34."""
    return ":".join(part if at == 0 else part.zfill(2) for at, part in enumerate(time.split(":")))


def _with_names_before(lines: list[_Line]) -> list[_Line]:
    """Join a name that stands alone in a new paragraph with the time on the line after it."""
    joined: list[_Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        new = len(joined) < 2 or joined[-2].kind == "empty"
        if (
            line.kind == "alone"
            and before is not None
            and before.kind == "words"
            and new
            and _is_name(before.text)
        ):
            joined[-1] = replace(line, kind="named", name=before.text)
        else:
            joined.append(line)
    return joined


def _without_the_head(lines: list[_Line], unclear: list[str]) -> list[_Line]:
    """Leave out what stands before the first turn: a title, a date, how long it was."""
    first = next(at for at, line in enumerate(lines) if line.kind not in {"empty", "words"})
    head = [line.text for line in lines[:first] if line.text]
    if any(split_speaker(said)[0] for said in head):
        return lines
    if head:
        shown = "; ".join(head)
        unclear.append(f"Before the first turn, this was left out: {shown[:120]!r}.")
    return lines[first:]


def _gather(lines: list[_Line], turns: Turns, *, timed: bool) -> None:
    """Put the lines together into turns."""
    open_turn: Cue | None = None
    expects_name = False  # after a line with two times, a name may stand alone
    gap = False

    def close() -> None:
        if open_turn is not None:
            turns.cues.append(open_turn)

    for line in lines:
        if line.kind == "empty":
            gap = True
            continue
        if line.kind == "words":
            if _ABOUT.match(line.text):
                turns.unclear.append(f"Line {line.number} was left out: {line.text[:80]!r}.")
                continue
            name, said = split_speaker(line.text)
            if expects_name and open_turn is not None and not open_turn.text and _is_name(line.text):
                open_turn = replace(open_turn, speaker=line.text)
            elif name is not None and (open_turn is None or open_turn.text or open_turn.speaker is None):
                if open_turn is not None and not open_turn.text:
                    open_turn = replace(open_turn, speaker=name, text=said)
                else:
                    close()
                    open_turn = Cue(said, speaker=name)
            elif open_turn is None or (gap and not timed):
                close()
                speaker = open_turn.speaker if open_turn is not None else None
                open_turn = Cue(line.text, speaker=speaker)
            else:
                open_turn = replace(open_turn, text=f"{open_turn.text} {line.text}".strip())
            expects_name = gap = False
            continue
        close()
        speaker = line.name
        text = line.text
        if line.kind == "said" and speaker is None:
            speaker, text = split_speaker(text)
        open_turn = Cue(text, line.start, line.end, speaker)
        expects_name, gap = line.kind in {"span", "alone"}, False
    close()


def _is_name(line: str) -> bool:
    return not line.endswith((".", "?", "!", ",")) and split_speaker(f"{line}: x")[0] is not None


def _check_times(turns: Turns) -> None:
    """Times that run backwards are not believed: such a turn follows the one before it."""
    reached = 0.0
    for at, cue in enumerate(turns.cues):
        if cue.start is None:
            continue
        if cue.start < reached:
            turns.unclear.append(
                f"The turn {cue.text[:40]!r} begins at {format_time(cue.start)}, but the one above it at "
                f"{format_time(reached)}; its place in the text was believed."
            )
            turns.cues[at] = replace(cue, start=None, end=None)
        else:
            reached = cue.start
