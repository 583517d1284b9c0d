from tutti.compose import compose, plan
from tutti.compose.backing_vocals import BACKING_VOCALS
from tutti.music.brief import Brief, Task, VoiceGender
from tutti.music.harmony import chord_at
from tutti.music.score import VOCALS

ONE_CHORUS = (("verse", 16), ("chorus", 8), ("verse", 16))


def _score(band, style="pop", voice=VoiceGender.FEMALE, **form):
    brief = Brief(task=Task.SING, prompt="rain on the city", style=style, voice=voice)
    return compose(plan(brief, band(**form), 1), 1)


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
