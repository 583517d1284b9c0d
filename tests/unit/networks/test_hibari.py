import numpy as np
import onnxruntime
import pytest

from tutti.networks import hibari
from tutti.networks.graphs import Piece, cut

WORDS = "hˈOld mi nˈW"


def test_cut_pieces_compute_what_the_whole_computes() -> None:
    uncut = onnxruntime.InferenceSession(hibari.graph_bytes(), providers=["CPUExecutionProvider"])
    tokens = np.array([[0, 50, 156, 31, 54, 46, 16, 55, 51, 4, 0]], dtype=np.int64)
    whole = dict(
        zip(
            ("lh", "theta", "ln", "lr", "phi", "f0"),
            uncut.run(None, {"ids": tokens, "speed": np.ones(1, dtype=np.float32)}),
            strict=True,
        )
    )
    inner = ("/Sub_output_0", "/Transpose_22_output_0", "/Transpose_55_output_0")
    encoder = Piece(cut(hibari.graph_bytes(), inputs=["ids"], outputs=inner), inner)
    prosody_out = ("f0", "/Mul_62_output_0")
    prosody = Piece(cut(hibari.graph_bytes(), inputs=["/Gather_33_output_0"], outputs=prosody_out), prosody_out)
    spectra = ("lh", "ln", "lr")
    inputs = ["/Reshape_42_output_0", "f0", "/Mul_62_output_0"]
    decoder = Piece(cut(hibari.graph_bytes(), inputs=inputs, outputs=spectra), spectra)
    lengths, text, features = encoder.run({"ids": tokens})
    repeats = np.maximum(1, np.rint(lengths.ravel())).astype(int)
    pitch, energy = prosody.run({"/Gather_33_output_0": np.repeat(features, repeats, axis=2)})
    frames = np.repeat(text, 2 * repeats, axis=2)
    outputs = decoder.run({"/Reshape_42_output_0": frames, "f0": pitch, "/Mul_62_output_0": energy})
    np.testing.assert_allclose(pitch, whole["f0"], atol=0.05)
    for name, output in zip(spectra, outputs, strict=True):
        # Inputs are quantised to 8 bits as they come: a last bit of difference before it moves a step of the spectra.
        assert np.abs(output - whole[name]).mean() < 0.06, name  # half a decibel


def test_lengths_are_as_asked_and_frames_fill_them() -> None:
    least = np.zeros(len(WORDS))
    least[2] = 0.4
    speech = hibari.speak(WORDS, stretch=1.5, least_seconds=least)
    lengths = np.diff(speech.token_seconds)
    assert len(speech.token_seconds) == len(WORDS) + 2  # and the full stop
    assert lengths[2] >= 0.4 - 1e-9
    assert speech.token_seconds[0] == pytest.approx(hibari.PAD_SECONDS)
    assert lengths.min() >= 1.5 * 0.025 - 1e-9
    expected = (speech.token_seconds[-1] + hibari.PAD_SECONDS) / hibari.FRAME_SECONDS
    assert abs(len(speech.log_power) - expected) <= 2
    assert speech.log_power.shape == speech.noise_share.shape == (len(speech.pitch_hz), hibari.BINS)
    assert speech.noise_share.min() >= 0
    assert speech.noise_share.max() <= 1


def test_vowels_are_voiced_and_silence_is_not() -> None:
    speech = hibari.speak(WORDS, stretch=1.25, least_seconds=np.zeros(len(WORDS)))
    starts = speech.token_seconds
    vowel = int((starts[2] + starts[3]) / 2 / hibari.FRAME_SECONDS)
    assert 120 < speech.pitch_hz[vowel] < 400  # a woman's speaking range
    assert speech.noise_share[vowel, 15:50].mean() < 0.1
    assert speech.pitch_hz[:8].max() == 0
