"""ONNX graphs that come inside packages: find the file, check that it is the one we know, cut pieces out, open them.

A piece of a graph is the set of nodes that lie between chosen inner values. Cutting changes no node and no weight, so
the pieces joined again compute what the whole computes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime

from tutti.base.errors import AssetMissing

Feeds = Mapping[str, npt.NDArray[np.float32] | npt.NDArray[np.int64]]


class Piece:
    """An opened graph that runs on one thread.

    Args:
        graph: a piece, serialised.
        outputs: the values asked for.
        keeps_memory: whether the memory of the longest run is kept for the next, which spares a large graph the
            fragments that many freed blocks leave behind; else all is freed after a run.
    """

    def __init__(self, graph: bytes, outputs: Sequence[str], *, keeps_memory: bool = False) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = keeps_memory
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._outputs = list(outputs)

    def run(self, feeds: Feeds) -> list[npt.NDArray[np.float32]]:
        """The values of the outputs, in the order they were asked for."""
        return [np.asarray(value, dtype=np.float32) for value in self._session.run(self._outputs, dict(feeds))]


def read_packaged(*, module: str, member: str, sha256: str, requirement: str) -> bytes:
    """The bytes of a file inside an installed package, which must be the pinned ones.

    Args:
        module: the package's import name.
        member: the file's path inside it.
        sha256: of the contents.
        requirement: what to install, with its exact version ("hibari-tts==0.2.1").

    Raises:
        AssetMissing: the package or the file is absent, or its contents are others.
    """
    package = find_spec(module)
    path = None if package is None or package.origin is None else Path(package.origin).parent / member
    if path is None or not path.is_file():
        raise AssetMissing(f"the package {requirement} with its {member} is not installed; run 'make setup'")
    contents = path.read_bytes()
    if hashlib.sha256(contents).hexdigest() != sha256:
        raise AssetMissing(f"{path} is not the file that comes with {requirement}; run 'make setup' to install it anew")
    return contents


def cut(graph: bytes, *, inputs: Sequence[str], outputs: Sequence[str]) -> bytes:
    """The piece of a graph that computes `outputs` from `inputs`.

    Args:
        graph: the whole, serialised.
        inputs: values the piece is fed: inputs of the whole keep their type, inner values are float32.
        outputs: values the piece gives, all float32.

    Raises:
        ValueError: an output needs something that neither the inputs nor the weights give.
    """
    whole = onnx.load_from_string(graph)
    given = set(inputs)
    weights = {weight.name: weight for weight in whole.graph.initializer}
    makers = {name: index for index, node in enumerate(whole.graph.node) for name in node.output}
    needed, used = _ancestors(whole.graph.node, makers, given, outputs)
    missing = used - given - set(weights) - set(makers)
    if missing:
        raise ValueError(f"cannot cut the graph: nothing gives {sorted(missing)}")
    declared = {value.name: value for value in whole.graph.input}
    piece = onnx.helper.make_graph(
        [whole.graph.node[index] for index in sorted(needed)],
        "piece",
        [declared[name] if name in declared else _float_value(name) for name in inputs],
        [_float_value(name) for name in outputs],
        initializer=[weight for name, weight in weights.items() if name in used],
    )
    model = onnx.helper.make_model(piece, opset_imports=whole.opset_import, ir_version=whole.ir_version)
    return bytes(model.SerializeToString())


def _ancestors(
    nodes: Sequence[onnx.NodeProto], makers: Mapping[str, int], given: set[str], outputs: Sequence[str]
) -> tuple[set[int], set[str]]:
    """The nodes that `outputs` depend on down to `given`, and every value name seen on the way."""
    needed: set[int] = set()
    used: set[str] = set()
    open_names = list(outputs)
    while open_names:
        name = open_names.pop()
        if name in used or not name:
            continue
        used.add(name)
        index = makers.get(name)
        if name in given or index is None:
            continue
        needed.add(index)
        open_names.extend(nodes[index].input)
    return needed, used


def _float_value(name: str) -> onnx.ValueInfoProto:
    return onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
