"""The singer: a speech model speaks the phrase, its frames are sung on the score."""
