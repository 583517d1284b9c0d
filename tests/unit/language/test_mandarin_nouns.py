import pytest

from tutti.language.mandarin_nouns import noun_phrases


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("想念老家门前的那棵枣树", ["老家门前", "枣树"]),
        ("一首关于机器人爱上程序员的歌", ["机器人", "程序员"]),
        ("在重庆的雨夜失恋", ["重庆", "雨夜"]),
        ("我想你", []),
    ],
)
def test_things_are_named_in_order(text, things):
    assert [phrase.text for phrase in noun_phrases(text)] == things
