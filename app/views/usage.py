"""Usage, ``?view=retention``: what customers do in the product, how sure that is, and what came before."""

from __future__ import annotations

from app import opened
from app.ui import address, look, usage_features, usage_leaving, usage_time
from app.ui.plain import day, many
from cslab import Study

VIEWS = {
    "adoption": ("Adoption", usage_features.show),
    "retention": ("Retention", usage_time.retention),
    "lifecycle": ("Lifecycle", usage_time.lifecycle),
    "value": ("Time to first value", usage_time.value),
    "renewal": ("Renewal", usage_leaving.renewal),
    "before": ("What came before", usage_leaving.before),
}
VIEW = "usage-view"
NOTE = "What customers do in the product. It tells what, rarely why: every figure leads to people to hear."
TEACH = (
    "Put files with the columns <code>person_id</code>, <code>account_id</code>, <code>event</code> and "
    "<code>at</code> into the folder <code>usage/</code> of the study, as Parquet or CSV; name the features "
    "and the one event that is value in <code>study.toml</code>, and see in a terminal what is wrong."
)


def summary(study: Study) -> tuple[str, ...]:
    """What there is, as HTML pieces."""
    table = study.list_events().table
    if table.empty:
        return ()
    span = f"{day(table['first'].min().date())} to {day(table['last'].max().date())}"
    return (f"<b>{many(int(table['events'].sum()), 'event')}</b>", f"of {many(len(table), 'kind')}", span)


study = opened.study()
facts = summary(study)
look.head("Usage", note="" if facts else NOTE, summary=facts)
if facts or not study.accounts.empty:
    chosen = address.choose(VIEW, {name: words for name, (words, _) in VIEWS.items()})
    if facts or chosen == "renewal":
        look.plainly(VIEWS[chosen][1])(study)
    else:
        look.empty("No usage yet", TEACH, f"cslab usage check {study.folder.name}")
else:
    look.empty("No usage yet", TEACH, f"cslab usage check {study.folder.name}")
