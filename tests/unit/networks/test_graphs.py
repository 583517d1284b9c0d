import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from tutti.base.errors import AssetMissing
from tutti.networks.graphs import Piece, cut, read_packaged


def small_graph() -> bytes:
    """(x + 2) * 3 and a side branch."""
    nodes = [
        helper.make_node("Add", ["x", "two"], ["sum"]),
        helper.make_node("Mul", ["sum", "three"], ["product"]),
        helper.make_node("Neg", ["x"], ["side"]),
    ]
    constants = [
        helper.make_tensor(name, TensorProto.FLOAT, [1], [value]) for name, value in [("two", 2), ("three", 3)]
    ]
    graph = helper.make_graph(
        nodes,
        "whole",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in ("product", "side")],
        initializer=constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())


def test_the_pieces_joined_compute_the_whole() -> None:
    x = np.array([1.0, -4.0], dtype=np.float32)
    (inner,) = Piece(cut(small_graph(), inputs=["x"], outputs=["sum"]), ["sum"]).run({"x": x})
    (outer,) = Piece(cut(small_graph(), inputs=["sum"], outputs=["product"]), ["product"]).run({"sum": inner})
    np.testing.assert_array_equal(inner, x + 2)
    np.testing.assert_array_equal(outer, (x + 2) * 3)


def test_a_piece_holds_only_what_it_needs() -> None:
    piece = onnx.load_from_string(cut(small_graph(), inputs=["sum"], outputs=["product"]))
    assert [node.op_type for node in piece.graph.node] == ["Mul"]
    assert [weight.name for weight in piece.graph.initializer] == ["three"]


def test_an_output_nothing_gives_is_refused() -> None:
    with pytest.raises(ValueError, match="'x'"):
        cut(small_graph(), inputs=[], outputs=["sum"])


@pytest.mark.parametrize(
    ("module", "sha256"), [("no_such_package_anywhere", "0" * 64), ("hibari", "0" * 64)], ids=["absent", "changed"]
)
def test_an_absent_or_changed_file_is_named_with_what_to_run(module: str, sha256: str) -> None:
    with pytest.raises(AssetMissing, match="make setup"):
        read_packaged(module=module, member="assets/vocab.json", sha256=sha256, requirement="hibari-tts==0.2.1")
