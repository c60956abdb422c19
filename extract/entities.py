"""The component `sayso_entities`."""

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Entities", "make_entities"]


class Entities:
    """Annotates `doc._.entities`."""

    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("sayso_entities", assigns=["doc._.entities"])
def make_entities(nlp: Language, name: str) -> Entities:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("entities"):
        Doc.set_extension("entities", default=None)
    return Entities()
