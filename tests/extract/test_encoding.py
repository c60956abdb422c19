"""Bytes become text in the encoding they were written in."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.extract.encoding import decode

SENTENCE = "“It’s a café,” she said – and paid £5…\r\nNobody asked why."


@pytest.mark.parametrize(
    "raw",
    [
        SENTENCE.encode(),
        SENTENCE.encode("cp1252"),
        SENTENCE.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + SENTENCE.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + SENTENCE.encode("utf-32-le"),
    ],
    ids=["utf-8", "cp1252", "utf-8-mark", "utf-16-le", "utf-16-be", "utf-32-le"],
)
def test_text_is_read_unchanged_and_without_its_mark(raw: bytes) -> None:
    assert decode(raw) == SENTENCE


def test_a_declared_encoding_is_believed_where_utf8_fails() -> None:
    text = "Министр сообщил, что санкции ничего не изменят."
    assert decode(text.encode("koi8-r"), "koi8-r") == text


def test_an_encoding_that_does_not_exist_is_not_believed() -> None:
    assert decode("“No,” he said.".encode("cp1252"), "utf-99") == "“No,” he said."


def test_a_text_that_declares_nothing_is_guessed_last() -> None:
    text = "Министр сообщил, что санкции ничего не изменят. Он добавил, что страна готова к зиме. " * 5
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"%PDF-1.7\n...", "is a PDF, not text"),
        (b"PK\x03\x04...", "is a ZIP archive or office document"),
        (b"\x89PNG\r\n", "is an image"),
        (b"The minister\0said", "zero bytes"),
        (bytes(range(1, 32)) * 20, "control bytes"),
        (b"\xff\xfeT\x00h\x00\x00", "broken UTF-16-LE"),
        (b"\xef\xbb\xbfcaf\xe9 au lait", "broken UTF-8 at byte 6"),
    ],
)
def test_what_is_no_text_says_what_it_is(raw: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        decode(raw)


@given(st.text())
def test_any_text_without_zeros_and_controls_survives_utf8(text: str) -> None:
    text = "Plain words. " * 10 + "".join(char for char in text if char.isprintable())
    assert decode(text.encode()) == text


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_clear_error(raw: bytes) -> None:
    try:
        text = decode(raw)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        text.encode()  # no lone surrogates
