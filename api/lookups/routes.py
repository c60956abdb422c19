"""The routes of the look-ups: one resource at one URL, in the form that the client likes best.

Parameters are read by `api.lookups.parameters`, answers written by `api.lookups.answers`; in between a job of
this room runs on the graph.
"""

import json
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from apiflask import APIBlueprint, APIFlask
from flask import Response
from pydantic import BaseModel

from sayso.api.lookups import (
    answers,
    articles,
    descriptions,
    experts,
    finding,
    identities,
    models,
    openapi,
    parameters,
    statements,
)
from sayso.api.lookups.addresses import ROUTES
from sayso.api.lookups.parameters import takes
from sayso.api.settings import current_service
from sayso.graph import iris

__all__ = ["blueprint", "install"]

blueprint = APIBlueprint("lookups", __name__, tag="Look-ups")

_RECORDS: dict[str, tuple[type[BaseModel], str]] = {
    "topic": (models.TopicRecord, "A topic: who speaks on it, and what they say."),
    "statement": (models.StatementRecord, "A statement with all of its evidence."),
    "article": (models.ArticleRecord, "An article with its text and all that is said in it."),
    "organization": (models.OrganizationRecord, "An organisation: what it says, and what its people say."),
    "outlet": (models.OrganizationRecord, "An outlet: what it says, and what stands in its articles."),
    "platform": (models.OrganizationRecord, "A platform, and what is posted on it."),
    "person": (models.PersonRecord, "A person: roles, statements, topics, and the evidence of all that."),
    "unnamed": (models.PersonRecord, "Somebody whom one article does not name."),
    "collective": (models.PersonRecord, "A group that one article lets speak."),
    "document": (models.PersonRecord, "A document that one article quotes."),
}
_KINDS = {"unnamed": "unnamed-person"}
_WITHOUT_REASONS = ("topic", "article")


def _add_record(prefix: str, route: str) -> None:
    model, told = _RECORDS[prefix]

    def one(name: str, asked: parameters.Nothing) -> Response:
        return answers.answered(identities.record_at, route, name)

    one.__doc__ = told
    view = takes(blueprint, parameters.Nothing)(one)
    view = blueprint.output(model)(view)
    blueprint.get(f"/{route}/<name>", endpoint=prefix)(view)
    if prefix in _WITHOUT_REASONS:
        return

    def why(name: str, asked: parameters.Nothing) -> Response:
        return answers.answered(identities.why_at, route, name, rdf=False)

    why.__doc__ = "What that rests on, as `sayso why` tells it."
    view = blueprint.output(models.WhyRecord)(takes(blueprint, parameters.Nothing)(why))
    blueprint.get(f"/{route}/<name>/why", endpoint=f"why_{prefix}")(view)


def _add_names(prefix: str, route: str) -> None:
    kind = _KINDS.get(prefix, prefix)

    def names(asked: parameters.Page) -> Response:
        return answers.answered(finding.names, route, kind, limit=asked.limit, cursor=asked.cursor, rdf=False)

    names.__doc__ = f"All of the kind {kind}: those with the most statements first."
    view = blueprint.output(models.NamesPage)(takes(blueprint, parameters.Page)(names))
    blueprint.get(f"/{route}", endpoint=f"names_{prefix}")(view)


for _prefix, _route in ROUTES.items():
    _add_record(_prefix, _route)
    if _prefix not in ("statement", "article"):
        _add_names(_prefix, _route)


@blueprint.get("/statements")
@blueprint.output(models.StatementsPage)
@takes(blueprint, parameters.Statements)
def list_statements(asked: parameters.Statements) -> Response:
    """Statements by filters, the newest first."""
    filters = _given(asked, statements.FILTERS)
    return answers.answered(statements.statements, filters, limit=asked.limit, cursor=asked.cursor)


@blueprint.get("/articles")
@blueprint.output(models.ArticlesPage)
@takes(blueprint, parameters.Articles)
def list_articles(asked: parameters.Articles) -> Response:
    """Articles by filters, the newest first."""
    filters = _given(asked, articles.ARTICLE_FILTERS)
    return answers.answered(articles.articles, filters, limit=asked.limit, cursor=asked.cursor)


