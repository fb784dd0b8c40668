"""Why wording goes wrong, where that is shown, and what no list of words can see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WHY: Final[Mapping[str, tuple[str, str]]] = {
    "leading": (
        "The question gives away the answer it hopes for, and people tend to go along with it.",
        "Loftus & Palmer 1974, J. Verbal Learning and Verbal Behavior 13; Payne 1951, The Art of Asking "
        "Questions",
    ),
    "social pressure": (
        "It says what others, or experts, hold; disagreeing then costs something.",
        "Sudman & Bradburn 1982, Asking Questions; Krosnick & Presser 2010, Handbook of Survey Research",
    ),
    "loaded": (
        "The word praises or blames before anybody has answered, and colours the rest of the question.",
        "Payne 1951, The Art of Asking Questions; Schuman & Presser 1981, Questions and Answers in Attitude "
        "Surveys",
    ),
    "double-barrelled": (
        "It asks two things and takes one answer: who thinks well of one and ill of the other can't answer.",
        "Fowler 1995, Improving Survey Questions; Bassili & Scott 1996, Public Opinion Quarterly 60",
    ),
    "jargon": (
        "Customers may not know the word, or know it as something else, and answer all the same.",
        "Tourangeau, Rips & Rasinski 2000, The Psychology of Survey Response ch. 2; Foddy 1993, Constructing "
        "Questions ch. 4",
    ),
    "double negative": (
        "Two negations have to be turned round in the head; some people then answer the wrong way.",
        "Dillman, Smyth & Christian 2014, Internet, Phone, Mail, and Mixed-Mode Surveys ch. 4; Fowler 1995",
    ),
    "absolute": (
        "Hardly anybody always or never does a thing, so the word pushes honest people to one side.",
        "Payne 1951, The Art of Asking Questions; Krosnick & Presser 2010, Handbook of Survey Research ch. 9",
    ),
    "hypothetical": (
        "People foresee poorly what they would do; what they say they will do is done by about half of them.",
        "Sheeran 2002, European Review of Social Psychology 12; Sudman & Bradburn 1982, Asking Questions",
    ),
    "vague": (
        "One person's often is another's seldom: the same answer means different amounts.",
        "Schaeffer 1991, Public Opinion Quarterly 55; Bradburn & Miles 1979, Public Opinion Quarterly 43",
    ),
    "too long": (
        "Long questions are skimmed: people answer the part they remember.",
        "Payne 1951, The Art of Asking Questions; Holbrook, Cho & Johnson 2006, Public Opinion Quarterly 70",
    ),
    "no why": (
        "A rating says how much and not why; without an open question after it nobody learns what to do.",
        "Dillman, Smyth & Christian 2014 ch. 4; Converse & Presser 1986, Survey Questions",
    ),
    "unbalanced scale": (
        "There are more ways to be pleased than to be displeased, or the reverse; answers move there.",
        "Friedman & Amoo 1999, Journal of Marketing Management 9; Schaeffer & Presser 2003, Annual Review of "
        "Sociology 29",
    ),
    "no middle": (
        "Who stands between the two sides has to pick one. That can be wanted; then say so in the report.",
        "Krosnick & Presser 2010, Handbook of Survey Research ch. 9; O'Muircheartaigh, Krosnick & Helic 2001",
    ),
    "unlabelled ends": (
        "No words at the ends are known here; numbers alone mean different things to different people.",
        "Krosnick & Berent 1993, American Journal of Political Science 37; Schwarz et al. 1991, Public "
        "Opinion Quarterly 55",
    ),
}
"""Problem -> why it is one, and where that is shown."""

NOTES: Final = frozenset({"no middle", "unlabelled ends"})
"""Problems that are worth a thought and may be meant so."""

BLIND_SPOTS: Final = (
    "Whether the question is the right one: a clean sentence can ask what nobody needs to know.",
    "What people understand by it. Read it to five customers and let them say it in their own words "
    "(cognitive interviewing, Willis 2005); this finds more than any list of words.",
    "The order of questions, and what one question does to the next.",
    "Who is asked, when, and by whom; who does not answer is under non-response.",
    "Sarcasm, allusions, and words that only your customers find loaded.",
    "What people see: the layout, numbers without words on a screen, a list cut off on a telephone.",
    "Two judgements in one word: “user-friendly” and “professional” hold several.",
    "Agree-or-disagree items draw agreement whatever they say (Saris et al. 2010); they are not flagged.",
    "Whether a question can be remembered or known at all: “how long did you wait in March?”",
    "Any language but English.",
)
"""What no list of words can see."""
