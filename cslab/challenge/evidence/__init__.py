"""Evidence cards: a claim with its voices for and against, and its figures."""
