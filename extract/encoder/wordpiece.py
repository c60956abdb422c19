"""WordPiece pieces of a text with their character offsets, in plain Python.

The vocabulary is BERT's lower-cased one. The ids are the very ones the `tokenizers` package gives for it
(characters cleaned, accents stripped, lower-cased, marks split off, longest match first), but each piece
keeps the offsets of the characters it came from.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

__all__ = ["CLS", "SEP", "UNKNOWN", "WordPiece"]

CLS, SEP, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"

# White space as BERT sees it; the further control characters that Python counts as such are dropped instead.
_CHUNK = re.compile(r"[^ \t\n\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_ASCII_WORD = re.compile(r"[0-9A-Za-z]+|[^0-9A-Za-z]")
_NO_TEXT = frozenset({"Cc", "Cf", "Co", "Cs"})
_LONGEST_WORD = 100  # characters; BERT reads anything longer as unknown
_CACHE_LIMIT = 100_000  # words remembered; the memory stays bounded whatever is read

_Piece = tuple[int, int, int]


class WordPiece:
    """Splits text into pieces.

    >>> words = WordPiece(["[UNK]", "[CLS]", "[SEP]", "hello", "wor", "##ld"])
    >>> words.pieces("Hello world")
    [(3, 0, 5), (4, 6, 9), (5, 9, 11)]
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._chunks: dict[str, tuple[_Piece, ...]] = {}
        self._known: dict[str, tuple[_Piece, ...]] = {}
        self.cls = self._ids[CLS]
        self.sep = self._ids[SEP]
        self.unknown = self._ids[UNKNOWN]

    @classmethod
    def load(cls, path: Path) -> "WordPiece":
        """The vocabulary of a file with one piece a line."""
        return cls(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))

    def ids(self, pieces: Iterable[str]) -> list[int]:
        """The ids of those pieces that the vocabulary has."""
        return [self._ids[piece] for piece in pieces if piece in self._ids]

    def pieces(self, text: str) -> list[_Piece]:
        """(id, start, end) of each piece, in order; offsets in characters of `text`, end exclusive."""
        found: list[_Piece] = []
        for chunk in _CHUNK.finditer(text):
            part, at = chunk.group(), chunk.start()
            if part.isascii() and part.isprintable():
                for number, left, right in self._split_chunk(part):
                    found.append((number, at + left, at + right))
            else:
                for letters, origins in _words(part, at):
                    for number, left, right in self._split(letters):
                        found.append((number, origins[left], origins[right - 1] + 1))
        return found

    def _split_chunk(self, part: str) -> tuple[_Piece, ...]:
        """The pieces of what stands between two blanks, in plain ASCII, with offsets inside it."""
        known = self._chunks.get(part)
        if known is None:
            if len(self._chunks) >= _CACHE_LIMIT:
                self._chunks.clear()
            known = tuple(
                (number, word.start() + left, word.start() + right)
                for word in _ASCII_WORD.finditer(part)
                for number, left, right in self._split(word.group().lower())
            )
            if len(part) <= _LONGEST_WORD:
                self._chunks[part] = known
        return known

    def _split(self, word: str) -> tuple[_Piece, ...]:
        """The pieces of one normalised word, longest match first, with offsets inside the word."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _CACHE_LIMIT:
                self._known.clear()
            known = self._known[word] = self._match(word)
        return known

    def _match(self, word: str) -> tuple[_Piece, ...]:
        whole = ((self.unknown, 0, len(word)),)
        if len(word) > _LONGEST_WORD:
            return whole
        pieces: list[_Piece] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._ids.get(prefix + word[start:end])
                if number is not None:
                    pieces.append((number, start, end))
                    start = end
                    break
            else:
                return whole
        return tuple(pieces)


def _words(part: str, at: int) -> Iterable[tuple[str, list[int]]]:
    """Normalised words of a stretch without white space, with the offset each letter came from."""
    letters: list[str] = []
    origins: list[int] = []
    for offset, character in enumerate(part, at):
        for letter in _normal(character):
            if letter.isspace() or _stands_alone(letter):
                if letters:
                    yield "".join(letters), origins
                    letters, origins = [], []
                if not letter.isspace():
                    yield letter, [offset]
            else:
                letters.append(letter)
                origins.append(offset)
    if letters:
        yield "".join(letters), origins


def _normal(character: str) -> str:
    """The character lower-cased and without accents; empty when it is no text (control, format, private)."""
    if character == "\ufffd" or unicodedata.category(character) in _NO_TEXT:
        return ""
    plain = (c for c in unicodedata.normalize("NFD", character) if unicodedata.category(c) != "Mn")
    return "".join(c.lower() for c in plain)


def _stands_alone(letter: str) -> bool:
    if letter.isascii():
        return not letter.isalnum()
    point = ord(letter)
    return unicodedata.category(letter)[0] == "P" or (
        0x4E00 <= point <= 0x9FFF
        or 0x3400 <= point <= 0x4DBF
        or 0x20000 <= point <= 0x2A6DF
        or 0x2A700 <= point <= 0x2B81F
        or 0x2B920 <= point <= 0x2CEAF
        or 0xF900 <= point <= 0xFAFF
        or 0x2F800 <= point <= 0x2FA1F
    )
