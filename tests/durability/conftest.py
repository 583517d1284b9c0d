from pathlib import Path

import pytest

from tutti.music.time import Meter
from tutti.sound.encode import write_wav
from tutti.testing.humming import hum, melody
from tutti.testing.toyband import play

TUNE = (67, 69, 71, 67, 64, 66, 67, None, 69, 71, 72, 71, 69, 67, 67, None)


@pytest.fixture(scope="session")
def voice_wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirteen seconds of humming."""
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    write_wav(path, hum(melody(TUNE, [1.0] * 14 + [2.0, 2.0], tempo_bpm=92.0)))
    return path


@pytest.fixture(scope="session")
def band_wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirteen seconds of a band."""
    path = tmp_path_factory.mktemp("band") / "band.wav"
    write_wav(path, play(["G:maj", "C:maj", "D:maj", "G:maj", "E:min", "C:maj"], meter=Meter(4, 4), tempo=112.0).audio)
    return path
