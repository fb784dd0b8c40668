"""From the words that a person sees and writes over to an edit over the engine's words."""

from __future__ import annotations

from collections.abc import Sequence

from cslab.errors import InputError
from cslab.listen.corrections import Mended, Origin, touch
from cslab.study.corrections import Edit
from cslab.timecode import format_time

NEARBY = 60
"""Words to each side among which words that a person saw are looked for again."""


def place_again(mended: Mended, first: int, last: int, before: str | None, *, where: str) -> tuple[int, int]:
    """Find the words that a person saw, wherever they stand now.

    Parameters
    ----------
    mended : Mended
        The transcript as it is read now.
    first, last : int
        Where the person saw them, half-open.
    before : str, optional
        What they saw; when None, whatever stands there now is meant.
    where : str
        The interview's id, for the error.

    Returns
    -------
    tuple of int
        Where they stand now, half-open.

    Raises
    ------
    InputError
        If there are no such words, or the words changed meanwhile and do not stand nearby exactly once.

    Examples
    --------
    >>> from cslab.listen.corrections import Correction, apply_corrections
    >>> from cslab.listen.transcript import Transcript, Word, build_segments
    >>> texts = "we use ledger line".split()
    >>> said = build_segments([Word(text, at, at + 1) for at, text in enumerate(texts)])
    >>> mended = apply_corrections(Transcript(said), [Correction(1, 0, 1, "we", "So we all")])
    >>> place_again(mended, 2, 4, "ledger line", where="int-03")
    (4, 6)
    """
    words = [word.text for word in mended.transcript.words]
    if before is None:
        if not 0 <= first <= last <= len(words):
            raise InputError(
                f"{where} has {len(words)} words, counted from 0, but {first} to {last} was given; "
                "name words that are there."
            )
        return first, last
    wanted = before.split()
    if words[max(0, first) : last] == wanted and 0 <= first <= last <= len(words):
        return first, last
    size = len(wanted)
    places = [
        at
        for at in range(max(0, first - NEARBY), min(len(words), last + NEARBY) - size + 1)
        if size and words[at : at + size] == wanted
    ]
    if len(places) == 1:
        return places[0], places[0] + size
    raise InputError(_changed(mended, first, last, where, found=len(places)))


def edit_of(mended: Mended, first: int, last: int, text: str) -> Edit | None:
    """Turn new words for displayed ones into an edit over the engine's words.

    Parameters
    ----------
    mended : Mended
        The transcript as it is read now.
    first, last : int
        Its words to be replaced, half-open; with ``first == last`` the new words come before `first`.
    text : str
        The new words; none takes the old ones away.

    Returns
    -------
    Edit or None
        Widened to whole corrections that it touches, so that it holds in their place; what stands around in
        them is written into it. None when nothing would change.

    Examples
    --------
    >>> from cslab.listen.corrections import Correction, apply_corrections
    >>> from cslab.listen.transcript import Transcript, Word, build_segments
    >>> texts = "we use ledger line".split()
    >>> said = build_segments([Word(text, at, at + 1) for at, text in enumerate(texts)])
    >>> mended = apply_corrections(Transcript(said), [Correction(1, 1, 4, "", "take Ledger Line")])
    >>> edit_of(mended, 2, 4, "Ledgerline")
    Edit(first=1, last=4, before='take Ledger Line', after='take Ledgerline')
    """
    words = [word.text for word in mended.transcript.words]
    new = text.split()
    if new == words[first:last]:
        return None
    if not mended.heard:
        raise InputError("Nothing was heard in this interview, so there are no words to correct.")
    reach = _widened(mended, _origin(mended.origins, first, last))
    begin, end = first, last
    while begin and _inside(mended.origins[begin - 1], reach):
        begin -= 1
    while end < len(words) and _inside(mended.origins[end], reach):
        end += 1
    after = [*words[begin:first], *new, *words[last:end]]
    return Edit(*reach, " ".join(words[begin:end]), " ".join(after))


def _origin(origins: Sequence[Origin], first: int, last: int) -> Origin:
    """Give the engine's words behind a displayed range; for an empty one, the place between two of them."""
    if first < last:
        return origins[first][0], origins[last - 1][1]
    if first < len(origins):
        return origins[first][0], origins[first][0]
    return (origins[-1][1], origins[-1][1]) if origins else (0, 0)


def _widened(mended: Mended, reach: Origin) -> Origin:
    """Widen a range until no correction that holds lies across its edge, or at it with words put in."""
    while True:
        ranges = [(made.first, made.last) for made in mended.standing]
        touched = [one for one in ranges if touch(one, reach)]
        wider = (min([reach[0], *(one[0] for one in touched)]), max([reach[1], *(one[1] for one in touched)]))
        if wider == reach:
            return reach
        reach = wider


def _inside(origin: Origin, reach: Origin) -> bool:
    """Whether a displayed word belongs to a widened range."""
    if origin[0] == origin[1]:
        return reach[0] <= origin[0] <= reach[1]
    return reach[0] <= origin[0] and origin[1] <= reach[1]


def _changed(mended: Mended, first: int, last: int, where: str, *, found: int) -> str:
    words = mended.transcript.words
    first = min(max(0, first), max(0, len(words) - 1))
    now = words[first : max(last, first + 1)]
    said = " ".join(word.text for word in now[:15])
    time = format_time(max(0.0, now[0].start)) if now else "0:00"
    again = f", and the words that you saw stand nearby {found} times" if found > 1 else ""
    return (
        f"The words at {time} of {where} changed meanwhile: they are now {said!r}{again}; look at them again."
    )
