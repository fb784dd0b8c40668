"""Words that people use when they speak of something, and less when they speak of anything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cslab.challenge.messages.corpus import Corpus, Place
from cslab.challenge.messages.stems import NUMBERS

LEAST_PEOPLE = 2
"""People who must use a word before it is told: one person's own word is no language of customers."""

COLUMNS = ("word", "key", "forms", "people", "elsewhere", "log_odds", "z")


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """Who uses which word under some codes, and elsewhere.

    Parameters
    ----------
    under, elsewhere : mapping of str to set of str
        People who use a word there, by its key.
    places : mapping of str to tuple of Place
        Where each is said under the codes, once a person.
    people : frozenset of str
        Everybody who says anything under the codes.
    """

    under: Mapping[str, set[str]]
    elsewhere: Mapping[str, set[str]]
    places: Mapping[str, tuple[Place, ...]]
    people: frozenset[str]


def spoken_of(said: Corpus, codes: Collection[str], among: Collection[str] | None = None) -> Spoken:
    """Part what people said into what stands under some codes, and the rest."""
    under: dict[str, dict[str, Place]] = {}
    elsewhere: dict[str, set[str]] = {}
    people: set[str] = set()
    for at, (row, words) in enumerate(zip(said.rows, said.words, strict=True)):
        who = str(row["person_id"])
        if among is not None and who not in among:
            continue
        covered = _covered(said, at, codes)
        for number, word in enumerate(words):
            if covered[number]:
                people.add(who)
            if said.says_little(word) or word.plain.isdigit() or word.plain in NUMBERS:
                continue
            if covered[number]:
                under.setdefault(word.key, {}).setdefault(who, Place(at, number))
            else:
                elsewhere.setdefault(word.key, set()).add(who)
    return Spoken(
        {key: set(whose) for key, whose in under.items()},
        elsewhere,
        {key: tuple(whose.values()) for key, whose in under.items()},
        frozenset(people),
    )


def distinctive(
    said: Corpus, spoken: Spoken, *, leave_out: Collection[str] = (), least: int = LEAST_PEOPLE
) -> pd.DataFrame:
    """Rank the words that people use under some codes by how distinctive they are.

    Parameters
    ----------
    said : Corpus
        What customers said and wrote.
    spoken : Spoken
        Of the codes; see `spoken_of`.
    leave_out : collection of str
        Keys of words that are not to be told.
    least : int
        People who must use a word.

    Returns
    -------
    DataFrame
        The most distinctive first, those alone that are used more there than elsewhere: word (the form
        said most), key, forms, people (who use it there), elsewhere (people who use it in anything else),
        log_odds, z. Numbers are left out.

    Notes
    -----
    Counted are people, not mentions: each person counts once for a word under the codes, and once elsewhere.
    ``log_odds`` is the log-odds ratio of a word between the two, with a Dirichlet prior that has the words of
    everything said, and weighs as much as what stands under the codes; ``z`` is that over its standard
    error. It ranks; it is no test, since people, and the words of one sentence, hang together.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words: lexical feature selection and
    evaluation for identifying the content of political conflict. Political Analysis 16, 372-403 (the
    log-odds-ratio with an informative Dirichlet prior).
    """
    keys = sorted({*spoken.under, *spoken.elsewhere})
    here = np.array([len(spoken.under.get(key, ())) for key in keys], dtype=float)
    there = np.array([len(spoken.elsewhere.get(key, ())) for key in keys], dtype=float)
    ratio, z = log_odds(here, there)
    barred = set(leave_out)
    rows = []
    for at, key in enumerate(keys):
        if here[at] < least or ratio[at] <= 0 or key in barred:
            continue
        forms = _forms(said, spoken.places[key])
        rows.append((forms[0], key, forms, int(here[at]), int(there[at]), float(ratio[at]), float(z[at])))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["z", "people", "word"], ascending=[False, False, True], ignore_index=True)


def log_odds(
    here: npt.NDArray[np.float64], there: npt.NDArray[np.float64], *, prior: float | None = None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give the log-odds ratio of each word between two bodies of text, with a Dirichlet prior, and its z.

    Parameters
    ----------
    here, there : ndarray, shape (words,)
        How often each word is used in either.
    prior : float, optional
        Weight of the prior in words; as much as `here` holds when left out.

    Returns
    -------
    tuple of ndarray, shape (words,)
        The log-odds ratio, above 0 where a word is used more here, and that over its standard error.

    Examples
    --------
    >>> ratio, z = log_odds(np.array([8.0, 2.0]), np.array([2.0, 8.0]))
    >>> ratio.round(3).tolist(), z.round(3).tolist()
    ([1.238, -1.238], [2.641, -2.641])
    """
    everything = here + there
    total, n_here, n_there = everything.sum(), here.sum(), there.sum()
    if not n_here or not n_there:
        return np.where(here > 0, 1.0, 0.0), here.astype(float)
    weight = n_here if prior is None else prior
    alpha = weight * everything / total
    one, other = here + alpha, there + alpha
    ratio = np.log(one / (n_here + weight - one)) - np.log(other / (n_there + weight - other))
    return ratio, ratio / np.sqrt(1 / one + 1 / other)


def _forms(said: Corpus, places: Collection[Place]) -> tuple[str, ...]:
    """Forms in which a word is said, the most frequent first, in small letters."""
    counted = Counter(said.form(place).lower() for place in places)
    return tuple(sorted(counted, key=lambda form: (-counted[form], len(form), form)))


def _covered(said: Corpus, at: int, codes: Collection[str]) -> list[bool]:
    """Say of each word of a row whether it stands under one of these codes."""
    words, marks = said.words[at], said.rows[at]["marks"]
    wanted = [(first, after) for code, first, after in marks if code in codes]
    if not wanted:
        return [False] * len(words)
    return [any(first <= number < after for first, after in wanted) for number in _numbers(said, at)]


def _numbers(said: Corpus, at: int) -> Iterator[int]:
    """Of each word of a row, its number among those that spaces part."""
    text, number, last = str(said.rows[at]["text"]), -1, 0
    inside = False
    for word in said.words[at]:
        for sign in text[last : word.start + 1]:
            if sign.isspace():
                inside = False
            elif not inside:
                inside, number = True, number + 1
        last = max(last, word.start + 1)
        yield number
