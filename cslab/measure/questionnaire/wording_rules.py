"""What is looked for in the wording of a question, as data: patterns, exceptions, reasons and better ways.

All of it is for English. A pattern is a regular expression over the wording, whatever its capitals; its named
groups fill the better wording. ``unless`` is looked for in the words found and the six words around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which wording goes wrong.

    Parameters
    ----------
    problem : str
        What it is called: a key of `cslab.measure.questionnaire.wording_reasons.WHY`.
    pattern : str
        What it looks like.
    better : str
        A way to ask instead. ``{without}`` is the wording without the words found, ``{statement}`` that
        without its question mark, ``{words}`` the words found, a group's name what it held.
    unless : str
        An exception: where this is found as well, nothing is wrong.
    case : bool
        Whether capitals matter.
    """

    problem: str
    pattern: str
    better: str
    unless: str = ""
    case: bool = False


_GOOD = (
    r"amazing|awesome|brilliant|delightful|enjoyable|excellent|exceptional|fabulous|fantastic|fun|good|great|"
    r"impressive|incredible|lovely|marvellous|marvelous|outstanding|perfect|superb|superior|terrific|wonderful"
)
_BAD = (
    r"annoying|appalling|awful|bad|disappointing|dreadful|frustrating|horrible|painful|poor|terrible|useless"
)

_LOADED = (
    r"award[- ]winning|best[- ]in[- ]class|cutting[- ]edge|game[- ]changing|greedy|groundbreaking|"
    r"industry[- ]leading|innovative|market[- ]leading|next[- ]gen(?:eration)?|outrageous|premium|"
    r"revolutionary|ridiculous|rip-?off|seamless(?:ly)?|so-called|state[- ]of[- ]the[- ]art|"
    r"top[- ]notch|unfairly|world[- ]class|hard[- ]earned|unbeatable|unrivalled|unrivaled|"
    r"much[- ]loved|disastrous|unacceptable|inexcusable|greed"
)
_PRAISE = (
    r"beautiful|dedicated|easy[- ]to[- ]use|efficient|expert|exciting|famous|fast|friendly|generous|helpful|"
    r"improved|intuitive|modern|popular|powerful|professional|sleek|smart|user[- ]friendly|valuable|"
    r"high[- ]quality|unique|" + _GOOD + "|" + _BAD
)

