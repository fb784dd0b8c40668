"""What people write in their own words: sentences for every reason, put together by chance."""

from __future__ import annotations

from numpy.random import Generator

GOOD = {
    "approvals": (
        "approving takes me five minutes on the train",
        "the big ones go to the owner and the small ones never reach my desk",
        "I can see who said yes, and when",
        "nobody has to hunt for a signature any more",
        "the lanes do the sorting that I used to do by hand",
        "two keys means nobody can lean on me to sign",
        "everything waits in one place until the right person says yes",
        "I say yes from my phone and it is done",
    ),
    "support": (
        "a person answered within the hour, and she knew what she was talking about",
        "Ines rang me before I had finished writing",
        "Kofi stayed on the line until it was done",
        "when I wrote in on a Sunday somebody wrote back",
        "they said it was their fault and put it right the same day",
        "every question I had was answered by a human being",
        "help is quick and it never reads like a script",
    ),
    "delight": (
        "the Monday Digest found a price that had crept up, and I had not even asked",
        "I look forward to month end now, which is absurd",
        "it told me my flour had gone up before I saw it myself",
        "small things keep getting better without anybody making a fuss",
        "my Fridays are mine again",
        "I laughed out loud when the first batch went through",
    ),
    "pricing": (
        "the price was on the page and that is what I paid",
        "it costs less than the paper we used to print on",
        "you can see what you pay for without booking a call",
        "for what it costs nothing else comes near",
        "one price, no talk",
    ),
    "trust": (
        "the status page tells the truth, even when it is embarrassing",
        "I can take all my data out whenever I want",
        "the numbers have been right every single month",
        "they told me what it can't do before I bought it",
        "our auditor believes it, so I do",
    ),
    "onboarding-help": (
        "somebody set up our suppliers with us in one afternoon",
        "the checklist in the first week was exactly right",
        "we were walked through it twice and never made to feel slow",
        "they typed in our suppliers while I read them out",
    ),
    "workaround": (
        "it leaves me alone to do some of it my own way",
        "we still print the odd one, and nobody minds",
    ),
    "hidden-fee": ("even with the fee for approvers it is worth it",),
}
BAD = {
    "approvals": (
        "too many people have to say yes before anything moves",
        "an invoice sat for a week because the one approver was away",
        "I approve things without looking, because there are so many",
        "it is never clear whose turn it is",
    ),
    "support": (
        "I wrote three times and nobody answered",
        "it took days before a person replied",
        "I got a ticket number and then silence",
        "the answer I got was to another question",
        "nobody rang when it mattered",
        "your robot thanked me for my patience",
        "each time I have to explain it all again to somebody new",
    ),
    "pricing": (
        "it is a fair price, no more than that",
        "cheaper ones do nearly as much",
        "the price went up and I could not say what for",
        "I can't explain to my partner what the bigger plan is for",
        "it costs what it costs",
    ),
    "hidden-fee": (
        "the approvers cost extra and that is in the small print",
        "our first bill was double the price on the page",
        "I found out about the fee per approver from the bank",
        "thirty-nine turned into eighty and nobody had said so",
        "there is always one more thing that costs extra",
    ),
    "trust": (
        "two invoices went missing and nobody could tell me where",
        "I no longer believe the totals without checking",
        "it told me something was paid and it was not",
    ),
    "onboarding-help": (
        "we were left alone in the first week",
        "they built us far more lanes than we can use",
        "setting it up took a month of evenings",
        "nobody asked how we work before they set it up",
        "I would have liked somebody beside me at the start",
    ),
    "workaround": (
        "half of us still approve by text message and somebody types it in",
        "we print everything anyway and keep it in a binder",
        "I keep my own spreadsheet beside it",
        "five of us share one login, so the names mean nothing",
        "we do it twice, once in the app and once on paper",
        "the site sends photos of invoices to my private phone",
    ),
    "delight": ("there was one nice surprise, and then nothing",),
}
START = {
    "promoter": ("", "", "Because ", "Simply put, ", "Mostly because ", "Honestly, ", "For me: "),
    "passive": ("", "It is fine, but ", "Good enough; still, ", "Well, ", "Mixed: ", "To be fair, "),
    "detractor": ("", "", "Because ", "Sorry, but ", "I am tired of it: ", "Quite simply, "),
}
JOIN = (" And ", " Also, ", " Besides, ", " Then again, ")
ODD = (
    "👍👍👍 love it!!! 🧾➡️✅",
    '=HYPERLINK("http://example.invalid","click")',
    'He said "it just works", and then it didn\'t; so, well...',
    "Sehr gut, aber der Preis pro Freigabe steht nur im Kleingedruckten.",
    "<b>bold of you to ask</b><script>alert('hm')</script>",
    "n/a",
    "Prima programma, maar de synchronisatie is traag.",
    "+1",
    "asdf",
    "请不要再问我了。",
    "-",
    'One line.\nAnother line, with a comma, and a "quote".',
    "'; DROP TABLE answers; --",
)
EFFORT = {
    "easy": (
        ("One message and it was done.", ("support",)),
        ("They rang me back in minutes.", ("support",)),
        ("Found it myself in the help.", ()),
        ("Kofi showed me once and that was it.", ("support", "onboarding-help")),
        ("No effort at all, thank you.", ()),
    ),
    "middling": (
        ("It went back and forth a little.", ()),
        ("Had to send the same picture twice.", ("workaround",)),
        ("Fine, once I had the right person.", ("support",)),
    ),
    "hard": (
        ("I had to explain it to four people.", ("support",)),
        ("Days of writing to and fro.", ("support",)),
        ("In the end I did it by hand.", ("workaround",)),
        ("The answer was a link to the page I had come from.", ("support",)),
        ("Nobody could tell me why the bill was higher.", ("hidden-fee",)),
    ),
}


def say(random: Generator, reasons: tuple[str, ...], group: str) -> str:
    """An answer that gives these reasons, in the manner of somebody who recommends us, or does not."""
    parts = [_part(random, reason, group) for reason in reasons]
    start = START[group][int(random.integers(0, len(START[group])))]
    text = _capital(start + parts[0]) + "."
    for more in parts[1:]:
        text += JOIN[int(random.integers(0, len(JOIN)))] + more + "."
    return text


def _part(random: Generator, reason: str, group: str) -> str:
    bank = GOOD if group == "promoter" or (group == "passive" and reason in ("approvals", "support")) else BAD
    words = bank.get(reason) or GOOD[reason]
    return words[int(random.integers(0, len(words)))]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def why_effort(random: Generator, effort: int) -> tuple[str, tuple[str, ...]]:
    """Why a case was as easy as it was, and the codes in it; four in ten say nothing."""
    bank = EFFORT["easy" if effort > 5 else "middling" if effort > 3 else "hard"]
    words, codes = bank[int(random.integers(0, len(bank)))]
    return (words, codes) if random.random() < 0.6 else ("", ())
