"""The band: a sampler over a General MIDI SoundFont, one stem a player."""