LEADING: Final = (
    Rule(
        "leading",
        r"^(?:so,?\s+|and\s+)?(?:don|doesn|didn|isn|aren|wasn|weren|wouldn|won|can|couldn|shouldn|haven|hasn)"
        r"['’]?t\s+(?:you|we|it|they|this|the|our|that|everyone|everybody|there)\b"
        r"(?:\s+(?:agree|think|find|feel|believe|say)\b(?:\s+that\b)?)?",
        "Offer both sides with equal weight: “To what extent do you agree or disagree: {statement}”",
    ),
    Rule(
        "leading",
        r",\s*(?:(?:is|are|was|were|do|does|did|have|has|would|wo|ca|could|should)n['’]?t\s+"
        r"(?:it|they|you|we|he|she)|right|correct|yes|agreed|no)\s*\?",
        "Leave the end off and offer both sides: “To what extent do you agree or disagree: {statement}”",
    ),
    Rule(
        "leading",
        r"\b(?:do|would|wouldn['’]t|don['’]t)\s+you\s+(?:not\s+)?agree\b(?:\s+(?:that|with)\b)?",
        "Name both sides: “To what extent do you agree or disagree: {statement}”",
        unless=r"\bor\s+disagree\b",
    ),
    Rule(
        "leading",
        r"\b(?:how\s+much|what|why|which\s+\w+)\s+(?:do|did|does|will|would)\s+(?:you|they)\s+"
        r"(?:most\s+|really\s+)?(?:love|like|enjoy|adore|appreciate|value|prefer|hate|dislike)\b",
        "It takes for granted that they do. Ask first: “What is it like for you?”, then what was good, what "
        "was bad.",
        unless=r"\b(?:least|dislike|dislikes|if\s+(?:anything|at\s+all))\b|\blike\s+(?:to|us\s+to|more\s+of)\b",
    ),
    Rule(
        "leading",
        rf"\bhow\s+(?:very\s+|truly\s+|really\s+)?(?P<word>{_GOOD}|{_BAD}|delighted|thrilled|pleased|impressed|"
        r"annoyed|angry|upset|disappointed|frustrated)\s+(?:is|are|was|were|do|did|does|has|have|would)\b",
        "Leave the verdict to them: “How would you describe …?”, or name both ends, such as “good or bad”.",
        unless=r"\bor\s+\w+",
    ),
    Rule(
        "leading",
        r"\bhow\s+much\s+(?:\w+\s+)?(?:has|have|did|does|do|will)\s+(?P<what>[^?]{2,60}?)\s+(?:improve[ds]?|help(?:ed|s)?|"
        r"save[ds]?|simplif(?:y|ied|ies)|increase[ds]?|boost(?:ed|s)?|benefit(?:ed|s|ted)?|enhance[ds]?|"
        r"reduce[ds]?)\b",
        "It takes the effect for granted. Ask: “What, if anything, is different for you with {what}?”",
    ),
    Rule(
        "leading",
        r"\b(?:how|in\s+(?:what|which)\s+ways?)\s+(?:has|have|did|does|do|is|are)\s+(?!you\b)(?P<what>[^?]{2,60}?)\s+"
        r"(?:improved?|improves|help(?:ed|s|ing)?|benefit(?:s|ed|ted)?|made\s+[^?]{2,40}?\s*(?:easier|better|"
        r"faster|simpler))\b",
        "It takes for granted that it did. Ask: “What, if anything, is different for you with {what}?”",
        unless=r"\bif\s+at\s+all\b|\bif\s+anything\b",
    ),
    Rule(
        "leading",
        r"\bhow\s+much\s+(?:better|easier|faster|happier|simpler|worse|harder|slower|cheaper)\b",
        "Name both sides: “Is it now better, the same, or worse?”",
        unless=r"\bor\s+\w+",
    ),
    Rule(
        "leading",
        r"\bwhat\s+(?:problems?|difficult(?:y|ies)|issues?|frustrations?|complaints?|trouble)\s+"
        r"(?:do|did|have|are|were|has)\b",
        "Leave room for none: “What problems, if any, did you have …?”",
        unless=r"\bif\s+(?:any|anything)\b",
    ),
    Rule(
        "leading",
        r"\beven(?=\s+(?:better|more|easier|happier|greater|stronger)\b)",
        "“Even” says that it is good already: {without}",
    ),
    Rule(
        "leading",
        r"\bwhy\s+(?:is|are|was|were)\s+(?P<what>[^?]{2,60}?)\s+(?:your\s+favou?rite|so\s+\w+|the\s+best|the\s+"
        r"worst|better\s+than|worse\s+than)\b",
        "It takes the verdict for granted. Ask first: “How do you compare {what} with what else you know?”",
    ),
    Rule(
        "social pressure",
        r"\b(?:most|many|(?:nine|9)\s+(?:out\s+of|in)\s+(?:ten|10)|the\s+majority\s+of)\s+(?:of\s+(?:our|the)\s+)?"
        r"(?:people|customers|users|clients|teams|companies|experts|professionals|businesses)\s+"
        r"(?:\w+\s+)?(?:agree|say|think|love|like|prefer|find|believe|recommend|feel|choose|consider|tell)\b(?:\s+that\b)?",
        "Leave the others out of it: {without}",
        unless=r"\bi\s+(?:would\s+)?imagine\b",
    ),
    Rule(
        "social pressure",
        r"\b(?:as\s+(?:you\s+(?:may\s+|probably\s+|surely\s+)?know|everyone\s+knows)|everyone\s+knows|"
        r"it\s+is\s+(?:well\s+)?known|experts?\s+(?:agree|say|recommend|believe)|studies\s+show|"
        r"research\s+shows|like\s+(?:most|many)\s+(?:of\s+our\s+)?(?:customers|users|people)|"
        r"as\s+an?\s+(?:loyal|good|responsible|valued|smart)\s+\w+)\b",
        "Leave what others know or say out of it: {without}",
    ),
)

