"""Words to syllables, phones and stress; rhyme. One language a file."""
