"""The component `sayso_affiliations`."""

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Affiliations", "make_affiliations"]


class Affiliations:
    """Annotates `doc._.affiliations`."""

    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("sayso_affiliations", assigns=["doc._.affiliations"])
def make_affiliations(nlp: Language, name: str) -> Affiliations:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("affiliations"):
        Doc.set_extension("affiliations", default=None)
    return Affiliations()
