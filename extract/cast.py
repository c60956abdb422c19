"""The cast of an article: its entities, where each is named, who has spoken so far, and who holds which role.

Groups ("some engineers"), unnamed people ("a senior official") and documents ("the report") that speak are
added to the cast under the words of their phrase; they belong to the one article only.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sayso.extract.discourse import Discourse, Mention
from sayso.extract.names import SUFFIXES, as_relative
from sayso.extract.nouns import SourceNouns
from sayso.graph.names import slug

__all__ = ["PLACE_ADJECTIVES", "Cast", "Spoke", "role_words"]

_MALE, _FEMALE = "male", "female"
_TITLE_GENDERS = dict.fromkeys(("mr", "mr.", "sir", "lord"), _MALE) | dict.fromkeys(
    ("mrs", "mrs.", "ms", "ms.", "miss", "lady", "dame"), _FEMALE
)
_PREFIXES = {"collective": "collective", "unnamed-person": "unnamed", "document": "document"}
_MARKS = '"“”„«»‘’'
_LONGEST_PHRASE = 9  # words of a group's name
_CROWD = 40  # mentions of one sentence that are looked at: keeps a hostile sentence from costing its square
PLACE_ADJECTIVES = (
    "ese",
    "ish",
    "ian",
    "ean",
    "can",
    "nch",
    "man",
    "eli",
    "aqi",
    "tch",
    "eek",
    "ani",
    "iss",
)


@dataclass(frozen=True, slots=True)
class Spoke:
    """A source that was settled: what later pronouns and nouns can go back to."""

    token: int
    entity: str
    kind: str


class Cast:
    """The entities of one document and what is known of them; grows while sources are read in text order."""

    def __init__(
        self, discourse: Discourse, affiliations: Sequence[dict[str, Any]], nouns: SourceNouns
    ) -> None:
        self.discourse = discourse
        self.affiliations = affiliations
        self.nouns = nouns
        self.by_id: dict[str, dict[str, Any]] = {entity["id"]: entity for entity in discourse.entities}
        self.spoke: list[Spoke] = []
        self._in_sentence: dict[int, list[Mention]] = {}
        self._places: dict[str, list[tuple[int, int]]] = {}
        self._full_names: dict[str, list[tuple[int, int]]] = {}
        self._genders: dict[str, str] = {}
        self._bearers: dict[str, list[str]] = {}
        self._locals: dict[tuple[str, str], tuple[int, str]] = {}
        self._relatives: set[str] = set()
        self._kin: dict[str, str] = {}
        seen: set[int] = set()
        self._roles: dict[str, list[tuple[int, str]]] | None = None
        for mention in discourse.mentions:
            crowd = self._in_sentence.setdefault(discourse.sentence_of[mention.first], [])
            if len(crowd) < _CROWD:
                crowd.append(mention)
            entity = discourse.entities[mention.entity]
            self._places.setdefault(entity["id"], []).append((mention.start, mention.stop))
            if mention.entity not in seen:
                seen.add(mention.entity)
                if entity["kind"] == "person" and as_relative(discourse.lower, mention.first):
                    self._relatives.add(entity["id"])
                    back = 2 if discourse.lower[mention.first - 1] == "," else 1
                    self._kin[entity["id"]] = discourse.lower[mention.first - back]
            if mention.end - mention.first > 1:
                self._full_names.setdefault(entity["id"], []).append((mention.start, mention.stop))
        for entity in discourse.entities:
            if entity["kind"] == "person":
                self.note_gender(entity["id"], entity.get("gender"))
                words = self.name_words(entity["id"])
                if len(words) > 1:
                    self.note_gender(entity["id"], nouns.given_names.get(words[0]))
                    nick = {word.strip(_MARKS) for word in words if word[0] in _MARKS}
                    for word in sorted({words[0], words[-1], words[-1].rpartition("-")[2]} | nick):
                        self._bearers.setdefault(word, []).append(entity["id"])

    # -- who is named where ----------------------------------------------------------------------------

    def named_in(self, sentence: int) -> list[Mention]:
        """The mentions of a sentence, in order."""
        return self._in_sentence.get(sentence, [])

    def bearers(self, name: str) -> list[str]:
        """The persons whose full name begins or ends with this word in lower case."""
        return self._bearers.get(name, [])

    def name_words(self, identity: str) -> list[str]:
        """The words of an entity's name in lower case, without a generation or degree behind it."""
        words = str(self.by_id[identity]["name"]).casefold().split()
        kept = [word for word in words if word.rstrip(".") not in SUFFIXES]
        return kept or words

    def generation(self, identity: str) -> str | None:
        """The suffix of a person's name: "jr", "sr", "iii"."""
        last = str(self.by_id[identity]["name"]).casefold().split()[-1].rstrip(".")
        return last if last in SUFFIXES else None

    def kin(self, identity: str) -> str | None:
        """What a person is to somebody named before, as the article introduces them: "son"."""
        return self._kin.get(identity)

    def person_of(self, identity: str) -> str:
        """The one person of the article that a one-word person can be; else the same id."""
        entity = self.by_id[identity]
        words = self.name_words(identity)
        alone = entity["kind"] == "person" and len(words) == 1 and "namesake_id" not in entity
        if alone and len(self.bearers(words[0])) == 1:
            bearer = self.bearers(words[0])[0]
            return identity if bearer in self._relatives else bearer
        return identity

    def called_by_surname(self, identity: str) -> bool:
        """Whether a bare surname may mean a person: relatives ("his wife, X Y") only if they spoke lately."""
        return identity not in self._relatives or any(spoke.entity == identity for spoke in self.spoke[-3:])

    def last_named(self, identity: str, token: int) -> tuple[int, int] | None:
        """Where an entity was last named before the token, in full if it ever was."""
        limit = (self.discourse.starts[token], -1)
        for places in (self._full_names.get(identity), self._places.get(identity)):
            if places:
                before = bisect_left(places, limit)
                if before:
                    return places[before - 1]
        return None

    def first_named(self, identity: str) -> tuple[int, int] | None:
        """Where an entity is first named, in full if it ever is."""
        places = self._full_names.get(identity) or self._places.get(identity)
        return places[0] if places else None

    # -- gender ----------------------------------------------------------------------------------------

    def note_gender(self, identity: str, gender: str | None) -> None:
        """Keep what the text gives away of a person's gender; the first word stands."""
        if gender:
            self._genders.setdefault(identity, {"m": _MALE, "f": _FEMALE}.get(gender[:1].casefold(), gender))

    def may_be(self, identity: str, gender: str | None) -> bool:
        """Whether nothing speaks against an entity being of a gender."""
        return gender is None or self._genders.get(identity, gender) == gender

    def title_gender(self, mention: Mention) -> str | None:
        """The gender that the title before or in a mention gives."""
        for token in (mention.first - 1, mention.first):
            gender = _TITLE_GENDERS.get(self.discourse.lower[token]) if token >= 0 else None
            if gender is not None:
                return gender
        return None

    # -- roles -----------------------------------------------------------------------------------------

    def holders(self, role: str, token: int) -> list[tuple[int, str]]:
        """The last persons (at most 20) given a role word before the token, nearest last."""
        if self._roles is None:
            self._roles = self._read_roles()
        places = self._roles.get(role, [])
        before = bisect_left(places, (token, ""))
        return places[max(0, before - 20) : before]

    def _read_roles(self) -> dict[str, list[tuple[int, str]]]:
        d = self.discourse
        roles: dict[str, list[tuple[int, str]]] = {}
        for affiliation in self.affiliations:
            place = d.token_at(affiliation["person"][0])
            for word in role_words(affiliation["role_text"]):
                roles.setdefault(word, []).append((place, affiliation["person_id"]))
        for mention in d.mentions:
            if d.kind(mention) != "person":
                continue
            person = self.person_of(d.entities[mention.entity]["id"])
            for before in range(mention.first - 1, max(-1, mention.first - 6), -1):
                if d.tags[before][:2] not in ("NN", "JJ"):
                    break
                word = self.nouns.titles.get(d.lower[before], d.lemmas[before].lower())
                roles.setdefault(word, []).append((mention.first, person))
            word = d.lower[mention.first]
            if word in self.nouns.titles:
                roles.setdefault(self.nouns.titles[word], []).append((mention.first, person))
            for child in d.children.get(d.root(mention.first, mention.end), ()):
                if d.deps[child] == "appos" and d.tags[child] == "NN":
                    roles.setdefault(d.lemmas[child].lower(), []).append((mention.first, person))
        for places in roles.values():
            places.sort()
        return roles

    # -- who has spoken --------------------------------------------------------------------------------

    def note_spoke(self, token: int, identity: str) -> None:
        """Keep that an entity is the source of an attribution."""
        kind = self.by_id[identity]["kind"]
        self.spoke.append(Spoke(token, identity, kind))
        self._locals[kind, self.discourse.lemmas[token].lower()] = (token, identity)

    def spoke_last(self, kind: str, noun: str) -> str | None:
        """The entity of a kind that last spoke under a noun: "a senator said … the senator said"."""
        found = self._locals.get((kind, noun))
        return found[1] if found else None

    # -- new members -----------------------------------------------------------------------------------

    def add(self, kind: str, identity: str, name: str, place: tuple[int, int], **more: Any) -> None:
        """Put an entity, or one more mention of it, on the document."""
        if identity not in self.by_id:
            entity = {"id": identity, "kind": kind, "name": name, "mentions": []}
            self.by_id[identity] = entity | {"organization_kind": None, "gender": None} | more
            self.discourse.entities.append(self.by_id[identity])
        mentions = self.by_id[identity]["mentions"]
        span = list(place)
        at = bisect_left(mentions, span)
        if at == len(mentions) or list(mentions[at]) != span:
            mentions.insert(at, span)
        places = self._places.setdefault(identity, [])
        if place not in places[max(0, bisect_right(places, place) - 1) :][:1]:
            insort(places, place)

    def add_local(self, kind: str, head: int, tokens: Sequence[int]) -> tuple[str, tuple[int, int]]:
        """Add an entity of this article only, named by its phrase within the tokens; its id and place."""
        d = self.discourse
        inside = set(tokens)
        first, end = head, head + 1
        while first - 1 in inside and head - first < 8 and self._modifies(first - 1, head):
            first -= 1
        while end in inside and end - first < _LONGEST_PHRASE and self._completes(end, head):
            end += 1
        while end - 1 > head and (d.tags[end - 1] in ("IN", "DT", "CC", "TO") or d.deps[end - 1] == "punct"):
            end -= 1
        named = first
        if first < head and d.lower[first] in ("the", "a", "an", "these", "those", "this", "that"):
            named += 1
        name = d.phrase(named, end)
        proper = d.tags[named] in ("NNP", "NNPS") or named in d.mention_at
        if not proper and not name.split()[0].endswith(PLACE_ADJECTIVES):
            name = name[0].lower() + name[1:]
        identity = f"{_PREFIXES[kind]}:{slug(name)}"
        place = d.starts[first], d.ends[end - 1]
        self.add(kind, identity, name, place)
        return identity, place

    def _modifies(self, token: int, head: int) -> bool:
        d = self.discourse
        if d.lower[token] in {",", ";", ":", "“", '"', "("}:
            return False
        for _ in range(6):
            if d.heads[token] == head:
                return d.deps[token] not in ("cc", "prep", "mark", "preconj")
            if d.heads[token] == token:
                return False
            token = d.heads[token]
        return False

    def _completes(self, token: int, head: int) -> bool:
        d = self.discourse
        if d.tags[token] in ("WDT", "WP", "VBD", "VBZ", "VBP", "VBG", "VBN", "``", "''", ",", ":", "-LRB-"):
            return False
        for _ in range(6):
            if token == head:
                return True
            if d.deps[token] in ("relcl", "acl", "appos", "advcl"):
                return False
            if d.deps[token] == "conj" and d.heads[token] == head:
                return True
            if d.heads[token] == token:
                return False
            token = d.heads[token]
        return False


def role_words(role: str | None) -> list[str]:
    """The words of a role in lower case, and the parts of "co-founder"."""
    words = {part.strip(",.;") for part in (role or "").casefold().split()}
    return sorted(words | {part for word in words for part in word.split("-")})
