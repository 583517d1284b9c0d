"""Pictures drawn from music."""
