"""The players of the band: one a file, each turns chords, form and a style into its part."""
