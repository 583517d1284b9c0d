"""A subtractive and FM synthesizer, and drum machines."""
