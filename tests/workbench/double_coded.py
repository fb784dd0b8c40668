"""The sample study coded a second time, by somebody of whom it is known where she agrees."""

from __future__ import annotations

from cslab import Study

SECOND = "Ines"


def code_again(study: Study) -> dict[str, set[tuple[str, int, str]]]:
    """Let Ines code all eight interviews: she keeps most codes, leaves every fifth out, and adds a few.

    Returns
    -------
    dict
        ``shared``, ``only_first`` and ``only_second``: (interview, number of the passage, code).
    """
    found: dict[str, set[tuple[str, int, str]]] = {"shared": set(), "only_first": set(), "only_second": set()}
    assigned = 0
    for number, row in enumerate(study.highlights().to_dict("records")):
        kept = []
        for code in row["codes"]:
            assigned += 1
            if assigned % 5:
                kept.append(code)
                found["shared"].add((row["interview_id"], number, code))
            else:
                found["only_first"].add((row["interview_id"], number, code))
        if number % 6 == 0 and "delight" not in row["codes"]:
            kept.append("delight")
            found["only_second"].add((row["interview_id"], number, "delight"))
        if kept:
            study.add_highlight(
                row["interview_id"],
                start=row["start"] + 0.4,
                end=row["end"] - 0.3,
                codes=kept,
                stage=row["stage"],
                coder=SECOND,
                nonce=f"again-{row['id']}",
            )
    return found
