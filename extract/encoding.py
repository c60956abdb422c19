"""Bytes to text: which encoding a file is in.

In this order: a byte order mark, strict UTF-8, what the file declares, Windows-1252 where the text looks
Western, then a guess. A guess alone is often wrong on short, mostly ASCII texts, so it comes last.
"""

import codecs
import re

from sayso.errors import InputError

__all__ = ["decode", "without_surrogates"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"{\\rtf", "a rich-text document"),
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_SAMPLE = 65_536
# What Windows-1252 adds to ASCII in English text: quotes, dashes, ellipsis, spaces, currency, accents.
_WESTERN = re.compile(
    rb"[\x80\x82\x84\x85\x91-\x97\x99\xa0\xa2\xa3\xa7\xa9\xab\xad\xae\xb0\xb4\xb7\xbb\xbc-\xbe]"
    rb"|(?<=[A-Za-z])[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xc0-\xff]|[\xc0-\xff](?=[a-z])"
)
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(raw: bytes, declared: str | None = None) -> str:
    """The text of a file; a byte order mark is not part of it, line ends stay as they are.

    Raises InputError for what is no text: its message goes after the file's name.
    """
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise InputError(f"is {kind}, not text: export it as plain text, Markdown or HTML")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return raw[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise InputError(
                    f"is broken {encoding.upper()} at byte {error.start + len(mark)}: convert it to UTF-8"
                ) from error
    if b"\0" in raw:
        raise InputError("holds zero bytes, so it is binary: export it as plain text in UTF-8")
    if _control_share(raw) > 0.02:
        raise InputError("holds control bytes, so it is binary: export it as plain text in UTF-8")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    guesses = (declared, "cp1252" if _looks_western(raw) else None, _guess(raw))
    for guess in guesses:
        if guess is None:
            continue
        try:
            return without_surrogates(raw.decode(guess))
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    raise InputError("is in no encoding that could be told: convert it to UTF-8")


def without_surrogates(text: str) -> str:
    """The text with lone surrogates, which are no characters, made U+FFFD; of the same length."""
    return text if text.isascii() else _SURROGATES.sub("�", text)


def _control_share(raw: bytes) -> float:
    sample = raw[:_SAMPLE]
    controls = sample.translate(None, bytes(range(9, 14)) + b"\x1b" + bytes(range(32, 256)))
    return len(controls) / max(1, len(sample))


def _looks_western(raw: bytes) -> bool:
    sample = raw[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    return high <= 0.2 * len(sample) and len(_WESTERN.findall(sample)) >= 0.9 * high


def _guess(raw: bytes) -> str | None:
    import charset_normalizer

    best = charset_normalizer.from_bytes(raw[:_SAMPLE]).best()
    return best.encoding if best is not None else None