@blueprint.get("/experts")
@blueprint.output(models.ExpertsRecord)
@takes(blueprint, parameters.Experts)
def list_experts(asked: parameters.Experts) -> Response:
    """Who speaks on a topic in an expert's role, as the same article gives it."""
    return answers.answered(experts.experts, **asked.model_dump(exclude={"format"}))


@blueprint.get("/search")
@blueprint.output(models.SearchRecord)
@takes(blueprint, parameters.Searched)
def search(asked: parameters.Searched) -> Response:
    """Persons, organisations, topics and articles by the beginnings of words."""
    kinds = [word.strip() for word in asked.kind.split(",") if word.strip()]
    return answers.answered(finding.search, asked.q, kinds=kinds, limit=asked.limit, rdf=False)


@blueprint.get("/ask")
@blueprint.output(models.AnswerRecord)
@takes(blueprint, parameters.Asked)
def ask(asked: parameters.Asked) -> Response:
    """A question in English, and how it was understood."""
    today = date.today().isoformat()  # what "last year" counts from
    told = {"experts": asked.experts, "today": today, "limit": asked.limit}
    return answers.answered(finding.answer, asked.q, rdf=False, **told)


# -- any IRI


@blueprint.get("/resource")
@blueprint.output(models.ResourceRecord)
@takes(blueprint, parameters.Resource)
def resource(asked: parameters.Resource) -> Response:
    """What the graph says of an IRI; where it has a record of its own, the way there (303)."""
    return answers.answered(descriptions.resource, asked.iri)


@blueprint.get("/data/<prefix>/<path:name>")
@blueprint.output(models.ResourceRecord)
@takes(blueprint, parameters.Nothing)
def data(prefix: str, name: str, asked: parameters.Nothing) -> Response:
    """An IRI of the graph's own data: the way to its record (303), or what the graph says of it."""
    return _data(prefix, name)


def _data(prefix: str, name: str) -> Response:
    base = current_service().base
    plain = f"{base}{prefix}/{name}"
    escaped = iris.expand(f"{prefix}:{name}", base) if prefix in iris.DATA_PREFIXES else plain
    return answers.answered(descriptions.resource, *dict.fromkeys((plain, escaped)))


@blueprint.get("/sayso/topic/<path:name>")
@blueprint.doc(hide=True)
def topic_iri(name: str) -> Response:
    """The IRI of a topic of the shipped scheme."""
    return answers.answered(descriptions.resource, iris.TOPIC_NAMESPACE + name)


@blueprint.get("/sayso")
@blueprint.doc(hide=True)
def ontology_iri() -> Response:
    """The IRI of the vocabulary, and, since servers never see what stands behind "#", of its terms."""
    return answers.moved("/ontology", 303)


@blueprint.get("/ontology")
@blueprint.output(models.OntologyRecord)
@takes(blueprint, parameters.Nothing)
def ontology(asked: parameters.Nothing) -> Response:
    """The vocabulary: its terms, or all of it as RDF."""
    return answers.answered(descriptions.ontology)


@blueprint.get("/context.jsonld")
@blueprint.doc(hide=True)
def context() -> Response:
    """The JSON-LD context of all answers."""
    from sayso.graph.exports import jsonld

    told = {"@context": jsonld.context(current_service().base)}
    return answers.written(json.dumps(told, ensure_ascii=False).encode(), "application/ld+json")


def _given(asked: Any, names: tuple[str, ...]) -> dict[str, str]:
    return {name: getattr(asked, name) for name in names if getattr(asked, name)}


def install(app: APIFlask, base: str) -> None:
    """Puts the look-ups into an app; `base` is what the IRIs of its graph begin with.

    The IRIs themselves are answered too, as far as their path leads here.
    """
    app.register_blueprint(blueprint)
    path = urlsplit(base).path or "/"

    @app.doc(hide=True)
    def own_iri(prefix: str, name: str) -> Response:
        return _data(prefix, name)

    if path != "/data/" and path.endswith("/"):
        own = ",".join((*iris.DATA_PREFIXES, "graph"))
        app.add_url_rule(f"{path}<any({own}):prefix>/<path:name>", "own_iri", own_iri)
    openapi.install(app)
