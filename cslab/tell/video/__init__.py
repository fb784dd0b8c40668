"""A reel as moving pictures: cards and captions drawn, or the pictures of the recordings themselves."""
