"""Annotated articles read the way the encoder will meet them: parsed, with what the rules propose.

Reading them takes about as long as extracting from them, so what was read is kept in one file of the run.
"""

import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language

from sayso.extract.cues import load_lexicon
from sayso.extract.encoder.attributions import known
from sayso.extract.encoder.features import Context, Proposal, Words
from sayso.extract.quotations import Quotation
from sayso.extract.training.annotated import Annotated
from sayso.extract.training.marks import restyle

__all__ = ["Prepared", "plain_pipeline", "prepare"]

Report = Callable[[int, int], None]

_BATCH = 8
_SOURCE, _CUE, _CONTENT = range(3)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article and its contexts: of its own text, and of the text in other marks where it has any."""

    article: Annotated
    versions: tuple[tuple[str, Context], ...]


def plain_pipeline(model: str) -> Language:
    """The spaCy pipeline that prepares a text for the encoder, without what comes after it."""
    nlp = spacy.load(model)
    nlp.add_pipe("sayso_layout", first=True)
    return nlp


def prepare(
    articles: Sequence[Annotated],
    nlp: Language,
    keep: Path,
    *,
    seed: int,
    report: Report = lambda n, of: None,
) -> list[Prepared]:
    """Each article with its contexts; those already in the file `keep` are not read again.

    `seed` draws the other marks. `report` is told how many texts are read, of how many.
    """
    texts: list[tuple[Annotated, str]] = []
    for article in articles:
        texts.append((article, article.text))
        other = restyle(article.text, random.Random(f"{seed} {article.id}"))
        if other:
            texts.append((article, other))
    digests = [sha256(text.encode()).hexdigest()[:24] for _, text in texts]
    shelf = _load(keep)
    missing = sorted({digest: text for digest, (_, text) in zip(digests, texts, strict=True)}.items())
    missing = [(digest, text) for digest, text in missing if digest not in shelf]
    lexicon = load_lexicon()
    stream = nlp.pipe(((text, digest) for digest, text in missing), as_tuples=True, batch_size=_BATCH)
    for number, (doc, digest) in enumerate(stream, 1):
        marks, _, _, context = known(doc, lexicon)
        assert len(marks.text) == len(doc.text)
        shelf[digest] = (doc.text, context)
        if number % 50 == 0 or number == len(missing):
            _save(shelf, keep)
            report(number, len(missing))
    prepared: dict[str, Prepared] = {}
    for digest, (article, _) in zip(digests, texts, strict=True):
        before = prepared.setdefault(article.id, Prepared(article, ()))
        prepared[article.id] = replace(before, versions=(*before.versions, shelf[digest]))
    return list(prepared.values())


Shelf = dict[str, tuple[str, Context]]
Arrays = dict[str, npt.NDArray[Any]]


def _save(shelf: Shelf, keep: Path) -> None:
    arrays: Arrays = {}
    for digest, (text, context) in sorted(shelf.items()):
        assert context.words is not None
        assert context.quoted is not None
        roles = [
            (number, role, *span)
            for number, proposal in enumerate(context.proposals)
            for role, spans in (
                (_SOURCE, proposal.source),
                (_CUE, [proposal.cue]),
                (_CONTENT, proposal.content),
            )
            for span in spans
        ]
        arrays[f"{digest}.text"] = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
        arrays[f"{digest}.starts"] = context.words.starts.astype(np.int32)
        arrays[f"{digest}.columns"] = context.words.columns.astype(np.uint8)
        arrays[f"{digest}.roles"] = np.array(roles, np.int32).reshape(-1, 4)
        arrays[f"{digest}.quoted"] = np.array(
            [(q.start, q.end, q.closed) for q in context.quoted], np.int32
        ).reshape(-1, 3)
        arrays[f"{digest}.weights"] = np.array([proposal.weight for proposal in context.proposals])
    fresh = keep.with_name(keep.name + ".new.npz")
    np.savez(fresh, allow_pickle=False, **arrays)
    fresh.replace(keep)


def _load(keep: Path) -> Shelf:
    if not keep.exists():
        return {}
    try:
        with np.load(keep, allow_pickle=False) as arrays:
            digests = sorted({name.split(".")[0] for name in arrays.files})
            return dict(_shelved(arrays, digests))
    except (OSError, ValueError, zipfile.BadZipFile):
        return {}  # half a file of a run that was killed: read anew


def _shelved(
    arrays: "np.lib.npyio.NpzFile", digests: Sequence[str]
) -> Iterator[tuple[str, tuple[str, Context]]]:
    for digest in digests:
        text = arrays[f"{digest}.text"].tobytes().decode("utf-8", "surrogatepass")
        spans: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for number, role, start, end in arrays[f"{digest}.roles"].tolist():
            spans.setdefault((number, role), []).append((start, end))
        proposals = [
            Proposal(
                spans.get((number, _SOURCE), []),
                spans[number, _CUE][0],
                spans.get((number, _CONTENT), []),
                weight,
            )
            for number, weight in enumerate(arrays[f"{digest}.weights"].tolist())
        ]
        words = Words(
            arrays[f"{digest}.starts"].astype(np.int64), arrays[f"{digest}.columns"].astype(np.int64)
        )
        quoted = [Quotation(a, b, bool(closed)) for a, b, closed in arrays[f"{digest}.quoted"].tolist()]
        yield digest, (text, Context(words, quoted, proposals))
