"""The component `sayso_layout`."""

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Layout", "make_layout"]


class Layout:
    """Annotates `doc._.units`."""

    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("sayso_layout", assigns=["doc._.units"])
def make_layout(nlp: Language, name: str) -> Layout:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("units"):
        Doc.set_extension("units", default=None)
    return Layout()
