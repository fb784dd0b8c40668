"""Who answered and who did not, what weighting mends, and what could not be read."""

from __future__ import annotations

from html import escape

from app.ui import look, rows, shown
from app.ui.plain import many
from cslab import Study
from cslab.errors import CslabError
from cslab.study.surveys.survey import Survey

MOST_FAULTS, MOST_WORDS = 12, 4
TEACH = (
    "Nobody noted who was asked, so nobody can say who is missing. Save the list of those who got the survey "
    "as a CSV file with a column <code>person_id</code>, and name it as <code>asked</code> in "
    "<code>study.toml</code>."
)


def show(study: Study, survey: Survey) -> None:
    """Show who answered, what the weights do, and the faults of the file."""
    rate = survey.response_rate
    if rate is None or survey.asked is None:
        shown.nothing("Who answered", TEACH, key="rate")
    else:
        shown.number(
            study,
            "Answered, of those who were asked",
            rate,
            table=survey.asked,
            key="rate",
            voices={"people": study.who_was_silent(survey.name)},
            hear="Hear the silent",
            caveats=survey.caveats,
        )
        _missing(study, survey)
    _faults(study, survey)


def _missing(study: Study, survey: Survey) -> None:
    found = study.nonresponse(survey.name)
    shown.figure(
        study,
        "Who is missing",
        chart=found.chart(),
        table=found,
        key="missing",
        voices={"people": study.who_was_silent(survey.name)},
        hear="Hear the silent",
        note=" ".join(found.words[:MOST_WORDS]),
        caveats=found.caveats,
    )
    try:
        weights = study.weights(survey.name)
    except CslabError as error:
        shown.nothing("Weights", escape(str(error)), key="weights")
        return
    shown.figure(
        study,
        "What weighting mends",
        chart=weights.chart(),
        table=weights,
        key="weights",
        voices={"people": study.who_was_silent(survey.name)},
        hear="Hear the silent",
        n=len(weights.weights),
        note=f"{many(len(weights.weights), 'answer')}, worth {weights.n_eff:.0f} that count the same.",
        caveats=weights.caveats,
    )


def _faults(study: Study, survey: Survey) -> None:
    look.section("The file")
    if not survey.faults:
        look.aside(f"Every row of <code>{survey.config.file}</code> could be read.")
        return
    reasons = [f"{many(count, 'row')} {reason}" for reason, count in survey.reasons.items()]
    rows.sentences([*reasons, *(fault.sentence for fault in survey.faults[:MOST_FAULTS])])
    more = len(survey.faults) - MOST_FAULTS
    if more > 0:
        look.aside(f"And {many(more, 'fault')} more; <code>cslab check {study.folder}</code> lists them all.")
