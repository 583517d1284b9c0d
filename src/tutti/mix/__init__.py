"""Stems and upload to Mixdown: what is heard in the end."""
