"""Audio to Listening: what is heard in a recording. One musical question a file."""
