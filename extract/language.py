"""Which language a text is in: whether an English pipeline should read it at all."""

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

__all__ = ["foreign_language"]

_SAMPLE_CHARS = 2000
_SURE = 0.9
_SURE_OF_SHORT = 0.99
_SHORT_CHARS = 200
_TOO_SHORT_CHARS = 40
_ENGLISH = frozenset(
    {
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "that",
        "for",
        "it",
        "on",
        "as",
        "was",
        "with",
        "by",
        "be",
        "at",
    }
    | {"from", "are", "this", "not", "have", "has", "said", "were", "will", "its", "they", "their", "which"}
)
_WORD = re.compile(r"[^\W\d_]+")

_NAMES = {
    "af": "Afrikaans", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian",
    "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish",
    "de": "German", "el": "Greek", "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician", "gu": "Gujarati",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer",
    "kn": "Kannada", "ko": "Korean", "la": "Latin", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian",
    "ml": "Malayalam", "mn": "Mongolian", "mr": "Marathi", "ms": "Malay", "my": "Burmese", "ne": "Nepali",
    "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak", "sl": "Slovene", "so": "Somali",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu",
    "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek",
    "vi": "Vietnamese", "wuu": "Chinese", "yue": "Chinese", "zh": "Chinese",
}  # fmt: skip


@functools.cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def foreign_language(prose: str) -> str | None:
    """The name of the language that a text is in if it is surely not English, else None.

    Short texts have the benefit of the doubt, as have texts full of common English words. Looks at the first
    two thousand characters, in about 0.2 ms; where English is not plain at once, an identifier is loaded (a
    second) and asked (a millisecond).
    """
    sample = prose[:_SAMPLE_CHARS]
    words = _WORD.findall(sample.lower())
    letters = sum(map(len, words))
    if not words:
        return None
    # One word in three of English prose is one of these; in no other language is one word in six.
    if sum(word in _ENGLISH for word in words) > len(words) / 6 and len(words) >= 20:
        return None
    latin = sum(len(word) for word in words if word[0] < "ɐ")
    if letters < _TOO_SHORT_CHARS and latin >= letters / 2:
        return None
    code, confidence = _identifier().classify(sample)
    if code == "en":
        return None
    if latin >= letters / 2 and confidence < (_SURE_OF_SHORT if letters < _SHORT_CHARS else _SURE):
        return None
    return _NAMES.get(code, f"another language ({code})")
