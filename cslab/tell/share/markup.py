"""Blocks of a page as HTML; everything that people wrote is escaped here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.tell.share.blocks import Block, Figure, Figures, Passage, Piece, Points, Rows, Section, Spoken
from cslab.timecode import format_time

_ID = re.compile(r"[A-Za-z][\w.-]*", re.ASCII)
_KINDS = ("text", "heading", "quiet", "warning", "gap")


def escape(said: object) -> str:
    """Write plain text as HTML; a number stays on one line with its per cent.

    Examples
    --------
    >>> escape("<b>62</b> %") == "&lt;b&gt;62&lt;/b&gt;" + chr(160) + "%"
    True
    """
    return html.escape(str(said)).replace(" %", "\u00a0%")


def header(title: str, *, eyebrow: str, lead: str, facts: Sequence[str], badge: str) -> str:
    """Write the top of a page."""
    small = f'<p class="sp-eyebrow">{escape(eyebrow)}</p>' if eyebrow else ""
    said = f'<p class="sp-lead">{escape(lead)}</p>' if lead else ""
    known = "".join(f"<li>{escape(one)}</li>" for one in facts)
    known = f'<ul class="sp-facts">{known}</ul>' if known else ""
    mark = f'<p class="sp-badge">{escape(badge)}</p>' if badge else ""
    return f"<header>{small}<h1>{escape(title)}</h1>{said}{known}{mark}</header>\n"


def footer(foot: Sequence[str]) -> str:
    """Write the end of a page."""
    return f"<footer>{''.join(f'<p>{escape(one)}</p>' for one in foot)}</footer>\n" if foot else ""


def band(sections: Sequence[Section]) -> str:
    """Write the chapters beside each other, in order, with the gaps; nothing where there is but one."""
    chapters = [one for one in sections if one.id and (one.missing or _voices([one]))]
    if len(chapters) < 2:
        return ""
    cells = []
    for one in chapters:
        many = _voices([one])
        said = "no clip" if not many else "1 clip" if many == 1 else f"{many} clips"
        gap = " class='sp-gap'" if not many else ""
        cells.append(
            f'<li{gap}><a href="#{escape(_id(one.id))}">{escape(one.title)}</a><span>{said}</span></li>'
        )
    return f'<nav aria-label="Chapters" class="sp-band"><ol>{"".join(cells)}</ol></nav>\n'


def block(one: Block, *, heard: bool, level: int = 2) -> str:
    """Write one block.

    Parameters
    ----------
    heard : bool
        Whether the page has sound.
    level : int
        Of the headings of sections.
    """
    match one:
        case Section():
            said = _section(one, heard, level)
        case Spoken():
            said = f'<ul class="sp-clips">{_spoken(one, heard)}</ul>'
        case Passage():
            said = _passage(one)
        case Figures():
            said = _figures(one)
        case Points():
            said = _points(one)
        case Rows():
            said = _rows(one)
        case Piece():
            said = f'<div class="sp-piece">{one.html}</div>'
    return said


def styles(blocks: Iterable[Block]) -> Iterator[str]:
    """Give the style sheets that blocks bring along."""
    for one in blocks:
        if isinstance(one, Piece):
            yield one.style
        elif isinstance(one, Section):
            yield from styles(one.blocks)


# ----------------------------------------------------------------------------------------------- inside


def _voices(blocks: Iterable[Block]) -> int:
    return sum(_voices(one.blocks) if isinstance(one, Section) else isinstance(one, Spoken) for one in blocks)


def _id(name: str) -> str:
    if not _ID.fullmatch(name):
        raise InputError(
            f"A section of a page can't be called {name!r}; begin with a letter, then letters, digits, "
            "points and hyphens."
        )
    return name


def _section(one: Section, heard: bool, level: int) -> str:
    beside = [part for part in one.blocks if isinstance(part, Figures)]
    rest = "".join(_run(one.blocks, heard, level + 1))
    aside = "".join(_figures(part) for part in beside)
    about = f'<p class="sp-about">{escape(one.about)}</p>' if one.about else ""
    name = f' id="{escape(_id(one.id))}"' if one.id else ""
    chapter = ' data-chapter=""' if one.id and (one.missing or _voices([one])) else ""
    kind = "sp-section sp-missing" if one.missing else "sp-section"
    title = f'<h{level} tabindex="-1">{escape(one.title)}</h{level}>'
    body = f'<div class="sp-main">{rest}</div>' + (
        f'<aside aria-label="Figures beside {escape(one.title)}">{aside}</aside>' if aside else ""
    )
    kind += " sp-beside" if aside else ""
    if one.folded:
        inner = f"<details><summary>{title}</summary>{about}{body}</details>"
    else:
        inner = f"{title}{about}{body}"
    return f'<section class="{kind}"{name}{chapter}>{inner}</section>\n'


def _run(blocks: Sequence[Block], heard: bool, level: int) -> Iterator[str]:
    """Blocks in order; voices that follow each other are one list, figures stand beside them."""
    row: list[str] = []
    for one in blocks:
        if isinstance(one, Spoken):
            row.append(_spoken(one, heard))
            continue
        if row:
            yield f'<ul class="sp-clips">{"".join(row)}</ul>'
            row = []
        if not isinstance(one, Figures):
            yield block(one, heard=heard, level=level)
    if row:
        yield f'<ul class="sp-clips">{"".join(row)}</ul>'


def _spoken(one: Spoken, heard: bool) -> str:
    press = place = ""
    if heard and one.start is not None and one.end is not None:
        press = (
            f'<button type="button" class="sp-play" data-from="{one.start:.3f}" data-to="{one.end:.3f}" '
            f'data-who="{escape(one.who or "this voice")}" hidden></button>'
        )
        place = f"<i>{format_time(one.start)}</i>"
    said = f"<q>{escape(one.quote)}</q>" if one.quote else ""
    note = f'<span class="sp-noted">{escape(one.note)}</span>' if one.note else ""
    none = "" if said or note else '<span class="sp-noted">No words yet.</span>'
    who = f"<b>{escape(one.who)}</b>" if one.who else ""
    facts = [f"<i>{escape(fact)}</i>" for fact in one.facts if fact]
    known = " ".join(filter(None, [who, *facts, place]))
    return f"<li>{press}<div>{said}{note}{none}<p>{known}</p></div></li>"


def _passage(one: Passage) -> str:
    kind = one.kind if one.kind in _KINDS else "text"
    if kind == "heading":
        return f"<h3>{escape(one.text)}</h3>"
    sign = {"warning": "Note: ", "gap": ""}.get(kind, "")
    hidden = f'<span class="cl-hidden">{sign}</span>' if sign else ""
    return f'<p class="sp-{kind}">{hidden}{escape(one.text)}</p>'


def _figures(one: Figures) -> str:
    title = f"<h3>{escape(one.title)}</h3>" if one.title else ""
    kind = "sp-figures sp-small" if one.small else "sp-figures"
    note = f'<p class="sp-quiet">{escape(one.note)}</p>' if one.note else ""
    rows = "".join(map(_figure, one.figures))
    return f'<div class="sp-group">{title}<dl class="{kind}">{rows}</dl>{note}</div>'


def _figure(one: Figure) -> str:
    if isinstance(one.value, Estimate):
        value, _, rest = one.value.format().partition(" (")
        small = f"<span>{escape(_minus(rest.removesuffix(')')))}</span>"
        doubts = [one.note, *one.value.caveats[:1]]
    else:
        value, small, doubts = one.value, "", [one.note]
    note = "".join(f"<small>{escape(said)}</small>" for said in doubts if said)
    return f"<div><dt>{escape(one.label)}</dt><dd><b>{escape(_minus(value))}</b> {small}{note}</dd></div>"


def _minus(number: str) -> str:
    return re.sub(r"(?<![\w.])-(?=\d)", "\u2212", number)


def _points(one: Points) -> str:
    title = f"<h3>{escape(one.title)}</h3>" if one.title else ""
    said = "".join(f"<li>{escape(point)}</li>" for point in one.points)
    return f'{title}<ul class="sp-points">{said}</ul>'


def _rows(one: Rows) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in one.table.columns)
    lines = []
    for row in one.table.itertuples(index=False):
        cells = [f"<td>{escape(_cell(value))}</td>" for value in row]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    title = f"<caption>{escape(one.title)}</caption>" if one.title else ""
    note = f'<p class="sp-quiet">{escape(one.note)}</p>' if one.note else ""
    return (
        f'<div class="sp-table" tabindex="0" role="region" aria-label="{escape(one.title or "Table")}">'
        f"<table>{title}<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>{note}"
    )


def _cell(value: object) -> str:
    if value is None or value != value or str(value) == "<NA>":  # noqa: PLR0124 (NaN differs from itself)
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
