"""The component `sayso_modality`."""

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Modality", "make_modality"]


class Modality:
    """Annotates `doc._.statements`."""

    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("sayso_modality", assigns=["doc._.statements"])
def make_modality(nlp: Language, name: str) -> Modality:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    return Modality()
