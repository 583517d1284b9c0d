"""The vocabulary of samples: audio, files, resample, spectrum, loudness, stems, mixdown."""
