"""Errors, seeds and progress: what every other package stands on. Knows nothing of music."""