LOADED: Final = (
    Rule("loaded", rf"\b(?P<word>{_LOADED})\b", "Leave “{word}” out: {without}"),
    Rule(
        "loaded",
        rf"\b(?:our|the|this|these|your)\s+(?:(?:new|newly|very|all[- ]new|latest)\s+)*"
        rf"(?P<word>(?:new\s+and\s+)?(?:{_PRAISE}))"
        r"(?:\s+(?:and\s+)?\w+){0,2}?\s+(?=\w)",
        "Leave “{word}” out and let people say so, or not: {without}",
        unless=r"\b(?:the|your)\s+(?:good|bad|perfect|poor)\s+(?:thing|one|side|and|or|end|day)\b"
        r"|\b(?:how|more|most|less|least|too|as)\s+(?:our|the|this|these|your)\b",
    ),
)

ABSOLUTE: Final = (
    Rule(
        "absolute",
        r"\b(?P<word>always|never|everything|nothing|everyone|everybody|nobody|entirely|totally|absolutely|"
        r"without\s+exception|at\s+all\s+times|each\s+and\s+every|every\s+time|every\s+single|100\s*%)(?!\w)",
        "Ask for how often, in a period with an end: “In the last 30 days, how often …?”, not “{word}”.",
        unless=r"\b(?:after\s+everything|before\s+everything|is\s+there\s+(?:everything|nothing)|"
        r"not\s+everyone|knows)\b",
    ),
    Rule(
        "absolute",
        r"\b(?P<word>all|every)\s+(?:of\s+)?(?:the|your|our|its|my|feature|features|need|needs|question|"
        r"questions|problem|problems|report|reports)\b",
        "Ask for how many, or for the ones that matter most, in place of “{word}”.",
        unless=r"\b(?:all\s+in\s+all|at\s+all|overall|of\s+all\s+the|all\s+(?:the|your|our|its|my)\s+"
        r"(?:things|time\s+since))\b",
    ),
)

HYPOTHETICAL: Final = (
    Rule(
        "hypothetical",
        r"\b(?:how\s+much|what|which|how\s+often)\s+would\s+you\s+(?!say|describe|rate|recommend|call|rank|"
        r"like\s+to\s+(?:add|tell|say|share))(?P<rest>[^?.]*)",
        "Ask for what they did last time: “What did you pay, use or choose the last time?”",
        unless=r"\bwould\s+you\s+(?:change|improve)\b",
    ),
    Rule(
        "hypothetical",
        r"\b(?:would|could|might)\s+you\s+(?:(?:ever|also|still|be\s+(?:willing|interested|ready|prepared)|"
        r"consider|rather|want|like|love|need|use|buy|pay|switch|upgrade|renew|subscribe|try|choose|stay|leave|"
        r"cancel|sign|attend|join|read|spend|miss|expect\s+to|come|click|download|add)\b)"
        r"(?P<rest>[^?.]*)",
        "Ask for what they did: “Tell us about the last time you wanted {rest}: what did you do?”",
        unless=r"\bwould\s+you\s+like\s+(?:us\s+to\s+(?:contact|call|reply)|to\s+(?:add|tell|say|share)|"
        r"to\s+(?:be\s+contacted|comment))\b",
    ),
    Rule(
        "hypothetical",
        r"\bif\s+(?:we|you|there|it|i|another|the\s+\w+)\s+(?:were|was|had|could|offered|added|built|made|"
        r"launched|introduced|raised|stopped|charged|gave|removed|cost)\b(?P<rest>[^?.,]*)",
        "Ask for what happened: “When did you last need this, and how did you manage?”",
    ),
    Rule(
        "hypothetical",
        r"\bi\s+(?:think\s+(?:that\s+)?i\s+)?would\s+(?!recommend|say|describe|rate)(?P<rest>[^?.]*)",
        "Ask for what they did or do, in place of what they “would”.",
    ),
    Rule(
        "hypothetical",
        r"\b(?:do\s+you\s+(?:think\s+you\s+(?:will|would)|plan\s+to|intend\s+to|expect\s+to)|will\s+you|"
        r"are\s+you\s+going\s+to|imagine\s+(?:that\s+)?(?:you|we|a)|i\s+expect\s+to|i\s+(?:intend|plan)\s+to)\b"
        r"(?P<rest>[^?.]*)",
        "Ask for what they have done already: “In the last 12 months, how often did you do so?”",
    ),
)

