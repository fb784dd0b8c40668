"""Speakers: whose voice each word is in, who asks and who answers, and under which names."""
