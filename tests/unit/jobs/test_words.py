"""Planning with an endpoint that writes, and with filters; the endpoint is a real HTTP server of this machine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.unit.compose.conftest import heard_band

from tutti.base.errors import WordsForbidden
from tutti.base.settings import load_settings
from tutti.jobs.word_settings import word_fields
from tutti.jobs.words import Words, plan_with_words
from tutti.music.brief import Brief, Task
from tutti.testing.local_site import QuietHandler, local_site

VERSE = ["The river is waking up slow", "The meadow is covered in snow"] * 4
CHORUS = ["Oh carry me, carry me home", "Carry me over the stone"] * 2
SONG = "\n".join(["Title: Carry Me", "[Verse 1]", *VERSE, "[Chorus]", *CHORUS, "[Verse 2]", *VERSE, "[Chorus]"])
BRIEF = Brief(task=Task.SING, prompt="coming home")


@contextmanager
def model(*answers: str, status: int = 200) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A model that gives its answers in turn, and what it was asked."""
    asked: list[dict[str, object]] = []

    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802 http.server names it so
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            asked[-1]["path"], asked[-1]["key"] = self.path, self.headers["Authorization"]
            content = answers[min(len(asked), len(answers)) - 1]
            body = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with local_site(Handler) as address:
        yield f"{address}/v1", asked


def words_of(**settings: object) -> Words:
    return Words.read(word_fields(load_settings(**settings)))


def test_a_model_writes_the_words():
    with model(SONG) as (url, asked):
        words = words_of(lyricist_url=url, lyricist_model="tiny", lyricist_key="secret")
        plan = plan_with_words(BRIEF, heard_band(), 1, words)
    assert plan.title == "Carry Me"
    assert plan.lyrics is not None
    assert CHORUS[0] in plan.lyrics.text
    assert plan.notes == ()
    assert (asked[0]["path"], asked[0]["model"], asked[0]["key"]) == ("/v1/chat/completions", "tiny", "Bearer secret")


def test_it_is_told_what_was_wrong_and_asked_once_more():
    with model("Sorry, no.", SONG) as (url, asked):
        plan = plan_with_words(BRIEF, heard_band(), 1, words_of(lyricist_url=url))
    assert plan.title == "Carry Me"
    assert "no section tags" in json.dumps(asked[1]["messages"])


@pytest.mark.parametrize(("answers", "status"), [(("Sorry.",), 200), (("",), 200), ((SONG,), 503)])
def test_the_built_in_lyricist_helps_out_and_says_so(answers, status):
    with model(*answers, status=status) as (url, _):
        plan = plan_with_words(BRIEF, heard_band(), 1, words_of(lyricist_url=url))
    assert plan.lyrics is not None
    assert len(plan.lyrics.lines) > 4
    assert "built-in lyricist" in plan.notes[0]


def test_nobody_is_asked_where_words_are_given():
    with model(SONG) as (url, asked):
        given = Brief(task=Task.SING, lyrics="[Verse]\nMy own words are here to stay")
        plan = plan_with_words(given, heard_band(), 1, words_of(lyricist_url=url))
    assert asked == []
    assert plan.lyrics is not None
    assert "My own words" in plan.lyrics.text


def test_what_the_filters_object_to_is_not_sung(tmp_path):
    terms = tmp_path / "terms.txt"
    terms.write_text("river\n", encoding="utf-8")
    words = words_of(forbidden_terms=terms)
    with pytest.raises(WordsForbidden, match="'river'"):
        plan_with_words(Brief(task=Task.SING, prompt="a song of the river"), heard_band(), 1, words)
    with model(SONG) as (url, _), pytest.raises(WordsForbidden, match="'river'"):
        plan_with_words(BRIEF, heard_band(), 1, words_of(forbidden_terms=terms, lyricist_url=url))
