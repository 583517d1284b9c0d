"""Drum machines: the voices of electronic drums, made by their circuits' methods rather than recorded."""
