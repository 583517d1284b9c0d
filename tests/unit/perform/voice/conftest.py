"""A line to sing: obstruents, sonorants, a melisma, a diphthong held long."""

from collections.abc import Sequence

from tutti.music.brief import VoiceGender
from tutti.music.lyric import Syllable
from tutti.music.pitch import Key
from tutti.music.score import Score, SungNote, SungPhrase, VocalPart
from tutti.music.time import Meter, Timeline

TAKE = Syllable(text="take", onset=("t",), nucleus="A", coda=("k",), stress=1)
ME = Syllable(text="me", onset=("m",), nucleus="i")
STAR = Syllable(text="star", onset=("s", "t"), nucleus="ɑ", coda=("ɹ",), stress=1)
NOW = Syllable(text="now", onset=("n",), nucleus="W", stress=1)
TEMPO_BPM = 120.0


def sung(
    *lines: Sequence[tuple[float, float, int, Syllable | None]],
    gender: VoiceGender = VoiceGender.FEMALE,
    player: str = "vocals",
    language: str = "en",
) -> tuple[VocalPart, Score]:
    """Lines of (start in beats, length in beats, pitch, syllable) at 120 beats a minute."""
    phrases = tuple(
        SungPhrase(
            text=" ".join(note[3].text for note in line if note[3] is not None),
            notes=tuple(
                SungNote(start_beats=start, duration_beats=length, pitch_midi=pitch, syllable=syllable)
                for start, length, pitch, syllable in line
            ),
        )
        for line in lines
    )
    part = VocalPart(player=player, gender=gender, language=language, phrases=phrases)
    score = Score(
        title="a line",
        styles=("pop",),
        timeline=Timeline.steady(meter=Meter(4, 4), tempo_bpm=TEMPO_BPM, beats=32),
        end_beats=32.0,
        key=Key.parse("C major"),
        sections=(),
        chords=(),
        vocals=(part,),
        seed=3,
    )
    return part, score
