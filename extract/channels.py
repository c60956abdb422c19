"""The component `sayso_channels`."""

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Channels", "make_channels"]


class Channels:
    """Annotates `doc._.statements`."""

    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("sayso_channels", assigns=["doc._.statements"])
def make_channels(nlp: Language, name: str) -> Channels:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    return Channels()
