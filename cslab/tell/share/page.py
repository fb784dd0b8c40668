"""A page with sound as one file: blocks to HTML, the player around them, and the policy that holds it closed.

What people said, wrote and named is escaped. The one script is allowed by its hash, the sound is in the page,
and no connection is allowed at all.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from cslab.player import assets
from cslab.player.sealed import data_island, head, sound_island
from cslab.study.files import write_atomic
from cslab.tell.share import markup
from cslab.tell.share.blocks import Block, PageSound, Section


@dataclass(frozen=True, slots=True, repr=False)
class SharePage:
    """A page that is ready to be saved or sent.

    Parameters
    ----------
    title : str
        Of the page.
    html : str
        The whole document.
    audience : str
        Who may see and hear it: ``"team"``, ``"company"`` or ``"public"``.
    seconds : float
        Length of its sound.
    clips, people : int
        That are heard.
    left_out : tuple of str
        What is left out and why, without a name where the audience must not see one.
    chapters : tuple of str
        Ids to which an address may lead: ``page.html#stage-onboarding``.
    """

    title: str
    html: str
    audience: str = "public"
    seconds: float = 0.0
    clips: int = 0
    people: int = 0
    left_out: tuple[str, ...] = ()
    chapters: tuple[str, ...] = field(default=())

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self.html.encode())

    def save(self, path: str | Path) -> Path:
        """Write it as one file, whole or not at all; a file of that name is replaced.

        Returns
        -------
        Path
            Where it lies.

        Raises
        ------
        InputError
            If that place can't be written to.
        StoreError
            If the disk is full.
        """
        target = Path(path)
        write_atomic(target, self.html)
        return target

    def __repr__(self) -> str:
        return f"SharePage({self.title!r}, for the {self.audience}, {self.size / 1e6:.1f} MB)"

    def _repr_html_(self) -> str:
        said = f"{self.clips} clips, {self.size / 1e6:.1f} MB, for the {self.audience}"
        out = "".join(f"<li>{html.escape(one)}</li>" for one in self.left_out)
        return f"<p><b>{html.escape(self.title)}</b><br>{said}. <code>.save(path)</code></p><ul>{out}</ul>"


def sound_page(
    title: str,
    blocks: Sequence[Block],
    sound: PageSound | None = None,
    *,
    eyebrow: str = "",
    lead: str = "",
    facts: Sequence[str] = (),
    badge: str = "",
    foot: Sequence[str] = (),
    journey: bool = True,
    style: str = "",
) -> str:
    """Return a page that holds everything: it is read, printed and heard anywhere.

    Parameters
    ----------
    title : str
        Its heading.
    blocks : sequence of Block
        What it shows; see `cslab.tell.share.blocks`. A `Section` with an ``id`` in which somebody is heard is
        a chapter: the page opens there by ``#id``, and n and p go from one to the next.
    sound : PageSound, optional
        What is heard; see `cslab.tell.share.page_sound`.
    eyebrow, lead : str
        Small above the title, and a sentence under it.
    facts : sequence of str
        How long, how many people.
    badge : str
        What must not be overlooked, as that the voices are synthetic.
    foot : sequence of str
        Paragraphs at its end: credits, for whom it is, when it was made.
    journey : bool
        Show the chapters as a band above them.
    style : str
        Further style sheet.

    Raises
    ------
    InputError
        If the sound is too large for a page, or of an unknown kind.

    Examples
    --------
    >>> from cslab.tell.share.blocks import Passage
    >>> page = sound_page("Ours", [Passage("<b>Hello</b>")])
    >>> page.startswith("<!doctype html>"), "&lt;b&gt;Hello" in page
    (True, True)
    """
    script, held = _script(), ""
    if sound is not None:
        cues = [list(cue) for cue in sound.cues]
        held = (
            data_island("cslab-page", {"duration": sound.duration, "cues": cues})
            + "\n"
            + sound_island("cslab-sound", sound.data, sound.format)
            + "\n"
        )
    extra = "\n".join(dict.fromkeys(filter(None, [*markup.styles(blocks), style])))
    top = markup.header(title, eyebrow=eyebrow, lead=lead, facts=facts, badge=badge)
    band = markup.band(_sections(blocks)) if journey else ""
    body = "".join(markup.block(one, heard=sound is not None) for one in blocks)
    return (
        '<!doctype html>\n<html lang="en">\n'
        f"{head(title, script=script, style=_style() + extra)}\n"
        f'<body class="cl-player">\n<main class="sp-page">\n{top}{band}'
        f'<div id="cslab-dock" class="sp-dock" hidden></div>\n{body}\n{markup.footer(foot)}</main>\n'
        f'{held}<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def _sections(blocks: Iterable[Block]) -> list[Section]:
    return [one for one in blocks if isinstance(one, Section)]


@cache
def _script() -> str:
    parts = [assets.source(name) for name in ("dom.js", "media.js", "sound.js")]
    return "\n".join([*parts, _own("page.js")])


@cache
def _style() -> str:
    return "\n".join([assets.source("tokens.css"), assets.source("player.css"), _own("page.css")])


def _own(name: str) -> str:
    return (files("cslab.tell.share") / "web" / name).read_text(encoding="utf-8")