VAGUE: Final = (
    Rule(
        "vague",
        r"(?<!how )\b(?P<word>often|regularly|frequently|recently|lately|occasionally|sometimes|usually|"
        r"generally|typically|rarely|seldom|a\s+lot(?!\s+of)|many\s+times|several\s+times|in\s+the\s+past|"
        r"from\s+time\s+to\s+time|soon|in\s+the\s+near\s+future|now\s+and\s+then)\b",
        "Name a period and a count, such as “how many times in the last 30 days”, in place of “{word}”.",
        unless=r"\bhow\s+(?:often|regularly|frequently|recently|soon)\b|\bmost\s+recent",
    ),
)

_NOT = (
    r"(?:not|never|no|none|nobody|nothing|neither|nor|without|hardly|barely|scarcely|cannot|"
    r"\w+n['’]t|fail(?:s|ed)?\s+to|lack(?:s|ed)?|refuse[ds]?)"
)
_UN = (
    r"(?:un(?:able|acceptable|clear|comfortable|common|easy|fair|familiar|friendly|happy|helpful|important|"
    r"interested|likely|necessary|pleasant|reasonable|reliable|satisfied|satisfactory|usable|usual|willing|"
    r"sure|trustworthy|stable)|in(?:accurate|adequate|complete|convenient|correct|effective|efficient|"
    r"sufficient|consistent)|dis(?:agree|like|satisfied|honest|approve|courag\w+|appoint\w+)|im(?:possible|"
    r"polite|practical)|ir(?:relevant|responsible)|oppos(?:e|ed)|prevent(?:s|ed)?|avoid(?:s|ed)?|"
    r"forbid(?:s|den)?|ban(?:ned)?|stop(?:ped)?)"
)
DOUBLE_NEGATIVE: Final = (
    Rule(
        "double negative",
        rf"\b{_NOT}\b[^.,?!;]*?\b(?:{_NOT}|{_UN})\b",
        "Say it with one negation at most, or none: turn “{words}” into its positive.",
        unless=r"\b(?:neither\b[^.?!]*\bnor|or\s+not|if\s+not|why\s+not|whether\s+or\s+not|(?:is|are|was)n['’]t"
        r"\s+(?:it|they)|satisfied\s+or\s+dissatisfied|likely\s+or\s+unlikely|agree\s+or\s+disagree|"
        r"not\s+only)\b",
    ),
    Rule(
        "double negative",
        rf"\b(?:dis(?:agree|approve)|oppose|unlikely)\b[^.?!;]*?\b{_NOT}\b",
        "Say it with one negation at most, or none: turn “{words}” into its positive.",
        unless=r"\b(?:agree\s+or\s+disagree|approve\s+or\s+disapprove|support\s+or\s+oppose|likely\s+or\s+"
        r"unlikely|or\s+not)\b",
    ),
)

INTERNAL: Final = (
    r"touch-?points?|omni-?channel|on-?boarding|stakeholders?|synerg(?:y|ies)|leverag(?:e|es|ed|ing)|"
    r"utili[sz](?:e|es|ed|ing|ation)|functionalit(?:y|ies)|ecosystem|paradigm|granular(?:ity)?|actionable|"
    r"end-to-end|use[- ]cases?|value\s+proposition|churn|(?:customer|user)\s+journey|time-to-value|"
    r"deliverables?|pain\s+points?|frictionless|provision(?:ed|ing)|tenants?|back-?end|front-?end|"
    r"go-live|learnings|best\s+practices?|knowledge\s+base|workstreams?|upsell|roadmap|sprint|"
    r"self-serve|interoperability|scalab(?:le|ility)|robustness|solutioning|ideat(?:e|ion)|SKUs?|single\s+pane"
)
"""Words of those who make a product."""

