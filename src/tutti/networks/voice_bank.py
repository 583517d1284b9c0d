"""A voice bank of DiffSinger, as its users share them: phones, lengths and a pitch curve in, a sung phrase out.

A bank is a folder with `dsconfig.yaml`: an acoustic network (phones, lengths in frames, F0 to a mel spectrogram), a
vocoder beside it or in the folder it names (mel and F0 to sound), and often a variance pair (`dsvariance`) that says
how energy, breath, voicing and tension move. Networks differ in what they want besides; what a graph asks for is read
from its inputs. Liu et al., "DiffSinger: singing voice synthesis via shallow diffusion mechanism", AAAI 2022; the
format is that of OpenVPI's exporter and OpenUtau.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from tutti.base.errors import VoiceBankUnusable
from tutti.networks.open_graph import OpenGraph

FloatArray = npt.NDArray[np.float32]
SILENCE = "SP"
_STEPS = 10  # of the sampler: what users of the format choose for a good voice in short time
_SPEEDUP = 100  # the same for older networks, of 1000 steps
_CURVES = ("energy", "breathiness", "voicing", "tension")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SungPhones:
    """What a bank is to sing.

    Attributes:
        phones: names of the bank's phones, silences included.
        frames: how many frames each lasts; at least 1.
        f0_hz: the pitch of every frame, never 0.
    """

    phones: tuple[str, ...]
    frames: npt.NDArray[np.int64]
    f0_hz: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VoiceBank:
    """An opened bank.

    Attributes:
        name: of the folder.
        sample_rate_hz: of what it sings.
        hop_samples: of a frame.
        phones: its phones with their numbers.
    """

    name: str
    sample_rate_hz: int
    hop_samples: int
    phones: Mapping[str, int]
    _languages: Mapping[str, int]
    _acoustic: OpenGraph
    _vocoder: OpenGraph
    _linguistic: OpenGraph | None
    _variance: OpenGraph | None
    _speaker: FloatArray | None

    @classmethod
    def open(cls, folder: Path, *, seed: int) -> VoiceBank:
        """Open the bank in a folder; what a bank opened with the same seed sings is the same, phrase after phrase.

        Raises:
            VoiceBankUnusable: a file of it is missing, or is not what the format says.
        """
        config = _settings(folder / "dsconfig.yaml")
        vocoder_folder = _vocoder_folder(folder, config)
        vocoder = _settings(vocoder_folder / "vocoder.yaml")
        rate, hop = int(config.get("sample_rate", 44100)), int(config.get("hop_size", 512))
        if (vocoder.get("sample_rate", 44100), vocoder.get("hop_size", 512)) != (rate, hop):
            raise VoiceBankUnusable(f"{folder}: the vocoder's rate or hop size is another than the acoustic network's")
        variance = folder / "dsvariance"
        parts = _settings(variance / "dsconfig.yaml") if variance.is_dir() else {}
        languages = config.get("languages")
        return cls(
            name=folder.name,
            sample_rate_hz=rate,
            hop_samples=hop,
            phones=_numbered(folder / str(config.get("phonemes", "phonemes.txt"))),
            _languages=_numbered(folder / str(languages)) if languages else {},
            _acoustic=_graph(folder, config, "acoustic", seed),
            _vocoder=_graph(vocoder_folder, vocoder, "model", seed),
            _linguistic=_graph(variance, parts, "linguistic", seed) if parts else None,
            _variance=_graph(variance, parts, "variance", seed) if parts else None,
            _speaker=_speaker(folder, config),
        )

    @property
    def frame_seconds(self) -> float:
        """How long a frame is."""
        return self.hop_samples / self.sample_rate_hz

    def sing(self, sung: SungPhones, *, language: str) -> FloatArray:
        """A phrase as mono sound, one hop a frame.

        Args:
            sung: phones, lengths and pitch.
            language: for banks that sing several ("en", "zh").

        Raises:
            VoiceBankUnusable: the bank lacks a phone, or a network asks for something that is not known.
        """
        missing = sorted(set(sung.phones) - set(self.phones))
        if missing:
            raise VoiceBankUnusable(f"the voice bank {self.name} has no phones {missing}; it cannot sing these words")
        known = self._common(sung, language)
        known.update(self._curves(known, sung))
        mel = self._acoustic.run(_wanted(self._acoustic, known, self.name))[0]
        sound = self._vocoder.run(_wanted(self._vocoder, {"mel": mel, "f0": known["f0"]}, self.name))[0]
        return np.asarray(sound, dtype=np.float32).reshape(-1)

    def _common(self, sung: SungPhones, language: str) -> dict[str, npt.NDArray[Any]]:
        count = len(sung.f0_hz)
        tokens = np.array([[self.phones[phone] for phone in sung.phones]], dtype=np.int64)
        known: dict[str, npt.NDArray[Any]] = {
            "tokens": tokens,
            "durations": sung.frames[None].astype(np.int64),
            "ph_dur": sung.frames[None].astype(np.int64),
            "languages": np.full_like(tokens, self._languages.get(language, 0)),
            "f0": sung.f0_hz[None].astype(np.float32),
            "pitch": (69.0 + 12.0 * np.log2(sung.f0_hz / 440.0))[None].astype(np.float32),
            "gender": np.zeros((1, count), dtype=np.float32),
            "velocity": np.ones((1, count), dtype=np.float32),
            "steps": np.array(_STEPS, dtype=np.int64),
            "speedup": np.array(_SPEEDUP, dtype=np.int64),
            "depth": np.array(1.0, dtype=np.float32),
        }
        if self._speaker is not None:
            known["spk_embed"] = np.repeat(self._speaker[None, None], count, axis=1)
        return known

    def _curves(self, known: Mapping[str, npt.NDArray[Any]], sung: SungPhones) -> dict[str, npt.NDArray[Any]]:
        """Energy, breath, voicing and tension by frame, as far as the bank foretells them."""
        if self._linguistic is None or self._variance is None:
            return {}
        encoded = self._linguistic.run(_wanted(self._linguistic, known, self.name))[0]
        names = [name.removesuffix("_pred") for name in self._variance.outputs]
        count = len(sung.f0_hz)
        blank = {name: np.zeros((1, count), dtype=np.float32) for name in _CURVES}
        retake = np.ones((1, count, len(names)), dtype=bool)
        feeds = {**known, **blank, "encoder_out": encoded, "retake": retake}
        return dict(zip(names, self._variance.run(_wanted(self._variance, feeds, self.name)), strict=True))


def _wanted(graph: OpenGraph, known: Mapping[str, npt.NDArray[Any]], bank: str) -> dict[str, npt.NDArray[Any]]:
    """The feeds of a graph, in the shapes it wants for what is one number."""
    feeds = {}
    for name, rank in graph.inputs.items():
        if name not in known:
            raise VoiceBankUnusable(f"a network of the voice bank {bank} asks for {name!r}, which is not known")
        value = known[name]
        if name == "depth" and graph.is_whole(name):
            value = np.array(1000, dtype=np.int64)  # older networks count the depth in steps
        feeds[name] = value.reshape((1,) * rank) if value.ndim == 0 else value
    return feeds


def _settings(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise VoiceBankUnusable(f"{path} cannot be read as YAML; a voice bank of DiffSinger has such a file") from error
    if not isinstance(content, dict):
        raise VoiceBankUnusable(f"{path} holds no settings")
    return content


def _vocoder_folder(folder: Path, config: Mapping[str, Any]) -> Path:
    """Beside the bank's own files, or the folder its settings name, inside the bank or next to it."""
    name = str(config.get("vocoder", "dsvocoder"))
    for place in (folder / "dsvocoder", folder / name, folder.parent / name):
        if (place / "vocoder.yaml").is_file():
            return place
    raise VoiceBankUnusable(f"{folder}: the vocoder {name!r} is neither in it nor beside it; put its folder there")


def _graph(folder: Path, config: Mapping[str, Any], key: str, seed: int) -> OpenGraph:
    path = folder / str(config.get(key, ""))
    if not path.is_file():
        raise VoiceBankUnusable(f"{folder}: its settings name no file for {key!r} that is there")
    return OpenGraph(path.read_bytes(), what=str(path), seed=seed)


def _numbered(path: Path) -> dict[str, int]:
    """Names with numbers: a JSON object, or a text file of one name a line in the order of their numbers."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            return {str(name): int(number) for name, number in json.loads(text).items()}
    except (OSError, ValueError, AttributeError) as error:
        raise VoiceBankUnusable(f"{path} cannot be read; it should name the bank's phones or languages") from error
    return {name.strip(): number for number, name in enumerate(text.splitlines()) if name.strip()}


def _speaker(folder: Path, config: Mapping[str, Any]) -> FloatArray | None:
    """The embedding of the first speaker, where the bank has several."""
    names: Sequence[str] = config.get("speakers") or ()
    if not names:
        return None
    path = folder / f"{names[0]}.emb"
    try:
        return np.fromfile(path, dtype=np.float32)
    except OSError as error:
        raise VoiceBankUnusable(f"{path}: the bank names this speaker, and its file is not there") from error
