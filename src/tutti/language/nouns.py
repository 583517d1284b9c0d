"""Names of things, as a song speaks of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NounPhrase:
    """One or two words that name a thing, and the word before it in a sentence: "the", "my", nothing for a name.

    Chinese has no articles; there it is empty.
    """

    text: str
    article: str = ""

    @property
    def with_article(self) -> str:
        """The phrase as it stands in a sentence: "the old road", "my mother", "Paris"."""
        return f"{self.article} {self.text}".strip()
