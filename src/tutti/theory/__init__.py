"""Rules of music that both listening and composing lean on: key profiles, harmonisation of a melody."""
