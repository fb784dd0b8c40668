"""Proposing: codes that open answers may deserve, as `Suggesting` does for interviews."""

from __future__ import annotations

import pandas as pd

from cslab.listen import suggest
from cslab.study.store import default_actor
from cslab.workbench.answering import Answering
from cslab.workbench.suggesting import Suggesting


class Proposing(Suggesting, Answering):
    """Proposed, never stored until a person decides."""

    def suggest_answer_codes(
        self, survey: str, question: str, *, limit: int = 20, coder: str | None = None
    ) -> pd.DataFrame:
        """Suggest a code for each open answer that a coder has not coded, as `suggest` does for interviews.

        Parameters
        ----------
        survey, question : str
            Whose answers.
        limit : int
            How many to give.
        coder : str, optional
            For whom; the study's actor when left out. One who codes blind is led by their own codes alone.

        Returns
        -------
        DataFrame
            The likeliest first: response_id, question, text, code, score (from -1 to 1), because (the coded
            words, or the definition, that it was found by). Nothing is stored.

        Raises
        ------
        MissingDependencyError
            If the extra ``suggest`` is not installed; with the install line.
        """
        who = coder or self.actor or default_actor()
        answers = self.answers(survey, question, blind_for=who)
        mine = self.answers(survey, question, coder=who)["codes"].map(len) > 0
        names = set(self.codebook.names)
        places = zip(answers["response_id"], answers["question"], strict=True)
        written = {
            place: suggest.Known(text, codes)
            for place, text, codes in zip(places, answers["text"], answers["codes"], strict=True)
            if codes and names.issuperset(codes)
        }
        passages = self._known_texts(who)
        known = [*passages, *written.values()]
        origin = [*((None,) * len(passages)), *written]
        asked = answers[~mine.to_numpy(dtype=bool)]
        if asked.empty or not known:
            return pd.DataFrame(columns=["response_id", "question", "text", "code", "score", "because"])
        vectors = self._vectors.of([*asked["text"], *(one.text for one in known)])
        codes = [one.codes for one in known]
        found = []
        for row, vector in zip(asked.to_dict("records"), vectors[: len(asked)], strict=True):
            itself = [place == (row["response_id"], row["question"]) for place in origin]
            ranked = suggest.likely(vector, vectors[len(asked) :], codes, leave_out=itself)
            if ranked and ranked[0].score >= suggest.LEAST:
                best = ranked[0]
                told = {"code": best.code, "score": best.score, "because": known[best.because].text}
                found.append({name: row[name] for name in ("response_id", "question", "text")} | told)
        found.sort(key=lambda one: -float(one["score"]))
        return pd.DataFrame(found[:limit])
