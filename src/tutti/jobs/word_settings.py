"""The settings about words, as an engine process is told them."""

from __future__ import annotations

from typing import Any

from tutti.base.settings import Settings

ATTEMPTS = 2  # how often an endpoint is asked for one song


def word_fields(settings: Settings) -> dict[str, Any]:
    """The word settings as JSON can carry them to an engine process."""
    endpoint = None
    if settings.lyricist_url:
        key = settings.lyricist_key.get_secret_value() if settings.lyricist_key else None
        endpoint = {
            "url": settings.lyricist_url,
            "model": settings.lyricist_model,
            "key": key,
            "wall_seconds": settings.lyricist_seconds,
        }
    return {
        "endpoint": endpoint,
        "terms": str(settings.forbidden_terms) if settings.forbidden_terms else None,
        "known": str(settings.known_lyrics) if settings.known_lyrics else None,
    }


def asking_seconds(settings: Settings) -> float:
    """How long asking an endpoint may take, beside the planning itself."""
    return ATTEMPTS * settings.lyricist_seconds if settings.lyricist_url else 0.0
