"""A page to share: one interview, or a part of it, with its player, its words and its sound in a single file.

The file needs no server and asks the network for nothing, which its own security policy holds. It can be read
and heard, not changed.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cslab.errors import InputError
from cslab.listen.transcript import Transcript
from cslab.player import assets, payload
from cslab.player.payload import CodeLike, StageLike
from cslab.player.sealed import LARGEST, MEDIA_TYPES, data_island, head, sound_island

_HOST = """
const data = JSON.parse(document.getElementById("cslab-data").textContent);
const sound = document.getElementById("cslab-sound");
if (sound) {
  const bytes = Uint8Array.from(atob(sound.textContent.trim()), (letter) => letter.charCodeAt(0));
  data.audio = URL.createObjectURL(new Blob([bytes], { type: sound.type.replace("text/plain; of=", "") }));
}
const player = createPlayer(document.getElementById("cslab-player"), () => {});
player.update(data);
"""

_LOOK = """
:root { color-scheme: light dark; }
body { margin: 0; background: light-dark(#fcfbf8, #171613); color: light-dark(#1a1815, #ede8df); }
.page { max-width: 74rem; margin: 0 auto; padding: 2.5rem 2rem 5rem; }
.page h1 { font: 560 2.125rem/1.2 "Source Serif Text", Charter, Georgia, serif; margin: 0; }
.page header p { font: 400 1rem/1.55 Inter, system-ui, sans-serif; color: light-dark(#5b564c, #b3ac9f);
  margin: .4rem 0 1rem; max-width: 44rem; }
@media (max-width: 620px) { .page { padding: 1.5rem 1.1rem 3rem; } }
"""


def share_page(
    transcript: Transcript,
    sound: bytes | str | None,
    highlights: Iterable[Mapping[Any, Any]] = (),
    *,
    title: str,
    note: str = "",
    sound_format: str = "m4a",
    interviewers: Collection[str] = (),
    codes: Iterable[CodeLike] = (),
    stages: Iterable[StageLike] = (),
    peaks: Iterable[int] = (),
    offset: float = 0.0,
    hide_text: bool = False,
) -> str:
    """Return a page that plays a transcript with its sound, as one HTML document.

    Parameters
    ----------
    transcript : Transcript
        The words, with times of the recording.
    sound : bytes, str or None
        The sound itself, which the page then holds; or an address relative to the page; or nothing.
    highlights : iterable of mappings
        Rows of ``study.highlights()``; those outside the transcript should be left out by the caller.
    title, note : str
        Above the player.
    sound_format : str
        Of `sound`: ``"m4a"``, ``"mp3"``, ``"opus"``, ``"ogg"`` or ``"wav"``.
    interviewers : collection of str
        Names of those who ask.
    codes, stages : iterables
        Of the codebook and of the journey: for colours and names.
    peaks : iterable of int
        Outline of the sound; see `cslab.player.payload.outline`.
    offset : float
        Second of the recording at which the sound begins, where it is a part of it: all times are moved.
    hide_text : bool
        Only the voices: the page then holds no words at all.

    Raises
    ------
    InputError
        If the sound is too large for a page, of an unknown kind, or its address leads to another place.

    Notes
    -----
    Words, names and notes are data to the page, never part of its code; the policy in its head allows the one
    script by its hash, sound from the page itself, and no connection.

    Examples
    --------
    >>> from cslab.listen.transcript import Word, build_segments
    >>> said = Transcript(build_segments([Word("Hello.", 0.0, 0.5, "Ana")]), duration=1.0)
    >>> page = share_page(said, None, title="A greeting")
    >>> page.startswith("<!doctype html>"), "Hello." in page
    (True, True)
    """
    if sound_format not in MEDIA_TYPES:
        raise InputError(f"A page can't hold sound as {sound_format!r}; give {', '.join(MEDIA_TYPES)}.")
    if isinstance(sound, bytes) and len(sound) > LARGEST:
        raise InputError(
            f"The sound has {len(sound) / 2**20:.0f} MB, but a page holds {LARGEST / 2**20:.0f} MB at most; "
            "share a part of it, or a link to the file."
        )
    if isinstance(sound, str) and (":" in sound or sound.startswith(("/", "\\"))):
        raise InputError(f"The sound {sound!r} does not lie beside the page; give a relative address.")
    data: dict[str, Any] = {
        "interview": "shared",
        "person": title,
        "readonly": True,
        "audio": sound if isinstance(sound, str) else "",
        "duration": transcript.duration or None,
        "peaks": list(peaks),
        "codes": payload.codes_payload(codes),
        "stages": payload.stages_payload(stages),
        "hide_text": hide_text,
        "words": None if hide_text else _moved(payload.words_payload(transcript, interviewers), offset),
        "highlights": [] if hide_text else [_shifted(row, offset) for row in highlights],
    }
    script = assets.script().body.replace(assets.PUBLIC, "") + _HOST
    style = assets.style().body + _LOOK
    held = f"{sound_island('cslab-sound', sound, sound_format)}\n" if isinstance(sound, bytes) else ""
    about = f"<p>{html.escape(note)}</p>" if note else ""
    top = head(title, script=script, style=style, media="'self' blob: file:")
    return (
        '<!doctype html>\n<html lang="en">\n'
        f"{top}\n"
        f'<body>\n<main class="page"><header><h1>{html.escape(title)}</h1>{about}</header>'
        '<div id="cslab-player"></div></main>\n'
        f"{data_island('cslab-data', data)}\n{held}"
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def _shifted(row: Mapping[Any, Any], offset: float) -> dict[str, Any]:
    one = payload.highlight_payload(row)
    return one | {"start": round(one["start"] - offset, 3), "end": round(one["end"] - offset, 3)}


def _moved(words: dict[str, Any], offset: float) -> dict[str, Any]:
    """The words with times of a sound that begins later."""
    if not offset:
        return words

    def at(seconds: float) -> float:
        return round(max(0.0, seconds - offset), 3)

    return words | {
        "segments": [
            [who, [[text, at(start), at(end), *rest] for text, start, end, *rest in line]]
            for who, line in words["segments"]
        ],
        "speech": [[at(start), at(end)] for start, end in words["speech"]],
    }
