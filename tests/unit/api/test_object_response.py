from urllib.parse import unquote

import pytest

from tutti.api.object_response import disposition, file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Carry me over.mp3", "Carry me over.mp3"),
        ("  a\r\nSet-Cookie: x=1.mp3", "a Set-Cookie x=1.mp3"),
        ('AC/DC "live" <1>.mp3', "AC DC live 1 .mp3"),
        ("..\\..\\etc", "etc"),
        ("夜に.mp3", "夜に.mp3"),
        ("evil\u202e3pm.exe", "evil 3pm.exe"),
        ("\x00", "file"),
        ("x" * 400 + ".mp3", "x" * 146 + ".mp3"),
    ],
)
def test_a_title_becomes_a_file_name(title: str, name: str) -> None:
    assert file_name(title) == name


def test_the_disposition_names_the_file_twice() -> None:
    header = disposition('Côté; d\'un "jour".mp3')
    assert header.startswith('inline; filename="C_t_ d_un jour .mp3"; ')
    assert unquote(header.partition("filename*=UTF-8''")[2]) == "Côté; d'un jour .mp3"
    assert header.isascii()
    assert disposition("a.mp3", is_attachment=True) == "attachment; filename=\"a.mp3\"; filename*=UTF-8''a.mp3"
