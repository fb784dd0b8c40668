"""Surveying: the answers people brought, as tables."""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.study.config import FILE
from cslab.study.measures import Question, SurveyConfig
from cslab.study.surveys import snapshots
from cslab.study.surveys.attributes import attributes_of
from cslab.study.surveys.check import SURVEYS, add_file, survey_files, unmapped_files
from cslab.study.surveys.guess import SurveyLook, look_at
from cslab.study.surveys.mapping import SurveyMapping, added, config_with, settings_text, write_settings
from cslab.study.surveys.read import Answered, read_answered, read_survey, table_of
from cslab.study.surveys.survey import Survey
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
            with contextlib.suppress(InputError):
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

    def unmapped_surveys(self) -> list[str]:
        """Files in surveys/ that study.toml does not name yet, relative to the study's folder."""
        return list(unmapped_files(self.folder, self.config))

    def survey_columns(
        self, file: str | Path, *, layout: str | None = None, header_rows: int | None = None
    ) -> SurveyLook:
        """Look at a file of answers: its headers, a few answers, and what each column probably is.

        Parameters
        ----------
        file : str or Path
            In the study's folder; ``"nps.csv"`` is looked for in surveys/ too.
        layout, header_rows : optional
            When they are known; guessed otherwise.

        Raises
        ------
        InputError
            If there is no such file in the study's folder, or it can't be read.
        """
        seen = self._look()
        people = self._people(seen)
        known = {str(person) for person in people["person_id"].dropna()}
        if "email" in people:
            known |= {str(address) for address in people["email"].dropna()}
        found = self._survey_file(file)
        measures = self.config.measures
        return self._kept.get(
            "survey columns",
            (self._survey_stamp(SurveyConfig("", found)), layout, header_rows),
            lambda: look_at(self.folder, found, measures, known, layout=layout, header_rows=header_rows),
            keep=seen.settled,
        )

    def map_survey(
        self,
        file: str | Path,
        *,
        name: str | None = None,
        title: str | None = None,
        series: str | None = None,
        asked_on: date | None = None,
        asked: str = "",
        columns: Mapping[str, str] | None = None,
        questions: Sequence[Question] | None = None,
        layout: str | None = None,
        header_rows: int | None = None,
        repeats: bool = False,
        preview: bool = False,
    ) -> SurveyMapping:
        """Say in study.toml what the columns of a file of answers are; what is not given is guessed.

        Everything that people wrote in study.toml stays as it is; the survey comes at its end.

        Parameters
        ----------
        file : str or Path
            In the study's folder; ``"nps.csv"`` is looked for in surveys/ too.
        name, title, series : str, optional
            In code, before people, and the series that the wave belongs to.
        asked_on : date, optional
            When it was sent.
        asked : str
            File of who was asked, relative to the study's folder.
        columns : mapping of str to str, optional
            ``person_id``, ``answered_at``, ``response_id``, the id of a question... -> its header.
        questions : sequence of Question, optional
            Those of the survey; new ones are written, too.
        layout, header_rows : optional
            ``"wide"`` or ``"long"``, and how many rows come before the first response.
        repeats : bool
            True when the same person may answer more than once.
        preview : bool
            Only say what would be written and read.

        Returns
        -------
        SurveyMapping
            What is written, and what is read with it.

        Raises
        ------
        InputError
            If the name is taken, a question is known otherwise, or the study is open for reading only.
        """
        if self.read_only and not preview:
            raise InputError("This study is open for reading only; open it for writing to map a survey.")
        look = self.survey_columns(file, layout=layout, header_rows=header_rows)
        guess = look.survey
        called = name or guess.name
        survey = replace(
            guess,
            name=called,
            title=title or guess.title,
            series=series or (called if guess.series == guess.name else guess.series),
            asked_on=asked_on,
            asked=asked,
            columns=guess.columns if columns is None else dict(columns),
            repeats=repeats,
        )
        before = settings_text(self.folder)
        text, block = added(self.folder, survey, look.questions if questions is None else questions)
        measures = config_with(self.folder, text).measures
        config = next(one for one in measures.surveys if one.name == survey.name)
        people, accounts = self._people(self._look()), self.accounts
        read = read_survey(self.folder, measures, config, people=people, accounts=accounts)
        if preview:
            return SurveyMapping(block, read, applied=False)
        write_settings(self.folder, text, instead_of=before)
        return SurveyMapping(block, self.survey(survey.name), applied=True)

    def add_survey_file(self, name: str, content: bytes) -> str:
        """Put a file of answers into surveys/; give its path, relative to the study's folder.

        Raises
        ------
        InputError
            If the study is open for reading only, the file is there already, too large, or no table.
        StoreError
            If the disk is full.
        """
        if self.read_only:
            raise InputError("This study is open for reading only; open it for writing to add a file.")
        return add_file(self.folder, name, content)

    # ---- inside ----

    def _survey_file(self, file: str | Path) -> str:
        """Path of a file of answers, relative to the study's folder."""
        tried = [self.folder / file, self.folder / SURVEYS / file, Path(file).absolute()]
        for path in tried:
            found = path.resolve()
            if found.is_file() and found.is_relative_to(self.folder):
                return found.relative_to(self.folder).as_posix()
        if tried[-1].is_file():
            raise InputError(
                f"{file} is not in the study's folder; copy it to {self.folder / SURVEYS} first."
            )
        raise NotFoundError.of("file of answers", str(file), survey_files(self.folder))

    def _survey(self, config: SurveyConfig) -> Survey:
        """Give a survey as it is kept; nobody may change it."""
        seen = self._look()
        stamp = self._survey_stamp(config)
        people = self._people(seen)
        accounts = self._read("survey accounts", seen, lambda: self.accounts)
        measures = self.config.measures
        known = self._kept.get(
            f"attributes {config.name}",
            stamp,
            lambda: attributes_of(people, accounts, [question.id for question in measures.questions]),
            keep=seen.settled,
        )
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

        key = f"survey {config.name}"
        before = snapshots.last_snapshot(self.store, config.name)
        found = self._kept.get(key, (stamp, before), remembered, keep=seen.settled)
        after = snapshots.last_snapshot(self.store, config.name)
        if after == before:
            return found
        # What was just kept is what was just read: no need to read it again.
        return self._kept.renew(key, (stamp, after), lambda _: found, keep=seen.settled)

    def _survey_stamp(self, config: SurveyConfig) -> Hashable:
        """Stamp of everything that a survey is read from."""
        found = []
        for name in (FILE, PEOPLE, ACCOUNTS, config.file, config.asked):
            path = self.folder / name
            at = path.stat() if name and path.is_file() else None
            found.append((name, at and (at.st_size, at.st_ino, at.st_mtime_ns, at.st_ctime_ns)))
        return tuple(found)
