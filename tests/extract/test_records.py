"""JSONL is read line by line, and a bad line spoils only itself."""

import io

import pytest

from sayso.errors import InputError
from sayso.extract.records import Record, records


def read(raw: bytes, max_bytes: int = 10_000) -> list[tuple[int, Record | str]]:
    return [
        (number, str(result) if isinstance(result, InputError) else result)
        for number, result in records(io.BytesIO(raw), max_bytes=max_bytes)
    ]


def test_all_fields_are_read() -> None:
    line = (
        '{"id": 7, "title": " Rain\\n in Oslo ", "text": "It  rained.\\r\\n", '
        '"url": "https://delta.example/7", "published": "2024-03-03T10:00:00Z", '
        '"publisher": "Delta", "author": ["Jane Roe", "Ludwig Horn"]}'
    )
    assert read(line.encode()) == [
        (1, Record("7", "It  rained.\r\n", "Rain in Oslo", "https://delta.example/7", "2024-03-03", "Delta",
                   "Jane Roe, Ludwig Horn")),
    ]  # fmt: skip


def test_only_the_text_is_needed_and_odd_fields_are_left_out() -> None:
    line = (
        b'{"text": "It rained.", "title": 5, "published": "soon", "author": {}, "id": null, "more": [[[]]]}'
    )
    assert read(line) == [(1, Record(None, "It rained.", None, None, None, None, None))]


def test_a_mark_blank_lines_and_a_missing_last_line_end_do_no_harm() -> None:
    raw = b'\xef\xbb\xbf{"text": "a"}\r\n\r\n  \n{"text": "b"}'
    assert [(number, result.text) for number, result in read(raw) if isinstance(result, Record)] == [
        (1, "a"),
        (4, "b"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "a"', "is broken JSON at column 13 (expecting ',' delimiter): write one object a line"),
        (b"not json", "is broken JSON at column 1 (expecting value): write one object a line"),
        (b'["text"]', 'is no JSON object: write {"id": …, "text": …} a line'),
        (b'{"title": "a"}', 'has no field "text": give the article\'s text there'),
        (b'{"text": 5}', 'has a "text" that is no string: give the article\'s text there'),
        (b'{"text": "caf\xe9"}', "is not UTF-8 at byte 13: convert the file to UTF-8"),
        (b"[" * 5000, "is JSON that cannot be read: write one flat object a line"),
        (b'{"text": "' + b"a" * 20_000 + b'"}', "is over 0.01 MB: cut the text into articles"),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_the_next_is_read(line: bytes, reason: str) -> None:
    results = read(b'{"text": "before"}\n' + line + b'\n{"text": "after"}\n')
    assert results[1] == (2, reason)
    assert [
        (number, result.text) for number, result in (results[0], results[2]) if isinstance(result, Record)
    ] == [
        (1, "before"),
        (3, "after"),
    ]


def test_half_a_character_becomes_a_replacement() -> None:
    assert read(b'{"text": "a \\ud83d b", "id": "\\udc00"}') == [
        (1, Record("�", "a � b", None, None, None, None, None)),
    ]
