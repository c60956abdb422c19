"""Appearances read from a graph: what an article's named graph says of somebody, for comparing."""

import re
from collections.abc import Iterator

from sayso.graph import iris, vocab
from sayso.graph.facts import Facts
from sayso.graph.identity.appearances import Appearance, Capacity
from sayso.graph.names import slug

__all__ = ["Reading", "is_resolved"]

_ORGANIZATION_KINDS = {iri: notation for notation, iri in vocab.ORGANIZATION_KINDS.items()}
_ROLE_KINDS = {iri: notation for notation, iri in vocab.ROLE_KINDS.items()}
_RESOLVED = ("person:", "organization:", "outlet:", "platform:")


def is_resolved(name_id: str) -> bool:
    """Whether what has this name id may be the same over several articles; groups never are."""
    return name_id.startswith(_RESOLVED)


def _made_of(name_id: str, name: str) -> str | None:
    """The name that an organisation's id was made of, where it is not its name in the article."""
    prefix, _, local = name_id.partition(":")
    if prefix == "person" or re.fullmatch(re.escape(slug(name)) + r"(-\d+)?", local):
        return None
    return local.replace("-", " ")


class Reading:
    """Reads appearances through `facts`; what several appearances of an article share is read once."""

    def __init__(self, facts: Facts, base: str = iris.DEFAULT_BASE) -> None:
        self._facts = facts
        self._base = base
        self._articles: dict[str, tuple[str | None, tuple[str, ...]]] = {}

    def all(self) -> Iterator[Appearance]:
        """Every appearance that can be resolved, in order of IRI."""
        for node in self._facts.all_subjects(vocab.nameId):
            name_id = self._facts.value(node, vocab.nameId)
            if name_id is not None and is_resolved(name_id):
                yield self.appearance(node)

    def of_article(self, article: str) -> Iterator[Appearance]:
        """The appearances in an article that can be resolved, in order of IRI; none if it is not there."""
        for node in self._facts.values(article, vocab.mentions):
            name_id = self._facts.value(node, vocab.nameId)
            if name_id is not None and is_resolved(name_id):
                yield self.appearance(node)

    def appearance(self, node: str) -> Appearance:
        """The appearance with this IRI."""
        read, value = self._facts.values, self._facts.value
        name_id = value(node, vocab.nameId) or ""
        article = next(iter(self._facts.subjects(vocab.mentions, node)), "")
        published, others = self._article(article)
        age = value(node, vocab.age)
        person = name_id.startswith("person:")
        kinds = [_ORGANIZATION_KINDS.get(kind) for kind in read(node, vocab.appearsAs)]
        links = self._facts.subjects(vocab.linkOfAppearance, node)
        return Appearance(
            id=iris.compact(node, self._base),
            name_id=name_id,
            name=value(node, vocab.name) or "",
            article=iris.compact(article, self._base).removeprefix("article:"),
            aliases=self._aliases(node, name_id),
            published=published,
            organization_kind=next((kind for kind in kinds if kind is not None), None),
            gender=value(node, vocab.schema_gender),
            age=None if age is None else int(age),
            place=value(node, vocab.place),
            capacities=self._capacities(node) if person else (),
            members=() if person else self._members(node),
            companions=tuple(other for other in others if other != name_id),
            identifiers=tuple(sorted({one for link in links for one in read(link, vocab.candidate)})),
        )

    def _aliases(self, node: str, name_id: str) -> tuple[str, ...]:
        """The aliases, and of an organisation the name that its id was made of, where that is another.

        "IMF" has the id of the International Monetary Fund, for a gazetteer knows it.
        """
        made = _made_of(name_id, self._facts.value(node, vocab.name) or "")
        return (*self._facts.values(node, vocab.alias), *(() if made is None else (made,)))

    def _article(self, article: str) -> tuple[str | None, tuple[str, ...]]:
        """The date of an article, and the name ids of all who appear in it."""
        found = self._articles.get(article)
        if found is None:
            names = (
                self._facts.value(node, vocab.nameId) for node in self._facts.values(article, vocab.mentions)
            )
            others = sorted({name for name in names if name is not None and is_resolved(name)})
            found = self._facts.value(article, vocab.schema_datePublished), tuple(others)
            self._articles[article] = found
        return found

    def _capacities(self, node: str) -> tuple[Capacity, ...]:
        read, value = self._facts.values, self._facts.value
        found = []
        for affiliation in self._facts.subjects(vocab.memberAppearance, node):
            organization = value(affiliation, vocab.organizationAppearance)
            whole = value(affiliation, vocab.withinOrganizationAppearance)
            kind = value(affiliation, vocab.roleKind)
            found.append(
                Capacity(
                    organization_id=None if organization is None else value(organization, vocab.nameId),
                    organization_names=self._names(organization),
                    part_of_names=self._names(whole),
                    role=value(affiliation, vocab.roleLabel),
                    role_kind=None if kind is None else _ROLE_KINDS.get(kind),
                    former=bool(read(affiliation, vocab.former)),
                )
            )
        return tuple(found)

    def _names(self, node: str | None) -> tuple[str, ...]:
        if node is None:
            return ()
        return (*self._facts.values(node, vocab.name), *self._facts.values(node, vocab.alias))

    def _members(self, node: str) -> tuple[str, ...]:
        found = set()
        for affiliation in self._facts.subjects(vocab.organizationAppearance, node):
            member = self._facts.value(affiliation, vocab.memberAppearance)
            name_id = None if member is None else self._facts.value(member, vocab.nameId)
            if name_id is not None:
                found.add(name_id)
        return tuple(sorted(found))
