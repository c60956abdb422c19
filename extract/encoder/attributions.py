"""The component `sayso_attributions` with the setting `extractor="encoder"`."""

from importlib.resources import as_file, files
from typing import Any

from spacy.tokens import Doc

from sayso.errors import ModelError
from sayso.extract.attributions import quote_type, stretches
from sayso.extract.cues import Lexicon
from sayso.extract.encoder.network import Encoder, Found
from sayso.extract.quotations import quotations
from sayso.extract.speech import Marks

__all__ = ["EncodedAttributions", "load_encoder"]

_KINDS = {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n", "ADJ": "a"}


class EncodedAttributions:
    """Annotates `doc._.attributions` as the rules do, with the encoder's spans and calibrated confidence.

    The parse gives the sentence and the lemma of a cue only. Nothing is found inside another attribution.
    """

    def __init__(self, encoder: Encoder, lexicon: Lexicon) -> None:
        self.encoder = encoder
        self.lexicon = lexicon
        self.fingerprint = f"encoder={encoder.sha256[:16]}"

    def __call__(self, doc: Doc) -> Doc:
        doc._.attributions = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[dict[str, Any]]:
        """The attributions of a parsed doc, by position, as plain data."""
        text = doc.text
        marks = Marks(text, quotations(text, stretches(doc, text))) if len(doc) else Marks(text, [])
        found = [self._plain(doc, marks, each) for each in self.encoder.attributions(text)]
        return sorted(found, key=lambda attribution: (attribution["content"], attribution["cue"]))

    def _plain(self, doc: Doc, marks: Marks, found: Found) -> dict[str, Any]:
        cue = doc.char_span(*found.cue, alignment_mode="expand")
        assert cue is not None  # the encoder finds no cue in a text without tokens
        head, sentence = cue.root, cue.sent
        lemma = head.lemma_.lower()
        return {
            "source": [list(found.source)] if found.source else [],
            "cue": [list(found.cue)],
            "content": [list(span) for span in found.content],
            "sentence": [sentence.start_char, sentence.end_char],
            "quote_type": quote_type(marks, found.content),
            "cue_type": self.lexicon.type_of(lemma, _KINDS.get(head.pos_, "v")),
            "cue_lemma": lemma,
            "confidence": round(found.confidence, 3),
            "rule": "encoder",
            "relayed_by": None,
        }


def load_encoder() -> Encoder:
    """The encoder that ships with the package; raises ModelError when its file is not the right one."""
    with as_file(files("sayso.extract.encoder") / "data") as folder:
        try:
            return Encoder.load(folder)
        except (OSError, ValueError) as error:
            raise ModelError(f"the attribution encoder cannot be read: {error}") from error
