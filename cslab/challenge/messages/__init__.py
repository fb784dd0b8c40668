"""Messages: which of our words customers say themselves, which nobody said, and what they say instead."""

from __future__ import annotations

from cslab.challenge.messages.corpus import Corpus, corpus
from cslab.challenge.messages.result import MessageTest
from cslab.challenge.messages.tested import message_test

__all__ = ["Corpus", "MessageTest", "corpus", "message_test"]
