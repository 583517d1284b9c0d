import pytest

from tutti.api.byte_range import ByteRange, RangeOutside, wanted_range


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=90-", 90, 100),
        ("bytes=90-5000", 90, 100),
        ("bytes=-10", 90, 100),
        ("bytes=-1000", 0, 100),
        (" Bytes= 5-6 ", 5, 7),
        ("bytes=0-999999999999999999", 0, 100),
    ],
)
def test_a_single_range_names_its_bytes(header: str, start: int, end: int) -> None:
    found = wanted_range(header, 100)
    assert found == ByteRange(start=start, end=end)
    assert found.bytes == end - start


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=1-2,4-5",
        "lines=1-2",
        "bytes=٣-٤",
        "bytes=--1",
    ],
)
def test_what_is_no_single_range_means_the_whole(header: str | None) -> None:
    assert wanted_range(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999-"])
def test_a_range_outside_is_refused(header: str) -> None:
    with pytest.raises(RangeOutside):
        wanted_range(header, 100)


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-5"])
def test_an_empty_object_has_no_ranges(header: str) -> None:
    with pytest.raises(RangeOutside):
        wanted_range(header, 0)
