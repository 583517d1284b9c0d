"""Pictures drawn from music: the cover of a take."""

from __future__ import annotations

from tutti.picture.sleeve import cover

__all__ = ["cover"]
