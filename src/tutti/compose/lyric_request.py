"""Asking a language model for the words of a song, and reading what it answers.

The request names the theme, the language, the sections the heard form has room for and the length of their lines. An
answer is repaired where that is safe (thoughts, code fences, headings, numbering and remarks around the words are cut
off, surplus lines too) and refused where it is not a song of that form in that language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutti.base.errors import LyricistFailed, LyricsUnsingable
from tutti.compose.lyricist_form import LINE_SIZES, SectionWish, wished_sections
from tutti.compose.lyricist_sheet import read_sheet
from tutti.compose.lyricist_subject import lyrics_language
from tutti.language import CHINESE, is_mostly_han
from tutti.music.brief import Brief
from tutti.music.form import SectionLabel
from tutti.music.listening import Listening
from tutti.music.lyric import Lyrics

_THOUGHTS = re.compile(r"<think>.*?</think>", re.S)
_FENCE = re.compile(r"^```.*$", re.M)
_DECORATION = re.compile(r"^[#>*\s]+|[*_`]+|^\s*\d+[.)]\s+", re.M)
_TITLE = re.compile(r"^\W*(?:title|标题|歌名)\W*[:：]\W*(.+?)\W*$", re.I | re.M)
_TAG = re.compile(
    r"^\s*[\[【(（]?\s*(?:(?:pre-?)?chorus|verse|bridge|intro|outro|主歌|副歌|桥段|前奏|尾奏)", re.I | re.M
)
_REMARK = re.compile(r"^\s*(?:note|notes|explanation|注|说明)\s*[:：].*\Z", re.I | re.M | re.S)
_LEAST_LINES = 2
_LONGEST_TITLE_CHARACTERS = 60
_FEWEST_SHARE = 0.5  # of the lines asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class LyricRequest:
    """What a model is asked for: `about` is the person's prompt, `title` theirs where they gave one."""

    about: str
    style: str
    title: str | None
    language: str
    sections: tuple[SectionWish, ...]

    @property
    def messages(self) -> list[dict[str, str]]:
        """The conversation to be sent."""
        return [
            {"role": "system", "content": "You write lyrics that are sung. Answer with the song alone."},
            {"role": "user", "content": self._order()},
        ]

    def _order(self) -> str:
        is_chinese = self.language == CHINESE
        seen: set[tuple[SectionLabel, int]] = set()
        form = []
        for wish in self.sections:
            again = (wish.label, wish.number) in seen
            seen.add((wish.label, wish.number))
            form.append(f"[{_tag(wish.label)}] " + ("the same words again" if again else f"{wish.lines} lines"))
        return "\n".join(
            [
                f"Write a song in {'Simplified Chinese' if is_chinese else 'English'} about: {self.about}",
                f"Style: {self.style}" if self.style else "",
                f"Title: {self.title}" if self.title else "Give it a short title, in a first line 'Title: ...'.",
                "Its sections in order, each under its tag in square brackets:",
                *form,
                f"Every line has {'seven to nine characters' if is_chinese else 'about eight syllables'}.",
                "Neighbouring lines, or every other line, rhyme. Sing the title in the chorus.",
                "No remarks, no stage directions.",
            ]
        )


def lyric_request(brief: Brief, listening: Listening) -> LyricRequest:
    """What to ask for, given what the person wants and the form that was heard."""
    return LyricRequest(
        about=brief.prompt.strip(),
        style=brief.style.strip(),
        title=brief.title,
        language=lyrics_language(brief.prompt),
        sections=wished_sections(listening, LINE_SIZES[0]),
    )


def read_answer(answer: str, request: LyricRequest) -> tuple[str, str]:
    """The title and the lyric sheet in a model's answer.

    Raises:
        LyricistFailed: the answer is no song of the form and language asked for; the message can be sent back to it.
    """
    text = _FENCE.sub("", _THOUGHTS.sub("", answer))
    text = _DECORATION.sub("", _REMARK.sub("", text)).strip()
    named = _TITLE.search(text)
    if named:
        text = text[: named.start()] + text[named.end() :]
    first = _TAG.search(text)
    if first is None:
        raise LyricistFailed("the answer has no section tags such as [Verse] and [Chorus]")
    if is_mostly_han(text) != (request.language == CHINESE):
        raise LyricistFailed(f"the answer is not in the language asked for ({request.language})")
    try:
        lyrics = read_sheet(text[first.start() :], request.language, None)
    except LyricsUnsingable as error:
        raise LyricistFailed(f"the answer cannot be sung: {error}") from error
    blocks = [block for wish in request.sections if (block := _block(wish, lyrics))]
    count, wanted = sum(len(lines) for _, lines in blocks), sum(wish.lines for wish in request.sections)
    if count < max(_LEAST_LINES, _FEWEST_SHARE * wanted):
        raise LyricistFailed(f"the answer has {count} lines for the sections asked for; {wanted} were asked for")
    sheet = "\n\n".join("\n".join([f"[{tag}]", *lines]) for tag, lines in blocks)
    return request.title or (named.group(1)[:_LONGEST_TITLE_CHARACTERS] if named else lyrics.title), sheet


def _block(wish: SectionWish, lyrics: Lyrics) -> tuple[str, list[str]] | None:
    """The section of an answer that stands for a wish, cut to its lines; verses go by number."""
    of_label = [section for section in lyrics.sections if section.label == wish.label.value]
    if not of_label:
        return None
    section = of_label[min(wish.number, len(of_label) - 1)]
    return _tag(wish.label), [line.text for line in section.lines[: wish.lines]]


def _tag(label: SectionLabel) -> str:
    return label.value.replace("_", " ").title()
