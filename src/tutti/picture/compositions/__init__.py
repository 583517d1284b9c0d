"""Compositions: each a way to lay a song out on a square, one a file, all drawn by one verb."""
