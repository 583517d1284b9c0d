"""Tutti: give it a voice and it returns the band; give it a band and it returns the singer."""

__version__ = "0.1.0"
