"""Surveys as people have them: their files in any usual shape, how they are mapped, and who people were."""