KNOWN_ACRONYMS: Final = frozenset(
    [
        *("A", "I", "UK", "US", "USA", "EU", "UN", "OK", "PDF", "TV", "PC", "ID", "AM", "PM", "FAQ", "ATM"),
        *("USB", "VAT", "CV", "CEO", "CFO", "IT", "HR", "QR", "GPS", "SMS", "BBC", "CD", "DVD", "GDP", "NHS"),
        *("DIY", "RSVP", "ASAP", "PS", "NB", "NOT", "AND", "OR", "ALL", "ONLY", "MOST", "LEAST", "LAST"),
        *("NEVER", "YOU", "ONE", "TWO", "BEST", "WORST", "NEW", "ANY", "NO"),
    ]
)
"""Capitals that everybody reads, and words written large."""

PAIRS: Final = (
    r"terms\s+(?:and|&)\s+conditions|new\s+and\s+improved|friends?\s+(?:or|and)\s+(?:colleagues?|family|relatives?|co-?workers?)|"
    r"famil(?:y|ies)\s+(?:or|and)\s+friends?|colleagues?\s+(?:or|and)\s+\w+|pros\s+and\s+cons|"
    r"yes\s+or\s+no|more\s+or\s+less|one\s+or\s+more|trial\s+and\s+error|research\s+and\s+development|"
    r"profit\s+and\s+loss|health\s+and\s+safety|back\s+and\s+forth|black\s+and\s+white|now\s+and\s+then|"
    r"first\s+and\s+(?:last|foremost)|day\s+(?:and|or)\s+night|questions?\s+(?:and|or)\s+answers?|"
    r"strengths?\s+(?:and|or)\s+weakness(?:es)?|accounts?\s+payable\s+(?:and|or)\s+receivable|"
    r"bed\s+and\s+breakfast|customer\s+care\s+and|if\s+and\s+when|each\s+and\s+every|over\s+and\s+over|"
    r"\d+\s+(?:and|or|to)\s+\d+|(?:two|three|one)\s+or\s+(?:two|three|four)|and\s*/\s*or|or\s+not|"
    r"or\s+(?:less|more|so|later|earlier|fewer|other|others|otherwise|anything|something|someone|elsewhere)|"
    r"and\s+(?:why|how|when|where|so\s+on|others?)|(?:copy|cut)\s+and\s+paste|drag\s+and\s+drop|"
    r"search\s+and\s+rescue|supply\s+and\s+demand|time\s+and\s+money|parents?\s+(?:and|or)\s+guardians?|"
    r"products?\s+(?:and|or)\s+services?\s+(?:of|from)|between\s+\S+\s+and"
)
"""Words joined by and, or, that are one thing, or that everybody takes as one."""

POLES: Final = (
    ("satisfied", "dissatisfied"),
    ("likely", "unlikely"),
    ("agree", "disagree"),
    ("easy", "difficult"),
    ("easy", "hard"),
    ("good", "bad"),
    ("good", "poor"),
    ("better", "worse"),
    ("better", "the same"),
    ("clear", "unclear"),
    ("fast", "slow"),
    ("high", "low"),
    ("happy", "unhappy"),
    ("support", "oppose"),
    ("helpful", "unhelpful"),
    ("positive", "negative"),
    ("increase", "decrease"),
    ("increased", "decreased"),
    ("too much", "too little"),
    ("simple", "complicated"),
    ("fair", "unfair"),
    ("safe", "unsafe"),
    ("early", "late"),
    ("important", "unimportant"),
    ("strong", "weak"),
    ("best", "worst"),
    ("like", "dislike"),
    ("well", "badly"),
)
"""Ends of one scale: naming both is what a balanced question does."""

MOST_WORDS: Final = 25
"""A question of more words than this is long."""
