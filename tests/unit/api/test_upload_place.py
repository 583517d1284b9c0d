import re

import pytest

from tutti.api.envelope import Refused
from tutti.api.upload_place import checked_name, checked_path, drawn_name, file_path, optional, present


@pytest.mark.parametrize("path", ["audio", "audio/in", "a b/Ü/.x", "你好/歌", "a..b", "x" * 200])
def test_a_folder_is_taken_as_it_is(path: str) -> None:
    assert checked_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "/audio",
        "audio/",
        "/",
        "a//b",
        "..",
        "../etc",
        "a/../b",
        "a/./b",
        "a/ /b",
        "a\\b",
        "a\x00b",
        "a\nb",
        "a\x7fb",
        "a\u202eb",
        "a\ud800",
        "x" * 201,
        "歌" * 40,
    ],
)
def test_a_folder_that_leads_astray_is_refused_by_name(path: str) -> None:
    with pytest.raises(Refused, match="uploadPath") as caught:
        checked_path(path)
    assert caught.value.code == 400


@pytest.mark.parametrize("name", ["../a.mp3", "a/b.mp3", "..", ".", " ", "a\\b", "a\r\n", "x" * 201, "\ud800"])
def test_a_name_that_leads_astray_is_refused_by_name(name: str) -> None:
    with pytest.raises(Refused, match="fileName"):
        checked_name(name)


@pytest.mark.parametrize("name", ["a.mp3", "夜に.mp3", 'what? yes: "live" 100%.wav', ".hidden"])
def test_a_name_is_taken_as_it_is(name: str) -> None:
    assert checked_name(name) == name


def test_a_drawn_name_is_as_recorded_and_never_the_same() -> None:
    names = {drawn_name("mp3") for _ in range(100)}
    assert len(names) == 100
    assert all(re.fullmatch(r"\d{13}-[0-9a-z]{11}\.mp3", name) for name in names)


def test_the_whole_path_must_fit_a_bucket() -> None:
    assert file_path(100001, "audio/in", "a.mp3") == "kieai/100001/audio/in/a.mp3"
    with pytest.raises(Refused, match="too long together"):
        file_path(100001, "/".join(["歌" * 26] * 5), "a.mp3")


def test_parameters() -> None:
    assert present("uploadPath", "a") == optional("uploadPath", "a") == "a"
    assert optional("fileName", None) is optional("fileName", "") is None
    for missing in (None, ""):
        with pytest.raises(Refused, match="Missing required parameter: uploadPath"):
            present("uploadPath", missing)
    for wrong in (5, [], {"a": 1}, True):
        with pytest.raises(Refused, match="fileName must be a string"):
            optional("fileName", wrong)
