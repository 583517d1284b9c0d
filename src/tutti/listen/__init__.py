"""Audio to Listening: what is heard in a recording. One musical question a file."""

from tutti.base.progress import Progress, silent
from tutti.listen.band import listen_to_band
from tutti.listen.hints import Hints
from tutti.listen.recognise import recognise
from tutti.listen.told_chords import with_told_chords
from tutti.listen.voice import listen_to_voice
from tutti.music.listening import Listening, Source
from tutti.sound.audio import Audio

__all__ = ["Hints", "listen", "recognise"]

_EVERYTHING_TO_HEAR = Hints()


def listen(
    audio: Audio, source: Source, *, hints: Hints = _EVERYTHING_TO_HEAR, progress: Progress = silent
) -> Listening:
    """Hear a recording: beats, metre, key and form, and the melody of a voice or the chords of a band.

    Args:
        audio: the recording.
        source: what kind it is.
        hints: what is known about it already and need not be heard.
        progress: takes the share of the work that is done.
    """
    hear = listen_to_voice if source is Source.VOICE else listen_to_band
    return with_told_chords(hear(audio, progress=progress, hints=hints), hints)
