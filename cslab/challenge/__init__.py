"""Challenge: what we assume of customers, tested against what they say, answer and do; and our own bias."""
