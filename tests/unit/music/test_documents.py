"""Documents are read back as they were written; what is not one is refused with a reason."""

import json
from dataclasses import replace

import pytest

from tutti.base.errors import InputError
from tutti.music.documents import listening_document, read_score, write_score
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.note import HeardNote
from tutti.music.score import Score


def test_a_score_survives_the_document(song: Score) -> None:
    assert read_score(write_score(song)) == song
    detuned = replace(song, tuning_cents=-39.8)
    assert read_score(write_score(detuned)) == detuned


def test_a_score_of_version_1_stands_at_440_hz(song: Score) -> None:
    document = json.loads(write_score(song))
    document["version"] = 1
    del document["score"]["tuning_cents"]
    assert read_score(json.dumps(document)) == song


def test_a_tuning_beyond_a_semitone_is_refused(song: Score) -> None:
    document = json.loads(write_score(song))
    document["score"]["tuning_cents"] = 140
    with pytest.raises(InputError, match="tuning_cents is 140"):
        read_score(json.dumps(document))


def test_same_score_same_text(song: Score) -> None:
    assert write_score(song) == write_score(replace(song))


def test_an_edit_is_read(song: Score) -> None:
    document = json.loads(write_score(song))
    document["score"]["parts"][1]["notes"][0]["pitch_midi"] = 43
    assert read_score(json.dumps(document)).parts[1].notes[0].pitch_midi == 43


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "tutti.score", "version": 99}'])
def test_what_is_not_a_score_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="score"):
        read_score(text)


def test_a_wrong_field_is_named(song: Score) -> None:
    document = json.loads(write_score(song))
    document["score"]["parts"][0]["notes"][3]["pitch_midi"] = "high"
    with pytest.raises(InputError, match="pitch_midi"):
        read_score(json.dumps(document))


def test_what_was_heard_is_written_in_seconds(song: Score) -> None:
    listening = Listening(
        source=Source.BAND,
        duration_seconds=10.0,
        timeline=song.timeline,
        key=song.key,
        tuning_cents=-12.0,
        chords=song.chords,
        melody=(HeardNote(start_seconds=1.0, end_seconds=1.5, pitch_midi=60),),
        sections=song.sections,
        beat_levels_db=(-20.0,) * 35,
        confidence=Confidence(beats=0.9, downbeats=0.8, key=0.7),
    )
    document = listening_document(listening)
    assert document["meter"] == "4/4"
    assert document["key"] == "F major"
    assert document["chords"][0] == {
        "start": pytest.approx(0.38, abs=0.03),
        "end": pytest.approx(4.45, abs=0.03),
        "label": "F:maj",
    }
    assert document["chords"][1]["label"] == "Bb:maj7/3"
    assert document["chords"][-1]["end"] == 10.0
    assert max(document["beats_seconds"]) <= 10.0
    assert set(document["downbeats_seconds"]) <= set(document["beats_seconds"])
    json.dumps(document)
