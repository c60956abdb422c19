"""The component `sayso_continuations`."""

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Continuations", "make_continuations"]


class Continuations:
    """Annotates `doc._.statements`."""

    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("sayso_continuations", assigns=["doc._.statements"])
def make_continuations(nlp: Language, name: str) -> Continuations:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    return Continuations()
