"""An evidence card as one file: it is read, printed and heard anywhere, and asks the network for nothing.

What people said, wrote and named is escaped; the policy in the page's head allows the one script by its hash,
the sound that it holds, and no connection.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cslab.challenge.evidence import words
from cslab.challenge.evidence.sides import AGAINST, FOR, OPEN
from cslab.challenge.evidence.words import escape
from cslab.errors import InputError
from cslab.player import assets
from cslab.player.sealed import LARGEST, MEDIA_TYPES, head, sound_island

if TYPE_CHECKING:
    from cslab.challenge.claims.verdict import Finding
    from cslab.challenge.evidence.card import CardSound, EvidenceCard

SIGNS = {
    "supported": "✓",
    "contradicted": "✕",
    "sources disagree": "≠",
    "inconclusive": "?",
    "untestable": "–",
}
"""Beside the word, so that a verdict is seen before it is read."""

TITLES = {FOR: "For", AGAINST: "Against"}
MOST_LETTERS = 420
"""Of a quote on the card."""

MOST_DOUBTS = 2


def card_page(card: EvidenceCard, heard: CardSound | None) -> str:
    """Return a card as one HTML document.

    Parameters
    ----------
    card : EvidenceCard
        What it shows.
    heard : CardSound or None
        The sound of its clips.

    Raises
    ------
    InputError
        If the sound is too large for a page, or of an unknown kind.
    """
    script = _script()
    title = f"{card.claim.says} · {card.verdict.verdict}"
    return (
        '<!doctype html>\n<html lang="en">\n'
        f"{head(title, script=script, style=_style())}\n"
        f'<body class="cl-player">\n<main>\n{_head(card)}\n{_verdict(card)}\n{_sources(card)}\n'
        '<button type="button" class="ev-all" id="cslab-all" hidden>Hear both sides</button>\n'
        '<p class="ev-trouble" id="cslab-trouble" role="status" hidden></p>\n'
        f'<div class="ev-sides">{_side(card, FOR, heard)}{_side(card, AGAINST, heard)}</div>\n'
        f"{_foot(card)}\n</main>\n{_sound(heard)}"
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def badge(verdict: str) -> str:
    """Write a verdict as HTML: its sign and its word."""
    name = verdict.partition(" ")[0]
    sign = f'<span aria-hidden="true">{SIGNS.get(verdict, "")}</span>'
    return f'<span class="ev-badge ev-is-{escape(name)}">{sign} {escape(verdict)}</span>'


# ----------------------------------------------------------------------------------------------- parts


def _head(card: EvidenceCard) -> str:
    claim = card.claim
    written = ""
    if claim.author and card.audience != "public":
        on = "" if claim.written_on is None else f" on {claim.written_on.day} {claim.written_on:%B %Y}"
        written = f"Claimed by {claim.author}{on}. "
    many = "1 real customer" if card.people == 1 else f"{card.people:,} real customers"
    whose = f"{card.persona.name}: {words.sentence(card.segment)} ({many})"
    return (
        f'<header><p class="ev-whose">{escape(whose)}</p><h1>{escape(claim.says)}</h1>'
        f'<p class="ev-about">{escape(written)}{escape(card.lock)}.</p></header>'
    )


def _verdict(card: EvidenceCard) -> str:
    found = f'<p class="ev-found">{escape(card.prediction)}</p>' if card.prediction else ""
    doubts = "".join(f'<p class="ev-found">{escape(one)}</p>' for one in card.verdict.caveats[:MOST_DOUBTS])
    said = f"<p>{escape(card.verdict.sentence)}</p>"
    return f'<div class="ev-verdict">{badge(card.verdict.verdict)}{said}{found}{doubts}</div>'


def _sources(card: EvidenceCard) -> str:
    findings = card.verdict.findings
    alone = len(findings) == 1 and findings[0].sentence == card.verdict.sentence
    parts = "".join(_source(finding, alone=alone) for finding in findings)
    return f'<div class="ev-sources">{parts}</div>' if parts else ""


def _source(finding: Finding, *, alone: bool) -> str:
    name = words.SOURCES.get(finding.indicator.source, finding.indicator.source)
    found = words.deciding(finding)
    head = f"<header><h2>{escape(name)}</h2>{badge(finding.verdict)}</header>"
    if found is None:
        said = "" if alone else f'<p class="ev-says">{escape(finding.sentence)}</p>'
        return f'<section class="ev-source">{head}{said}</section>'
    value, _, rest = found.format().partition(" (")
    claimed = words.claimed(finding)
    doubts = "".join(
        f"<small>{escape(words.sentence(one))}</small>"
        for one in dict.fromkeys([*found.caveats, *finding.caveats][:MOST_DOUBTS])
    )
    said = "" if alone else f'<p class="ev-again">{escape(finding.sentence)}</p>'
    return (
        f'<section class="ev-source">{head}<p class="ev-says">{escape(finding.words)}</p>'
        f'<p class="ev-number"><b>{escape(value)}</b> <span>{escape(rest.rstrip(")"))}</span></p>'
        f"{words.picture(finding)}<small>Claimed: {escape(claimed)}</small>{said}{doubts}</section>"
    )


def _side(card: EvidenceCard, side: str, heard: CardSound | None) -> str:
    clips, every = card.side(side), len(card.side(side, every=True))
    none = card.none_found(side)
    said = "".join(_clip(card, row, heard) for row in clips.to_dict("records"))
    wrote = "".join(_answer(card, row) for row in card.written(side).to_dict("records"))
    more = f'<p class="ev-more">{every - len(clips)} more in the study.</p>' if every > len(clips) else ""
    people = clips["person_id"].nunique()
    count = f" <small>{people} {'person' if people == 1 else 'people'}</small>" if people else ""
    nobody = f'<p class="ev-none">{escape(none)}</p>' if none else ""
    spoken = f"<ul>{said}</ul>" if said else ""
    written = f"<h3>In writing</h3><ul>{wrote}</ul>" if wrote else ""
    title = f"<h2>{TITLES[side]}{count}</h2>"
    return f'<section aria-label="{TITLES[side]} it">{title}{nobody}{spoken}{more}{written}</section>'


def _clip(card: EvidenceCard, row: dict[Any, Any], heard: CardSound | None) -> str:
    person = words.who(row, named=card.audience != "public")
    place = heard.places.get(int(row["id"])) if heard is not None else None
    press = ""
    if place is not None:
        press = (
            f'<button type="button" class="ev-play" data-from="{place[0]:.3f}" data-to="{place[1]:.3f}" '
            f'data-who="{escape(person)}" hidden></button>'
        )
    said = words.quoted({**row, "quote": _short(str(row["quote"] or ""))})
    return f"<li>{press}<div>{said}{_facts(row, person)}</div></li>"


def _answer(card: EvidenceCard, row: dict[Any, Any]) -> str:
    person = words.who(row, named=card.audience != "public")
    return f"<li><div><q>{escape(_short(str(row['text'])))}</q>{_facts(row, person)}</div></li>"


def _facts(row: dict[Any, Any], person: str) -> str:
    outside = "" if row["inside"] else "<i>not one of the people it claims</i>"
    return f"<p><b>{escape(person)}</b><i>{escape(row['why'])}</i>{outside}</p>"


def _foot(card: EvidenceCard) -> str:
    rules = "; ".join(rule.words for rule in card.rules)
    order = (
        "What teammates marked comes first and wins over any rule; then the people it claims, the best clip "
        "of each before anybody's second."
    )
    undecided = len(card.side(OPEN, every=True))
    left = (
        f" Left out because somebody has to judge: {undecided} {'clip' if undecided == 1 else 'clips'}."
        if undecided
        else ""
    )
    sides = f"Which side: {rules}. " if rules else ""
    who = {
        "team": "For the team: everybody heard here agreed to that.",
        "company": "For the company: everybody heard here agreed to that.",
        "public": "For anybody: everybody heard here agreed to that, and names are left out.",
    }[card.audience]
    day = f"{card.made_on.day} {card.made_on:%B %Y}"
    return (
        f"<footer><p>{escape(card.searched.sentence)}</p><p>{escape(sides + order + left)}</p>"
        f"<p>{escape(card.study)} · {day} · {escape(who)} Made with cslab.</p></footer>"
    )


# ----------------------------------------------------------------------------------------------- inside


def _sound(heard: CardSound | None) -> str:
    if heard is None:
        return ""
    if heard.format not in MEDIA_TYPES:
        raise InputError(f"A card can't hold sound as {heard.format!r}; give {', '.join(MEDIA_TYPES)}.")
    if len(heard.data) > LARGEST:
        raise InputError(
            f"The clips have {len(heard.data) / 2**20:.0f} MB, but a card holds {LARGEST / 2**20:.0f} MB at "
            "most; show fewer clips."
        )
    return f"{sound_island('cslab-sound', heard.data, heard.format)}\n"


def _short(said: str) -> str:
    """A quote that fits the card: cut between words, and the cut is seen."""
    if len(said) <= MOST_LETTERS:
        return said
    return f"{said[:MOST_LETTERS].rpartition(' ')[0] or said[:MOST_LETTERS]} […]"


@cache
def _script() -> str:
    return "\n".join([assets.source("dom.js"), assets.source("media.js"), _own("card.js")])


@cache
def _style() -> str:
    return "\n".join([assets.source("tokens.css"), parts_style(), _own("card.css")])


@cache
def parts_style() -> str:
    """The style sheet of a card's parts; its colours and its type are those of the player's tokens."""
    return _own("parts.css")


def _own(name: str) -> str:
    return (files("cslab.challenge.evidence") / "web" / name).read_text(encoding="utf-8")
