"""Words as they are compared here: folded, and all inflections of a word alike; and words that say little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cslab.listen.search.folding import fold, tokens

LANGUAGES = {
    **{"ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch"},
    **{"en": "english", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german", "el": "greek"},
    **{"hi": "hindi", "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian"},
    **{"lt": "lithuanian", "ne": "nepali", "no": "norwegian", "pt": "portuguese", "ro": "romanian"},
    **{"ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish"},
}
"""Languages that can be stemmed, by their two letters, as Snowball names them."""

_LITTLE = """
a about above actually after again all almost along already also although always am an and another any
anybody anyone anything are arent around as at away back basically be because been before being below
between both but by came can cannot cant come comes coming could couldnt did didnt do does doesnt doing done
dont down each either else enough even ever every everybody everyone everything few first for from gave get
gets getting give go goes going gone gonna got had hadnt has hasnt have havent having he hed her here heres
hers him his honestly how i id if ill im in into is isnt it itd itll its ive just kind know last least less
let lets like literally little lot lots made make makes making many may maybe me mean means meant might mine
more most much must my myself neither never new next no nobody none nor not nothing now of off often oh ok
okay on once one ones only or other others our ours out over own per perhaps put quite rather really right
said same say saying says see she should shouldnt since so some somebody someone something sort still stuff
such take takes taking than that thats the their theirs them themselves then there theres these they theyd
theyll theyre theyve thing things think this those though through to together too took toward towards try uh
um under until up upon us use used uses using very want wants was wasnt way we well went were werent weve
what whatever whats when where whether which while who whole whom whose why will with without wont would
wouldnt yeah yes yet you youd youll your youre yours yourself youve
"""
LITTLE = frozenset(_LITTLE.split())
"""English words that say little by themselves, as they are folded."""

_NUMBERS = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
"""
NUMBERS = frozenset(_NUMBERS.split())
"""English words for numbers: they may be ours, as in a name, but are nobody's language."""


_ASCII = re.compile(r"[A-Za-z0-9]+(?:['`][A-Za-z0-9]+)*|[$%]")
_GROUPED = re.compile(r"\d,\d")


@dataclass(frozen=True, slots=True)
class Stem:
    """One word of a text.

    Parameters
    ----------
    key : str
        What it is compared by: the same for all inflections of a word.
    plain : str
        The word itself, folded.
    start, end : int
        Where it stands in the text.
    little : bool
        Whether it says little by itself: in English a word such as "the"; in any language a single sign.
    """

    key: str
    plain: str
    start: int
    end: int
    little: bool


def stemmed(text: str, language: str = "en") -> list[Stem]:
    """Cut a text into words, each with what it is compared by.

    Parameters
    ----------
    text : str
        Anything.
    language : str
        Two letters, with or without a country; words of a language that Snowball does not know are compared
        as they stand.

    Notes
    -----
    Snowball takes the endings off, by rules and without a dictionary: "approvals", "approve" and "approved"
    are one word, and so, wrongly, are "business" and "busy". So a result names the forms that were said.

    References
    ----------
    Porter, M. F. (2001). Snowball: a language for stemming algorithms.

    Examples
    --------
    >>> [word.key for word in stemmed("Approvals, approved: paperless!") if not word.little]
    ['approv', 'approv', 'paperless']
    """
    return list(_stemmed(text, language.lower()[:2]))


def knows(language: str) -> bool:
    """Whether inflections of a language can be told."""
    return language.lower()[:2] in LANGUAGES


def _stemmed(text: str, language: str) -> Iterator[Stem]:
    for written, start, end in _written(text):
        key, plain, little = _known(written, language)
        if key:
            yield Stem(key, plain, start, end, little)


def _written(text: str) -> Iterator[tuple[str, int, int]]:
    """Give the words of a text as they are written; of plain letters it is known where they end."""
    if text.isascii() and not _GROUPED.search(text):
        for match in _ASCII.finditer(text):
            yield match[0], *match.span()
        return
    for token in tokens(text):
        written = text[token.start : token.end]
        yield (written if fold(written) == token.text else token.text), token.start, token.end


@lru_cache(maxsize=200_000)
def _known(written: str, language: str) -> tuple[str, str, bool]:
    """Give the key of a word, the word as it is folded, and whether it says little.

    It is stemmed as it is written, since accents and apostrophes tell its endings, and then folded.
    """
    plain = fold(written) or written
    little = (language == "en" and plain in LITTLE) or (len(plain) == 1 and plain.isascii())
    if little or language not in LANGUAGES or plain.isdigit():
        return plain, plain, little
    import snowballstemmer

    stemmer = snowballstemmer.stemmer(LANGUAGES[language])
    return fold(stemmer.stemWord(written.lower().replace("’", "'"))) or plain, plain, False
