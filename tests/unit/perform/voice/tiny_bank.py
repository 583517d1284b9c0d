"""A voice bank of DiffSinger's format, small enough to be made in a test.

Its acoustic network gives every frame the loudness of its phone (silence 0, consonants 0.1, vowels 1), its vocoder a
sine at the F0 that is as loud, with a little noise: what it sings shows whether phones, lengths and pitch arrived.
"""

from pathlib import Path

import numpy as np
import onnx
import yaml
from onnx import TensorProto, helper, numpy_helper

RATE_HZ, HOP_SAMPLES, MELS = 44100, 512, 4
OPSET = 17


def write_bank(folder: Path, phones: dict[str, float], *, speaker: bool = False, variance: bool = False) -> Path:
    """Write a bank whose phones have these loudnesses; "SP" stands first."""
    folder.mkdir(parents=True)
    names = ["SP", *phones]
    (folder / "phonemes.txt").write_text("\n".join(names), encoding="utf-8")
    settings = {"phonemes": "phonemes.txt", "acoustic": "acoustic.onnx", "vocoder": "tiny_vocoder"}
    settings |= {"hop_size": HOP_SAMPLES, "sample_rate": RATE_HZ}
    if speaker:
        settings["speakers"] = ["someone"]
        np.full(3, 0.5, dtype=np.float32).tofile(folder / "someone.emb")
    _yaml(folder / "dsconfig.yaml", settings)
    table = np.array([0.0, *phones.values()], dtype=np.float32)
    (folder / "acoustic.onnx").write_bytes(_acoustic(table, speaker=speaker, variance=variance))
    vocoder = folder / "dsvocoder"
    vocoder.mkdir()
    _yaml(vocoder / "vocoder.yaml", {"model": "v.onnx", "sample_rate": RATE_HZ, "hop_size": HOP_SAMPLES})
    (vocoder / "v.onnx").write_bytes(_vocoder())
    if variance:
        (folder / "dsvariance").mkdir()
        _yaml(folder / "dsvariance" / "dsconfig.yaml", {"linguistic": "l.onnx", "variance": "v.onnx"})
        (folder / "dsvariance" / "l.onnx").write_bytes(_linguistic())
        (folder / "dsvariance" / "v.onnx").write_bytes(_variance())
    return folder


def _yaml(path: Path, content: dict[str, object]) -> None:
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


def _acoustic(table: np.ndarray, *, speaker: bool, variance: bool) -> bytes:
    inputs = [_ints("tokens", 2), _ints("durations", 2), _floats("f0", 2), _ints("steps", 0)]
    nodes = [
        helper.make_node("CumSum", ["durations", "one"], ["ends"]),
        helper.make_node("Shape", ["f0"], ["shape"], start=1),
        helper.make_node("Squeeze", ["shape"], ["count"]),
        helper.make_node("Range", ["zero", "count", "step"], ["frame"]),
        helper.make_node("Unsqueeze", ["frame", "one"], ["frames"]),
        helper.make_node("GreaterOrEqual", ["frames", "ends"], ["past"]),
        helper.make_node("Cast", ["past"], ["passed"], to=TensorProto.INT64),
        helper.make_node("ReduceSum", ["passed", "last"], ["place"], keepdims=0),
        helper.make_node("Squeeze", ["tokens", "first"], ["row"]),
        helper.make_node("Gather", ["row", "place"], ["phone"]),
        helper.make_node("Gather", ["table", "phone"], ["loud"]),
        helper.make_node("Unsqueeze", ["loud", "outer"], ["level0"]),
    ]
    level = "level0"
    if speaker:
        inputs.append(_floats("spk_embed", 3))
        nodes += [
            helper.make_node("ReduceMean", ["spk_embed"], ["who"], axes=[2], keepdims=1),
            helper.make_node("Mul", [level, "who"], ["level1"]),
        ]
        level = "level1"
    if variance:
        inputs.append(_floats("energy", 2))
        nodes += [
            helper.make_node("Unsqueeze", ["energy", "inner"], ["energies"]),
            helper.make_node("Mul", [level, "energies"], ["level2"]),
        ]
        level = "level2"
    nodes.append(helper.make_node("Expand", [level, "mels"], ["mel"]))
    weights = [
        _weight("table", table), _weight("one", np.array(1)), _weight("zero", np.array(0)),
        _weight("step", np.array(1)), _weight("last", np.array([1])), _weight("first", np.array([0])),
        _weight("outer", np.array([0, 2])), _weight("inner", np.array([2])), _weight("mels", np.array([1, 1, MELS])),
    ]  # fmt: skip
    return _model(nodes, inputs, [_floats("mel", 3)], weights)


def _vocoder() -> bytes:
    nodes = [
        helper.make_node("Unsqueeze", ["f0", "inner"], ["column"]),
        helper.make_node("Expand", ["column", "hop"], ["repeated"]),
        helper.make_node("Reshape", ["repeated", "flat"], ["pitch"]),
        helper.make_node("Mul", ["pitch", "turn"], ["steps"]),
        helper.make_node("CumSum", ["steps", "axis"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["sine"]),
        helper.make_node("ReduceMean", ["mel"], ["level"], axes=[2], keepdims=1),
        helper.make_node("Expand", ["level", "hop"], ["levels"]),
        helper.make_node("Reshape", ["levels", "flat"], ["loud"]),
        helper.make_node("RandomNormalLike", ["sine"], ["noise"], scale=0.001),
        helper.make_node("Add", ["sine", "noise"], ["voice"]),
        helper.make_node("Mul", ["voice", "loud"], ["waveform"]),
    ]
    weights = [
        _weight("inner", np.array([2])), _weight("hop", np.array([1, 1, HOP_SAMPLES])),
        _weight("flat", np.array([1, -1])), _weight("axis", np.array(1)),
        _weight("turn", np.array(2 * np.pi / RATE_HZ, dtype=np.float32)),
    ]  # fmt: skip
    return _model(nodes, [_floats("mel", 3), _floats("f0", 2)], [_floats("waveform", 2)], weights)


def _linguistic() -> bytes:
    nodes = [
        helper.make_node("Cast", ["ph_dur"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["float", "inner"], ["encoder_out"]),
    ]
    inputs = [_ints("tokens", 2), _ints("ph_dur", 2)]
    return _model(nodes, inputs, [_floats("encoder_out", 3)], [_weight("inner", np.array([2]))])


def _variance() -> bytes:
    """Energy 0.25 wherever there is a pitch."""
    nodes = [
        helper.make_node("Greater", ["pitch", "low"], ["sounds"]),
        helper.make_node("Cast", ["sounds"], ["one"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["one", "quarter"], ["energy_pred"]),
    ]
    inputs = [
        _floats("encoder_out", 3), _ints("ph_dur", 2), _floats("pitch", 2), _floats("energy", 2),
        helper.make_tensor_value_info("retake", TensorProto.BOOL, [None] * 3), _ints("speedup", 0),
    ]  # fmt: skip
    weights = [_weight("low", np.array(1, dtype=np.float32)), _weight("quarter", np.array(0.25, dtype=np.float32))]
    return _model(nodes, inputs, [_floats("energy_pred", 2)], weights)


def _ints(name: str, rank: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, [None] * rank)


def _floats(name: str, rank: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * rank)


def _weight(name: str, value: np.ndarray) -> onnx.TensorProto:
    return numpy_helper.from_array(value, name)


def _model(nodes, inputs, outputs, weights) -> bytes:
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, initializer=weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9).SerializeToString()
