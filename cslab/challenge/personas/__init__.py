"""Personas: how good they are, how many real people fit them, and which fit worst."""
