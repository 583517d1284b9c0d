"""Measures of a written song: is it on the theme, does it rhyme, do words and melody fit each other and the band.

Stress: a stressed syllable is set well where its position is at least as strong as those of both neighbours (Halle and
Lerdahl, "A generative textsetting model", 1993). Chinese rhyme: the thirteen rhyme groups of northern singing
(shisan zhe), from pinyin finals. Tones: neighbouring syllables whose melody moves by more than two semitones against
the direction between the end of one tone and the start of the next (Wong and Diehl, "How can the lyrics of a song in
a tone language be understood?", Psychology of Music 30, 2002) contradict them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pypinyin import Style, lazy_pinyin

from tutti.compose.prosody import metric_level
from tutti.language.rhyme import RhymeDegree, rhyme_degree
from tutti.music.harmony import chord_at
from tutti.music.lyric import LyricLine, Lyrics
from tutti.music.score import Score, SungNote, SungPhrase

_GROUPS = {
    "a": "a ia ua", "o": "o e uo", "ie": "ie ve ue", "i": "i er v", "u": "u", "ai": "ai uai", "ei": "ei ui uei",
    "ao": "ao iao", "ou": "ou iu iou", "an": "an ian uan van", "en": "en in un uen vn", "ang": "ang iang uang",
    "eng": "eng ing ong iong ueng",
}  # fmt: skip
_GROUP_OF = {final: group for group, finals in _GROUPS.items() for final in finals.split()}
_BUZZING = frozenset({"z", "c", "s", "zh", "ch", "sh", "r"})
_TONE_LEVELS = {1: (5, 5), 2: (3, 5), 3: (2, 1), 4: (5, 1), 5: (3, 3)}
_OPPOSED_SEMITONES = 2
_STRONG_BEATS = 0.1


def theme_lines(lyrics: Lyrics, words: Sequence[str]) -> int:
    """How many different lines, the title among them, have one of the words."""
    is_chinese = lyrics.language == "zh"
    found = 0
    for text in {line.text.lower() for line in lyrics.lines} | {lyrics.title.lower()}:
        parts = text if is_chinese else [word.strip(".,;:!?'\"") for word in text.replace("-", " ").split()]
        found += any(word in parts for word in words)
    return found


def rhyme_share(lyrics: Lyrics) -> float:
    """The share of pairs of lines that rhyme, by the scheme that fits each four lines best: AABB, ABAB or ABCB."""
    right = total = 0.0
    for section in lyrics.sections:
        lines = section.lines
        for at in range(0, len(lines) - 1, 4):
            group = lines[at : at + 4]
            if len(group) < 4:
                right, total = right + _rhymes(group[0], group[1], lyrics.language), total + 1
                continue
            a, b, c, d = group
            rows = _rhymes(a, b, lyrics.language) + _rhymes(c, d, lyrics.language)
            crossed = _rhymes(a, c, lyrics.language) + _rhymes(b, d, lyrics.language)
            right, total = right + max(rows, crossed, 2 * _rhymes(b, d, lyrics.language)), total + 2
    return right / total if total else 1.0


def stress_share(score: Score) -> float | None:
    """The share of stressed syllables on positions at least as strong as their neighbours'."""
    good = total = 0
    for phrase in _phrases(score):
        heads = [note for note in phrase.notes if note.syllable is not None]
        levels = [metric_level(score.timeline.meter, note.start_beats) for note in heads]
        for index, note in enumerate(heads):
            if note.syllable is None or note.syllable.stress != 1:
                continue
            near = levels[max(index - 1, 0) : index] + levels[index + 1 : index + 2]
            total += 1
            good += all(levels[index] >= level for level in near)
    return good / total if total else None


def strong_chord_tones(score: Score) -> float | None:
    """The share of sung notes on beats that belong to the chord of the band."""
    good = total = 0
    for note in _notes(score):
        if abs(note.start_beats - round(note.start_beats)) > _STRONG_BEATS:
            continue
        chord = chord_at(score.chords, note.start_beats + 1e-3)
        if chord is None or not chord.pitch_classes:
            continue
        total += 1
        good += round(note.pitch_midi) % 12 in chord.pitch_classes
    return good / total if total else None


def held_clashes(score: Score) -> int:
    """Sung notes that stand a semitone beside a tone of the chord, and are no tone of it, for more than a beat."""
    count = 0
    for note in _notes(score):
        beats = 0.0
        for span in score.chords:
            overlap = min(note.end_beats, span.end_beats) - max(note.start_beats, span.start_beats)
            tones = set(span.chord.pitch_classes) if span.chord is not None else set()
            own = round(note.pitch_midi) % 12
            if overlap > 0 and own not in tones and ((own + 1) % 12 in tones or (own - 1) % 12 in tones):
                beats += overlap
        count += beats > 1.0
    return count


def is_whole(score: Score, lyrics: Lyrics) -> bool:
    """Whether every syllable is sung once, in order, one after the other."""
    wanted = [syllable.text for line in lyrics.lines for syllable in line.syllables]
    heads = [note.syllable.text for note in _notes(score) if note.syllable is not None]
    notes = _notes(score)
    in_order = all(a.end_beats <= b.start_beats + 1e-6 for a, b in pairwise(notes))
    return heads == wanted and in_order and notes[-1].end_beats <= score.end_beats


def tone_opposition(score: Score) -> float | None:
    """The share of neighbouring Chinese syllables whose melody moves against their tones by over two semitones."""
    opposed = total = 0
    for phrase in _phrases(score):
        heads = [note for note in phrase.notes if note.syllable is not None]
        tones = _tones("".join(note.syllable.text for note in heads if note.syllable is not None))
        if len(tones) != len(heads):
            continue
        for (first, one), (second, two) in pairwise(zip(heads, tones, strict=True)):
            spoken = _TONE_LEVELS[two][0] - _TONE_LEVELS[one][1]
            sung = second.pitch_midi - first.pitch_midi
            total += 1
            opposed += spoken * sung < 0 and abs(sung) > _OPPOSED_SEMITONES
    return opposed / total if total else None


def _tones(text: str) -> list[int]:
    marked = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
    return [int(syllable[-1]) if syllable[-1].isdigit() else 5 for syllable in marked]


def _rhymes(a: LyricLine, b: LyricLine, language: str) -> bool:
    if language != "zh":
        return rhyme_degree(a.syllables, b.syllables) is RhymeDegree.FULL
    return _group(a.text) == _group(b.text) and a.text[-1] != b.text[-1]


def _group(line: str) -> str:
    signs = "".join(sign for sign in line if "\u4e00" <= sign <= "\u9fff")
    final = lazy_pinyin(signs, style=Style.FINALS, strict=True)[-1].replace("ü", "v")
    initial = lazy_pinyin(signs, style=Style.INITIALS, strict=True)[-1]
    return "buzz" if final == "i" and initial in _BUZZING else _GROUP_OF.get(final, final)


def _phrases(score: Score) -> Sequence[SungPhrase]:
    return score.vocals[0].phrases


def _notes(score: Score) -> list[SungNote]:
    return [note for phrase in _phrases(score) for note in phrase.notes]
