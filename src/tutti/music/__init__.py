"""The vocabulary of symbols: pitch, time, harmony, note, lyric, form, brief, listening, plan, score.

Positions are in beats of a `time.Timeline`; values are frozen. Exports: `documents` (versioned JSON), `midi`, `lrc`,
`chordsheet`.
"""
