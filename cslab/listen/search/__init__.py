"""Search: a query of one line, an index of everything that was said and written, and what it finds."""
