"""Measurements of the engine against songs whose truth is known exactly: `bench.quality` and `bench.speed`."""
