"""The component `sayso_topics`: what each statement is about, and on what that rests.

    "This is a heavy-handed approach", she said, the day after sanctions on chip tools were announced.
    -> chip-export-controls, from the sentence before

Labels of a topic scheme are looked for in a statement's own words and, with a reason, around it
(`topic_labels`, `topic_assignment`). Where they find nothing, meaning decides (`topic_meaning`): how near the
words come to what a concept is.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.errors import ModelError
from sayso.extract.meaning import Meaning, load_meaning
from sayso.extract.topic_assignment import POINTERS, Assigner
from sayso.extract.topic_labels import LabelIndex, matches
from sayso.extract.topic_meaning import MeaningReader
from sayso.extract.topic_text import Places, TopicText
from sayso.graph.topics.scheme import TopicScheme

__all__ = ["METHODS", "Topics", "make_topics"]

METHODS = ("hybrid", "labels")
"""How topics are found: by labels and, where these are silent, by meaning; or by labels alone."""

_MOST_WORDS = 500_000  # whose keys are kept, in a long run over many vocabularies


class Topics:
    """Sets `topics` on each entry of `doc._.statements`."""

    def __init__(self, scheme: TopicScheme, meaning: Meaning | None = None, *, labels: bool = True) -> None:
        """Without a `meaning`, which must be of the same scheme, labels alone decide; or meaning alone."""
        self.scheme = scheme
        self.meaning = meaning
        self._labels = labels
        found_by = "+".join(["labels"] * labels + ([f"meaning {meaning.fingerprint}"] if meaning else []))
        self.fingerprint = f"scheme={scheme.sha256[:16]} by={found_by}"
        self._index = LabelIndex(scheme, further=POINTERS)
        self._reader = MeaningReader(meaning, self._index) if meaning else None
        self._cache: dict[tuple[int, bool], tuple[tuple[str, bool], ...]] = {}

    def __call__(self, doc: Doc) -> Doc:
        statements = doc._.statements
        if statements:
            for statement, topics in zip(statements, self.find(doc, statements), strict=True):
                statement["topics"] = topics
        return doc

    def find(self, doc: Doc, statements: Sequence[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
        """The topics of each statement, surest first."""
        if len(self._cache) > _MOST_WORDS:
            self._cache.clear()
        text = TopicText(doc, self._index.keys, self._cache)
        places = Places(text, getattr(doc._, "units", None) or ())
        sure, unsettled = matches(doc, text, places, self._index) if self._labels else ([], [])
        return Assigner(text, places, self._index, sure, unsettled, statements, self._reader).assign()


@Language.factory(
    "sayso_topics",
    assigns=["doc._.statements"],
    default_config={"schemes": [], "shipped": True, "method": "hybrid"},
)
def make_topics(
    nlp: Language, name: str, schemes: list[str], shipped: bool, method: str = "hybrid"
) -> Topics:
    """Make the component; `schemes` are paths of SKOS files, `shipped` says whether Sayso's own is used too.

    `method` is one of METHODS; where the embedding model is missing, "hybrid" warns and is "labels".
    Raises TopicSchemeError if a file is not usable, ModelError for another method.
    """
    if method not in METHODS:
        raise ModelError(f"no way {method!r} of finding topics: choose {' or '.join(METHODS)}")
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    scheme = TopicScheme.load([Path(path) for path in schemes], shipped=shipped)
    return Topics(scheme, load_meaning(scheme) if method == "hybrid" else None)
