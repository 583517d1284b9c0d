"""A network somebody else brought: opened as it is, asked what it wants, and drawing the same noise every time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from google.protobuf.message import DecodeError
from onnxruntime.capi.onnxruntime_pybind11_state import (
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
    RuntimeException,
)
from onnxruntime.capi.onnxruntime_pybind11_state import (
    NotImplemented as OperatorMissing,
)

from tutti.base.errors import VoiceBankUnusable

_NOISE = frozenset({"RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial"})
_UNREADABLE = (DecodeError, Fail, InvalidGraph, InvalidProtobuf, InvalidArgument, OperatorMissing, RuntimeException)
_WHOLE_NUMBERS = "tensor(int64)"


class OpenGraph:
    """An ONNX graph on one thread.

    Attributes:
        inputs: by name, how many dimensions each has.
        outputs: their names in order.
    """

    def __init__(self, graph: bytes, *, what: str, seed: int) -> None:
        """Open a graph.

        Args:
            graph: its file.
            what: what it is called in errors.
            seed: of every node that draws noise.

        Raises:
            VoiceBankUnusable: it cannot be opened.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        try:
            seeded = _seeded(graph, seed)
            self._session = onnxruntime.InferenceSession(seeded, options, providers=["CPUExecutionProvider"])
        except _UNREADABLE as error:
            raise VoiceBankUnusable(f"{what} cannot be opened as a network: {error}") from error
        self.inputs = {value.name: len(value.shape) for value in self._session.get_inputs()}
        self.outputs = [value.name for value in self._session.get_outputs()]
        self._whole = {value.name for value in self._session.get_inputs() if value.type == _WHOLE_NUMBERS}
        self._what = what

    def is_whole(self, name: str) -> bool:
        """Whether an input is of whole numbers."""
        return name in self._whole

    def run(self, feeds: Mapping[str, npt.NDArray[Any]]) -> list[npt.NDArray[np.float32]]:
        """The values of all outputs.

        Raises:
            VoiceBankUnusable: the network cannot work on what it is fed.
        """
        try:
            return [np.asarray(value, dtype=np.float32) for value in self._session.run(None, dict(feeds))]
        except _UNREADABLE as error:
            raise VoiceBankUnusable(f"{self._what} fails: {error}") from error


def _seeded(graph: bytes, seed: int) -> bytes:
    """The graph with a seed in every node that draws noise, those in loops and branches included."""
    model = onnx.load_from_string(graph)
    open_graphs = [model.graph]
    changed = False
    while open_graphs:
        for node in open_graphs.pop().node:
            if node.op_type in _NOISE:
                kept = [attribute for attribute in node.attribute if attribute.name != "seed"]
                del node.attribute[:]
                node.attribute.extend([*kept, onnx.helper.make_attribute("seed", float(seed % (1 << 20)))])
                changed = True
            open_graphs += [attribute.g for attribute in node.attribute if attribute.HasField("g")]
    return bytes(model.SerializeToString()) if changed else graph
