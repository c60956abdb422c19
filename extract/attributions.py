"""The component `sayso_attributions`."""

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Attributions", "make_attributions"]


class Attributions:
    """Annotates `doc._.attributions`."""

    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("sayso_attributions", assigns=["doc._.attributions"])
def make_attributions(nlp: Language, name: str) -> Attributions:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("attributions"):
        Doc.set_extension("attributions", default=None)
    return Attributions()
