"""The server knows the addresses it made, whatever host they are reached under, and no others."""

from hypothesis import given
from hypothesis import strategies as st

from tutti.base.ids import new_audio_id
from tutti.base.links import media_links, own_audio_id, own_upload_path, upload_link
from tutti.base.secret import Secret

SECRET = Secret(b"k" * 32)
PATHS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


@given(path=PATHS)
def test_an_upload_link_is_known_again(path: str) -> None:
    link = upload_link("http://studio.lan:8000", SECRET, path)
    assert link.isascii()
    assert own_upload_path(link, SECRET) == path
    assert own_upload_path(link.replace("studio.lan:8000", "10.0.0.9"), SECRET) == path
    assert own_upload_path(link, Secret(b"o" * 32)) is None


def test_foreign_and_bent_addresses_are_not_ours() -> None:
    link = upload_link("http://a", SECRET, "kieai/1/in/a.mp3")
    assert own_upload_path(link.replace("a.mp3", "b.mp3"), SECRET) is None
    for url in (
        "",
        "http://[",
        "http://a/files/x/kieai/1/in/a.mp3",
        "http://a/r/x.mp3",
        "not a url",
        "http://a/files/",
    ):
        assert own_upload_path(url, SECRET) is None
        assert own_audio_id(url) is None


def test_media_links_name_their_take() -> None:
    audio_id = new_audio_id()
    links = media_links("https://studio.example", audio_id)
    assert own_audio_id(links.audio) == own_audio_id(links.stream) == audio_id
    assert own_audio_id(links.image) is None
