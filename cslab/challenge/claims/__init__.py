"""Claims: what would show them, measured person by person, and the verdict on each."""
