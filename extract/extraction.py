"""From an annotated `Doc` to an `Extraction`: plain annotations become frozen values with stable ids."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from spacy.tokens import Doc

from sayso.graph.model import (
    Affiliation,
    Article,
    Channel,
    Entity,
    Extraction,
    Span,
    Stance,
    Statement,
    TopicAssignment,
)

__all__ = ["extraction"]

# What a news graph knows as a node; places and products are kept on the Doc only, to tell who is no speaker.
NODE_KINDS = ("person", "organization", "outlet", "platform", "collective", "unnamed-person", "document")
# These are nobody known by name: the same words in two articles are not the same group.
LOCAL_KINDS = ("collective", "unnamed-person", "document")


def extraction(
    doc: Doc, article: Article, *, run: str = "", run_facts: tuple[tuple[str, str], ...] = ()
) -> Extraction:
    """What the components wrote on `doc`, as values.

    `doc` must be of the same length as the article's text. Ids of groups, unnamed persons and documents get
    the article's id into them, so that they never merge across articles; statements are named by article
    and position. Affiliations of nobody known are left out.
    """
    ids = _entity_ids(doc, article)
    entities = tuple(
        Entity(
            id=ids[entity["id"]],
            kind=entity["kind"],
            name=entity["name"],
            mentions=_spans(entity["mentions"]),
            organization_kind=entity.get("organization_kind"),
            aliases=tuple(entity.get("aliases") or ()),
            gender=entity.get("gender"),
            age=entity.get("age"),
            place=entity.get("place"),
            identifiers=tuple(entity.get("identifiers") or ()),
        )
        for entity in _annotation(doc, "entities")
        if entity["id"] in ids
    )
    affiliations: list[Affiliation] = []
    places: dict[int, int] = {}
    for index, found in enumerate(_annotation(doc, "affiliations")):
        if found["person_id"] not in ids:
            continue
        places[index] = len(affiliations)
        affiliations.append(
            Affiliation(
                person=_span(found["person"]),
                person_id=ids[found["person_id"]],
                organization=_optional_span(found["organization"]),
                organization_id=ids.get(found["organization_id"]),
                role=_optional_span(found["role"]),
                role_text=found.get("role_text"),
                role_kind=found.get("role_kind"),
                part_of_id=ids.get(found.get("part_of_id")),
                former=bool(found.get("former")),
                tenure=found.get("tenure"),
                confidence=found["confidence"],
                rule=found["rule"],
            )
        )
    return Extraction(
        article=article,
        entities=entities,
        affiliations=tuple(affiliations),
        statements=_statements(_annotation(doc, "statements"), article, ids, places),
        run=run,
        run_facts=run_facts,
    )


def _annotation(doc: Doc, name: str) -> list[dict[str, Any]]:
    if not Doc.has_extension(name):
        return []
    return getattr(doc._, name) or []


def _entity_ids(doc: Doc, article: Article) -> dict[str | None, str]:
    ids: dict[str | None, str] = {}
    for entity in _annotation(doc, "entities"):
        if entity["kind"] in LOCAL_KINDS:
            prefix, slug = entity["id"].split(":", 1)
            ids[entity["id"]] = f"{prefix}:{article.id}-{slug}"
        elif entity["kind"] in NODE_KINDS:
            ids[entity["id"]] = entity["id"]
    return ids


def _statements(
    found: list[dict[str, Any]], article: Article, ids: dict[str | None, str], places: dict[int, int]
) -> tuple[Statement, ...]:
    names: list[str] = []
    used: Counter[str] = Counter()
    for statement in found:
        begin, end = statement["content"][0][0], statement["content"][-1][1]
        name = f"statement:{article.id}-{begin}-{end}"
        used[name] += 1
        names.append(name if used[name] == 1 else f"{name}-{used[name]}")
    return tuple(
        Statement(
            id=name,
            source=_spans(statement["source"]),
            cue=_spans(statement["cue"]),
            content=_spans(statement["content"]),
            sentence=_span(statement["sentence"]),
            quote_type=statement["quote_type"],
            cue_type=statement["cue_type"],
            speaker_id=ids.get(statement.get("speaker_id")),
            possible_speaker_id=ids.get(statement.get("possible_speaker_id")),
            coreference=statement.get("coreference"),
            antecedent=_optional_span(statement.get("antecedent")),
            capacity=tuple(places[index] for index in statement.get("capacity") or () if index in places),
            continues=None if statement.get("continues") is None else names[statement["continues"]],
            relayed_by_id=ids.get(statement.get("relayed_by_id")),
            channel=tuple(
                Channel(
                    kind=channel["kind"],
                    name=channel["name"],
                    id=ids.get(channel["id"], channel["id"]),
                    span=_optional_span(channel.get("span")),
                )
                for channel in statement.get("channel") or ()
            ),
            topics=tuple(
                TopicAssignment(
                    topic=topic["topic"],
                    basis=topic["basis"],
                    confidence=topic["confidence"],
                    evidence=_optional_span(topic.get("evidence")),
                    rule=topic.get("rule", ""),
                )
                for topic in statement.get("topics") or ()
            ),
            certainty=statement.get("certainty") or "certain",
            polarity=statement.get("polarity") or "affirmative",
            stance=tuple(
                Stance(
                    toward=stance["toward"],
                    polarity=stance["polarity"],
                    confidence=stance["confidence"],
                    evidence=_optional_span(stance.get("evidence")),
                    rule=stance.get("rule", ""),
                )
                for stance in statement.get("stance") or ()
            ),
            confidence=statement["confidence"],
            rule=statement["rule"],
            due=statement.get("due"),
            due_evidence=_optional_span(statement.get("due_evidence")),
        )
        for name, statement in zip(names, found, strict=True)
    )


def _span(span: Sequence[int]) -> Span:
    return span[0], span[1]


def _optional_span(span: Sequence[int] | None) -> Span | None:
    return None if span is None else _span(span)


def _spans(spans: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(sorted(_span(span) for span in spans))
