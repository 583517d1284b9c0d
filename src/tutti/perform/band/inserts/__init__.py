"""Effects that belong to an instrument, not to the mix: ensemble, rotary speaker, tremolo, amplifier.

Each works on a stem in place: float32, shaped (2, frames).
"""
