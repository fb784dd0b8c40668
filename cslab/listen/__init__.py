"""Listen: from a recording to words that can be trusted and found again."""
