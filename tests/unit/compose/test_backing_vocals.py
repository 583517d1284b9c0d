from itertools import pairwise

from tutti.compose import compose, plan
from tutti.compose.backing_vocals import BACKING_VOCALS
from tutti.music.brief import Brief, Task, VoiceGender
from tutti.music.harmony import chord_at
from tutti.music.lrc import lrc
from tutti.music.score import VOCALS

ONE_CHORUS = (("verse", 16), ("chorus", 8), ("verse", 16))


def _score(band, style="pop", voice=VoiceGender.FEMALE, **form):
    brief = Brief(task=Task.SING, prompt="rain on the city", style=style, voice=voice)
    return compose(plan(brief, band(**form), 1), 1)


def _words(phrase):
    return "".join(note.syllable.text for note in phrase.notes if note.syllable)


def _choruses(score):
    return [s for s in score.sections if s.label == "chorus"]


def test_choruses_are_sung_in_two_voices_from_the_second_on(band):
    score = _score(band)
    lead, backing = score.vocals
    assert (lead.player, backing.player) == (VOCALS, BACKING_VOCALS)
    first = _choruses(score)[0]
    for phrase in backing.phrases:
        assert phrase.notes[0].start_beats > first.end_beats - 2
    assert {phrase.text for phrase in backing.phrases} <= {phrase.text for phrase in lead.phrases}


def test_a_single_chorus_has_both(band):
    assert len(_score(band, form=ONE_CHORUS).vocals) == 2


def test_the_second_voice_goes_with_the_lead_in_thirds_and_sixths(band):
    for voice in VoiceGender:
        score = _score(band, voice=voice)
        lead = {note.start_beats: note for phrase in score.vocals[0].phrases for note in phrase.notes}
        notes = [note for phrase in score.vocals[1].phrases for note in phrase.notes]
        distances = [note.pitch_midi - lead[note.start_beats].pitch_midi for note in notes]
        assert all(note.syllable == lead[note.start_beats].syllable for note in notes)
        assert len({distance > 0 for distance in distances}) == 1
        assert sum(abs(distance) in (3, 4, 8, 9) for distance in distances) > 0.7 * len(distances)
        strong = [note for note in notes if note.start_beats % 4 < 0.1]
        assert sum(chord_at(score.chords, n.start_beats + 0.01).has(n.pitch_midi) for n in strong) > 0.9 * len(strong)


def test_a_rapper_stands_alone(band):
    assert len(_score(band, style="trap").vocals) == 1


def test_what_stands_in_brackets_is_answered_and_nothing_of_it_is_lost(band):
    verse = "[Verse]\nWalking down the avenue (in the morning light)\nI hear you call\n(ooh, ooh)"
    sheet = f"{verse}\n[Chorus]\nHold me (hold me) now"
    heard = band(form=(("verse", 8), ("chorus", 4)))
    score = compose(plan(Brief(task=Task.SING, lyrics=sheet, style="trap"), heard, 1), 1)
    lead, backing = score.vocals
    assert [_words(phrase) for phrase in lead.phrases[:3]] == ["Walkingdowntheavenue", "Ihearyoucall", "Holdmenow"]
    assert [_words(phrase) for phrase in backing.phrases[:3]] == ["inthemorninglight", "oohooh", "holdme"]
    for own, answer in zip(lead.phrases, backing.phrases, strict=True):
        assert answer.notes[0].start_beats > own.notes[-1].start_beats
    ends = [phrase.notes[-1].end_beats for phrase in backing.phrases]
    starts = [phrase.notes[0].start_beats for phrase in backing.phrases]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert ends[-1] <= score.end_beats
    assert lrc(score).count("\n[0") == len(lead.phrases) + len(backing.phrases)


def test_one_who_answers_does_not_sing_along(band):
    sheet = "[Chorus]\nHold me now (hold me now)\nNever let me go"
    score = compose(plan(Brief(task=Task.SING, lyrics=sheet), band(), 1), 1)
    phrases = score.vocals[1].phrases
    assert all(a.notes[-1].end_beats <= b.notes[0].start_beats for a, b in pairwise(phrases))
    assert "(hold me now)" in [phrase.text for phrase in phrases]
