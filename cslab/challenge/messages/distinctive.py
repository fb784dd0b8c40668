"""Words that people use when they speak of something, and less when they speak of anything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cslab.challenge.messages.corpus import Corpus, Place

if TYPE_CHECKING:
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]

LEAST_PEOPLE = 2
"""People who must use a word before it is told: one person's own word is no language of customers."""

COLUMNS = ("word", "key", "forms", "people", "elsewhere", "log_odds", "z")


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """Who uses which word under some codes, and elsewhere.

    Parameters
    ----------
    here, there : ndarray of int, shape (terms,)
        People who use each term of the corpus under the codes, and elsewhere.
    people : frozenset of str
        Everybody who says anything under the codes.
    covered : ndarray of bool, shape (words,)
        Which words of the corpus stand under the codes, of the people who count.
    """

    here: Integers
    there: Integers
    people: frozenset[str]
    covered: npt.NDArray[np.bool_]


def spoken_of(said: Corpus, codes: Collection[str], among: Collection[str] | None = None) -> Spoken:
    """Part what people said into what stands under some codes, and the rest."""
    covered, counts = np.zeros(len(said.said), dtype=bool), np.zeros(len(said.said), dtype=bool)
    whose = np.zeros(len(said.said), dtype=np.int64)
    numbers: dict[str, int] = {}
    for at, row in enumerate(said.rows):
        if not said.includes(row, among):
            continue
        here = slice(int(said.bounds[at]), int(said.bounds[at + 1]))
        counts[here] = True
        whose[here] = numbers.setdefault(str(row["person_id"]), len(numbers))
        wanted = [(first, after) for code, first, after in row["marks"] if code in codes]
        if wanted:
            places = said.numbers(at)
            for first, after in wanted:
                covered[here] |= (places >= first) & (places < after)
    names = list(numbers)
    return Spoken(
        _people_by_term(said, whose, counts & covered, len(names)),
        _people_by_term(said, whose, counts & ~covered, len(names)),
        frozenset(names[at] for at in np.unique(whose[counts & covered])),
        covered & counts,
    )


def places_under(said: Corpus, spoken: Spoken, key: str) -> tuple[Place, ...]:
    """Give where a word is said under the codes, once a person."""
    found: dict[str, Place] = {}
    for number in said.positions(key):
        if spoken.covered[number]:
            place = said.place(int(number))
            found.setdefault(str(said.rows[place.row]["person_id"]), place)
    return tuple(found.values())


def distinctive(
    said: Corpus,
    spoken: Spoken,
    *,
    leave_out: Collection[str] = (),
    least: int = LEAST_PEOPLE,
    most: int | None = None,
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
    most : int, optional
        So many words; all when left out.

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
    counted = np.array([not (said.says_little(term) or term.number) for term in said.terms], dtype=bool)
    at = (counted & (spoken.here + spoken.there > 0)).nonzero()[0]
    here, there = spoken.here[at].astype(float), spoken.there[at].astype(float)
    ratio, z = log_odds(here, there)
    barred = set(leave_out)
    fit = [
        column
        for column in ((here >= least) & (ratio > 0)).nonzero()[0]
        if said.terms[at[column]].key not in barred
    ]
    fit.sort(key=lambda column: (-z[column], -here[column], said.terms[at[column]].key))
    rows = []
    for column in fit[:most]:
        key = said.terms[at[column]].key
        forms = _forms(said, places_under(said, spoken, key))
        people = int(here[column]), int(there[column])
        rows.append((forms[0], key, forms, *people, float(ratio[column]), float(z[column])))
    return pd.DataFrame(rows, columns=list(COLUMNS))


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
    if not n_here or not n_there or (everything > 0).sum() < 2:
        return np.where(here > 0, 1.0, 0.0), here.astype(float)  # nothing to compare with
    weight = n_here if prior is None else prior
    alpha = weight * everything / total
    one, other = here + alpha, there + alpha
    ratio = np.log(one / (n_here + weight - one)) - np.log(other / (n_there + weight - other))
    return ratio, ratio / np.sqrt(1 / one + 1 / other)


def _forms(said: Corpus, places: Collection[Place]) -> tuple[str, ...]:
    """Forms in which a word is said, the most frequent first, in small letters."""
    counted = Counter(said.form(place).lower() for place in places)
    return tuple(sorted(counted, key=lambda form: (-counted[form], len(form), form)))


def _people_by_term(said: Corpus, whose: Integers, chosen: npt.NDArray[np.bool_], people: int) -> Integers:
    """Count the people who use each term, among some of all words."""
    pairs = np.unique(said.said[chosen] * max(1, people) + whose[chosen])
    counts: Integers = np.bincount(pairs // max(1, people), minlength=len(said.terms)).astype(np.int64)
    return counts
