"""The component `sayso_topics`."""

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Topics", "make_topics"]


class Topics:
    """Annotates `doc._.statements`."""

    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("sayso_topics", assigns=["doc._.statements"])
def make_topics(nlp: Language, name: str) -> Topics:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    return Topics()
