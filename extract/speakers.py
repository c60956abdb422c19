"""The component `sayso_speakers`."""

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Speakers", "make_speakers"]


class Speakers:
    """Annotates `doc._.statements`."""

    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("sayso_speakers", assigns=["doc._.statements"])
def make_speakers(nlp: Language, name: str) -> Speakers:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    return Speakers()
