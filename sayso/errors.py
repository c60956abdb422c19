"""The errors a caller may want to tell apart.

    SaysoError
    ├── InputError            an article cannot be read (also a ValueError)
    ├── ModelError            the spaCy pipeline or a model file is missing or not the expected one
    ├── GazetteerError        a list of names cannot be used (also a ValueError)
    ├── TopicSchemeError      a SKOS file cannot be used (also a ValueError)
    ├── StoreError            a graph folder cannot be opened
    │   └── StoreVersionError     it was written in another format version
    ├── QueryError            a query is not valid, or not allowed (also a ValueError)
    └── QuestionError         a question in English cannot be read (also a ValueError)

Messages are one line: the thing, the value, the way out.
"""

__all__ = [
    "GazetteerError",
    "InputError",
    "ModelError",
    "QueryError",
    "QuestionError",
    "SaysoError",
    "StoreError",
    "StoreVersionError",
    "TopicSchemeError",
]


class SaysoError(Exception):
    """Something a user can mend; the message says how."""


class InputError(SaysoError, ValueError):
    """An article cannot be read: it is empty, binary, too large, broken, or not in English."""


class ModelError(SaysoError):
    """A language model is missing, or is not the one that its hash promises."""


class GazetteerError(SaysoError, ValueError):
    """A user's own list of names is unreadable, or holds no usable row."""


class TopicSchemeError(SaysoError, ValueError):
    """A topic scheme is not usable SKOS."""


class StoreError(SaysoError):
    """A graph folder cannot be opened."""


class StoreVersionError(StoreError):
    """A graph folder was written in another format version."""


class QueryError(SaysoError, ValueError):
    """A SPARQL query is not valid, or asks for something that is never done.

    Where a name means nothing, `unknown` is that name and `near` what is called alike, the nearest first.
    """

    def __init__(self, message: str = "", *, unknown: str = "", near: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.unknown = unknown
        self.near = near


class QuestionError(SaysoError, ValueError):
    """A question in English cannot be read. `examples` are questions that can be, the nearest first.

    Where a name in it means nothing, `unknown` is that name and `near` what is called alike. Where it may
    mean several, `ambiguous` is that name and `meant` are these: what each is called, and its id.
    """

    def __init__(
        self,
        message: str,
        *,
        examples: tuple[str, ...] = (),
        unknown: str = "",
        near: tuple[str, ...] = (),
        ambiguous: str = "",
        meant: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.examples = examples
        self.unknown = unknown
        self.near = near
        self.ambiguous = ambiguous
        self.meant = meant
