"""The extraction record: an `Extraction` as one JSON object, format 1.

    >>> record = to_json(extraction)                             # doctest: +SKIP
    >>> from_json(record) == extraction                          # doctest: +SKIP
    True

The format is public and stable; `docs/reference/extraction-record.md` describes every field. A change that
takes a field away or changes its meaning needs a new number; new fields may come at any time, and a reader
passes over those that it does not know.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

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
    Unit,
)
from sayso.graph.names import slug

__all__ = ["FORMAT", "from_json", "to_json"]

FORMAT = 1

Json = dict[str, Any]

# A source with one of these endings is a file; any other is the id of a record in a JSON lines file.
_FILES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".json", ".jsonl", ".ndjson"}
)


def to_json(extraction: Extraction) -> Json:
    """The record of one article, ready for `json.dumps`. Offsets count Unicode code points, end exclusive."""
    article = extraction.article
    return {
        "format": FORMAT,
        "id": _record_id(article),
        "article": article.id,
        "source": article.source,
        "title": article.title,
        "published": article.published,
        "date_basis": article.date_basis,
        "outlet": article.outlet,
        "author": article.author,
        "url": article.url,
        "text": article.text,
        "furniture": _spans(article.furniture),
        "units": [{"kind": unit.kind, "start": unit.start, "end": unit.end} for unit in article.units],
        "entities": [_entity(entity) for entity in extraction.entities],
        "affiliations": [_affiliation(affiliation) for affiliation in extraction.affiliations],
        "statements": [_statement(statement) for statement in extraction.statements],
        "run": extraction.run,
        "run_facts": dict(extraction.run_facts),
    }


def from_json(record: Mapping[str, Any]) -> Extraction:
    """The extraction that a record tells of. Raises ValueError for another format or a missing field."""
    version = record.get("format")
    if version != FORMAT:
        raise ValueError(f"this Sayso reads extraction records of format {FORMAT}, not {version!r}")
    try:
        return _extraction(record)
    except KeyError as error:
        raise ValueError(f"the extraction record {record.get('id')!r} has no field {error}") from error


def _record_id(article: Article) -> str:
    """The id that the input itself had, where it had one: scorers join on it."""
    is_file = PurePath(article.source).suffix.lower() in _FILES or article.source in ("", "-")
    return article.id if is_file else article.source


def _extraction(record: Mapping[str, Any]) -> Extraction:
    article = Article(
        id=record["article"] if "article" in record else slug(record["id"]),
        source=record["source"],
        text=record["text"],
        title=record["title"],
        published=record["published"],
        date_basis=record["date_basis"],
        outlet=record["outlet"],
        author=record["author"],
        url=record["url"],
        units=tuple(Unit(unit["kind"], unit["start"], unit["end"]) for unit in record.get("units", ())),
    )
    return Extraction(
        article=article,
        entities=tuple(_read_entity(entity) for entity in record["entities"]),
        affiliations=tuple(_read_affiliation(found) for found in record["affiliations"]),
        statements=tuple(_read_statement(found) for found in record["statements"]),
        run=record.get("run", ""),
        run_facts=tuple(record.get("run_facts", {}).items()),
    )


def _entity(entity: Entity) -> Json:
    return {
        "id": entity.id,
        "kind": entity.kind,
        "name": entity.name,
        "mentions": _spans(entity.mentions),
        "organization_kind": entity.organization_kind,
        "aliases": list(entity.aliases),
        "gender": entity.gender,
        "age": entity.age,
        "place": entity.place,
        "identifiers": list(entity.identifiers),
    }


def _read_entity(found: Mapping[str, Any]) -> Entity:
    return Entity(
        id=found["id"],
        kind=found["kind"],
        name=found["name"],
        mentions=_read_spans(found["mentions"]),
        organization_kind=found.get("organization_kind"),
        aliases=tuple(found.get("aliases", ())),
        gender=found.get("gender"),
        age=found.get("age"),
        place=found.get("place"),
        identifiers=tuple(found.get("identifiers", ())),
    )


def _affiliation(affiliation: Affiliation) -> Json:
    return {
        "person": list(affiliation.person),
        "organization": _span(affiliation.organization),
        "role": _span(affiliation.role),
        "person_id": affiliation.person_id,
        "organization_id": affiliation.organization_id,
        "role_text": affiliation.role_text,
        "role_kind": affiliation.role_kind,
        "part_of_id": affiliation.part_of_id,
        "former": affiliation.former,
        "confidence": affiliation.confidence,
        "rule": affiliation.rule,
        **({"tenure": affiliation.tenure} if affiliation.tenure is not None else {}),
    }


def _read_affiliation(found: Mapping[str, Any]) -> Affiliation:
    return Affiliation(
        person=_one_span(found["person"]),
        person_id=found["person_id"],
        organization=_read_span(found["organization"]),
        organization_id=found["organization_id"],
        role=_read_span(found["role"]),
        role_text=found["role_text"],
        role_kind=found.get("role_kind"),
        part_of_id=found["part_of_id"],
        former=found["former"],
        confidence=found["confidence"],
        rule=found["rule"],
        tenure=found.get("tenure"),
    )


def _statement(statement: Statement) -> Json:
    return {
        "id": statement.id,
        "source": _spans(statement.source),
        "cue": _spans(statement.cue),
        "content": _spans(statement.content),
        "sentence": list(statement.sentence),
        "speaker_id": statement.speaker_id,
        "possible_speaker_id": statement.possible_speaker_id,
        "coreference": statement.coreference,
        "antecedent": _span(statement.antecedent),
        "capacity": list(statement.capacity),
        "quote_type": statement.quote_type,
        "cue_type": statement.cue_type,
        "continues": statement.continues,
        "relayed_by_id": statement.relayed_by_id,
        "channel": [
            {"kind": channel.kind, "name": channel.name, "id": channel.id, "span": _span(channel.span)}
            for channel in statement.channel
        ],
        "topics": [
            {
                "topic": topic.topic,
                "basis": topic.basis,
                "confidence": topic.confidence,
                "evidence": _span(topic.evidence),
                **({"rule": topic.rule} if topic.rule else {}),
            }
            for topic in statement.topics
        ],
        "certainty": statement.certainty,
        "polarity": statement.polarity,
        "stance": [
            {
                "toward": stance.toward,
                "polarity": stance.polarity,
                "confidence": stance.confidence,
                "evidence": _span(stance.evidence),
                **({"rule": stance.rule} if stance.rule else {}),
            }
            for stance in statement.stance
        ],
        "confidence": statement.confidence,
        "rule": statement.rule,
        **({"due": statement.due} if statement.due is not None else {}),
        **({"due_evidence": list(statement.due_evidence)} if statement.due_evidence is not None else {}),
    }


def _read_statement(found: Mapping[str, Any]) -> Statement:
    content = _read_spans(found["content"])
    return Statement(
        id=found["id"],
        source=_read_spans(found["source"]),
        cue=_read_spans(found["cue"]),
        content=content,
        sentence=_read_span(found.get("sentence")) or (content[0][0], content[-1][1]),
        quote_type=found["quote_type"],
        cue_type=found["cue_type"],
        speaker_id=found["speaker_id"],
        possible_speaker_id=found.get("possible_speaker_id"),
        coreference=found.get("coreference"),
        antecedent=_read_span(found.get("antecedent")),
        capacity=tuple(found.get("capacity", ())),
        continues=found["continues"],
        relayed_by_id=found.get("relayed_by_id"),
        channel=tuple(
            Channel(channel["kind"], channel["name"], channel["id"], _read_span(channel.get("span")))
            for channel in found["channel"]
        ),
        topics=tuple(
            TopicAssignment(
                topic["topic"],
                topic["basis"],
                topic["confidence"],
                _read_span(topic.get("evidence")),
                topic.get("rule", ""),
            )
            for topic in found["topics"]
        ),
        certainty=found["certainty"],
        polarity=found["polarity"],
        stance=tuple(
            Stance(
                stance["toward"],
                stance["polarity"],
                stance["confidence"],
                _read_span(stance.get("evidence")),
                stance.get("rule", ""),
            )
            for stance in found["stance"]
        ),
        confidence=found["confidence"],
        rule=found["rule"],
        due=found.get("due"),
        due_evidence=_read_span(found.get("due_evidence")),
    )


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)


def _spans(spans: Sequence[Span]) -> list[list[int]]:
    return [list(span) for span in spans]


def _one_span(span: Sequence[int]) -> Span:
    begin, end = span
    return begin, end


def _read_span(span: Sequence[int] | None) -> Span | None:
    return None if span is None else _one_span(span)


def _read_spans(spans: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(_one_span(span) for span in spans)
