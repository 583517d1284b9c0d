"""The model ids of the contract, and the upstream name each has in answers (`type`, `modelName`).

An id chooses nothing here: every id is accepted, retired and new ones too, and answers carry the name a client expects
for it. Source: the recorded wire, contract section 1.8; the names of the V6 family are ours.
"""

from __future__ import annotations

from types import MappingProxyType

UPSTREAM_NAMES = MappingProxyType(
    {
        "V3_5": "chirp-v3-5",
        "V4": "chirp-v4",
        "V4_5": "chirp-auk",
        "V4_5ALL": "chirp-auk-turbo",
        "V4_5PLUS": "chirp-bluejay",
        "V5": "chirp-crow",
        "V5_5": "chirp-fenix",
        "V6": "chirp-v6",
        "V6_MINI": "chirp-v6-mini",
        "V6_WILD": "chirp-v6-wild",
    }
)


def upstream_name(model: str) -> str:
    """The name answers give to a model id."""
    return UPSTREAM_NAMES[model]
