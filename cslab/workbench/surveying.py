"""Surveying: the answers people brought, as tables."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from cslab.errors import NotFoundError
from cslab.study import snapshots
from cslab.study.attributes import attributes_of
from cslab.study.config import FILE
from cslab.study.measures import SurveyConfig
from cslab.study.surveyread import Answered, read_answered, table_of
from cslab.study.surveys import Survey
from cslab.study.tables import ACCOUNTS, PEOPLE
from cslab.workbench.folder import Folder


class Surveying(Folder):
    """Surveys, their questions and who was asked."""

    @property
    def surveys(self) -> pd.DataFrame:
        """One row a survey: name, title, series, asked_on, responses, asked, left_out.

        A survey whose file can't be read is not in it; `faults` says why.
        """
        found = {}
        for config in self.config.measures.surveys:
            if (self.folder / config.file).is_file():
                found[config.name] = self._survey(config)
        return table_of(found)

    def survey(self, name: str) -> Survey:
        """Answers of one survey, and who people were when they gave them.

        The first time an answer is read, the attributes of its person are kept in the store, so that a plan
        that changes later does not move it.

        Raises
        ------
        NotFoundError
            If study.toml names no such survey.
        InputError
            If its file is not there or can't be read.
        """
        surveys = {config.name: config for config in self.config.measures.surveys}
        if name not in surveys:
            raise NotFoundError.of("survey", name, surveys)
        return self._survey(surveys[name]).copy()

    def series(self, name: str) -> tuple[Survey, ...]:
        """All waves of a series, in the order in which they were asked; those without a date come first.

        Raises
        ------
        NotFoundError
            If no survey belongs to such a series.
        """
        configs = self.config.measures.surveys
        waves = [config for config in configs if config.series == name]
        if not waves:
            raise NotFoundError.of("series of surveys", name, {config.series for config in configs})
        waves.sort(key=lambda config: str(config.asked_on or ""))
        return tuple(self._survey(config).copy() for config in waves)

    # ---- inside ----

    def _survey(self, config: SurveyConfig) -> Survey:
        """Give a survey as it is kept; nobody may change it."""
        seen = self._look()
        stamp = self._survey_stamp(config)
        people = self._people(seen)
        accounts = self._read("survey accounts", seen, lambda: self.accounts)
        measures = self.config.measures
        known = attributes_of(people, accounts, [question.id for question in measures.questions])
        read: Answered = self._kept.get(
            f"answers {config.name}",
            stamp,
            lambda: read_answered(self.folder, measures, config, known),
            keep=seen.settled,
        )

        def remembered() -> Survey:
            responses = read.survey.responses
            now = known.rows(responses["person_id"], responses["account_id"])
            then, caveats = snapshots.remember(self.store, config.name, responses, now, actor=self.actor)
            return read.with_attributes(then, caveats)

        return self._kept.get(
            f"survey {config.name}",
            (stamp, snapshots.last_snapshot(self.store)),
            remembered,
            keep=seen.settled,
        )

    def _survey_stamp(self, config: SurveyConfig) -> Hashable:
        """Stamp of everything that a survey is read from."""
        found = []
        for name in (FILE, PEOPLE, ACCOUNTS, config.file, config.asked):
            path = self.folder / name
            at = path.stat() if name and path.is_file() else None
            found.append((name, at and (at.st_size, at.st_ino, at.st_mtime_ns, at.st_ctime_ns)))
        return tuple(found)
