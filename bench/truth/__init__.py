"""Songs, voices and bands made to measure by: audio whose beats, chords, key, notes and sections are known exactly.

Nothing here is shared with the stages that are measured; only the vocabularies `music` and `sound` are, and the
sampler, because instruments must come from somewhere. Main verb: `cases`.
"""
