"""The component `sayso_speakers`: who the source of each attribution is.

"Mei Duan, head of the lab, said …", "Duan said …", "she said …", "the economist said …", "the institute
said …" are led back to the person or organisation that the article names. Groups ("some engineers") and
unnamed people ("a senior official") become entities of their own, of this article only. What cannot be
settled stays open: no speaker, or a second reading in `possible_speaker_id`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.discourse import NAMED_KINDS, Discourse, Mention, read_discourse
from sayso.extract.nouns import source_nouns

__all__ = ["Speakers", "make_speakers"]

_NOMINAL_TAGS = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "PRP", "WP", "WDT", "JJ", "JJR", "JJS", "CD", "DT", "FW", "PRP$", "VBN"}
)
_MODIFIER_TAGS = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "JJ", "DT", "POS", "HYPH", "CC", "CD", "PRP$", "VBN", ":"}
)
_INDEFINITE = frozenset({"a", "an", "one", "another", "some", "any", "either"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "its", "their", "his", "her"})
_WRITER = frozenset({"i", "we", "us", "me", "you", "our", "my"})
_NOBODY_WORDS = frozenset(
    {
        "nobody",
        "none",
        "nothing",
        "anyone",
        "anybody",
        "everyone",
        "everybody",
        "all",
        "both",
        "each",
        "neither",
    }
    | {"either", "there", "this", "that", "these", "those", "what", "everything", "no"}
)
_SOMEBODY = frozenset({"someone", "somebody", "one"})
_GROUP_WORDS = frozenset({"some", "many", "others", "most", "several", "few", "more", "people", "those"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_MALE, _FEMALE = "male", "female"
_GENDER_WORDS = {"he": _MALE, "him": _MALE, "his": _MALE, "she": _FEMALE, "her": _FEMALE, "hers": _FEMALE}
_TITLE_GENDERS = {"mr": _MALE, "mr.": _MALE, "sir": _MALE, "mrs": _FEMALE, "mrs.": _FEMALE, "ms": _FEMALE}
_TITLE_GENDERS |= {"ms.": _FEMALE, "miss": _FEMALE, "lady": _FEMALE, "lord": _MALE, "dame": _FEMALE}
_REACH = 6  # sentences that a pronoun looks back over
_LONGEST_PHRASE = 9  # words of a group's name


@dataclass(frozen=True, slots=True)
class _Answer:
    speaker: str | None = None
    possible: str | None = None
    coreference: str | None = None
    antecedent: tuple[int, int] | None = None


_OPEN = _Answer()


@dataclass(frozen=True, slots=True)
class _Spoke:
    """A place where a speaker was settled: what later pronouns and nominals can go back to."""

    token: int
    entity: str
    kind: str
    noun: str


class _Resolver:
    """Settles the sources of one document, in text order; holds what was settled so far."""

    def __init__(self, discourse: Discourse, affiliations: Sequence[dict[str, Any]]) -> None:
        self.d = discourse
        self.affiliations = affiliations
        self.nouns = source_nouns()
        self.by_id: dict[str, dict[str, Any]] = {entity["id"]: entity for entity in discourse.entities}
        self.spoke: list[_Spoke] = []
        self.genders: dict[str, str] = {}
        self.mentions_in: dict[int, list[Mention]] = {}
        for mention in discourse.mentions:
            self.mentions_in.setdefault(discourse.sentence_of[mention.first], []).append(mention)
        self.forms: dict[str, list[str]] = {}  # last or first word of a person's name -> ids, in text order
        for entity in discourse.entities:
            if entity["kind"] == "person":
                self._note_gender(entity["id"], entity.get("gender"))
                words = entity["name"].casefold().split()
                if len(words) > 1:
                    for word in sorted({words[0], words[-1]}):
                        self.forms.setdefault(word, []).append(entity["id"])
        self.quoted: list[Sequence[int]] = []
        self.roles: dict[str, list[tuple[str, int]]] | None = None

    # -- one attribution -------------------------------------------------------------------------------

    def answers(self, source: Iterable[Sequence[int]], content: Sequence[Sequence[int]]) -> list[_Answer]:
        """The speakers that a source names; more than one only where each is known by name."""
        tokens = self.d.tokens(source)
        if not tokens:
            return [_OPEN]
        self.own_content = content
        heads = self._heads(tokens)
        found = [(head, self._answer(head, tokens)) for head in heads]
        for head, answer in found:
            if answer.speaker is not None:
                entity = self.by_id[answer.speaker]
                self.spoke.append(_Spoke(head, answer.speaker, entity["kind"], self.d.lemmas[head]))
        named = [answer for _, answer in found if self._is_named(answer.speaker)]
        distinct = list({answer.speaker: answer for answer in named}.values())
        if len(distinct) > 1 and len(distinct) == len(found):
            return distinct
        return [found[0][1]] if found else [_OPEN]

    def _is_named(self, entity: str | None) -> bool:
        return entity is not None and self.by_id[entity]["kind"] in NAMED_KINDS

    def _heads(self, tokens: list[int]) -> list[int]:
        """The words that stand for the speakers: the head of the phrase and what is joined to it by "and"."""
        d = self.d
        person = self._person_of_phrase(tokens)
        if person is not None:
            return [person]
        inside = set(tokens)
        outer = [
            token
            for token in tokens
            if (d.heads[token] not in inside or d.heads[token] == token) and d.tags[token] in _NOMINAL_TAGS
        ]
        first = next(
            (t for t in outer if t in d.mention_at or d.tags[t][:2] in ("NN", "PR", "WP", "WD")), None
        )
        if first is None:
            first = next(iter(outer), None)
        if first is None:  # the parser saw no noun phrase: the first name in it
            first = next((t for t in tokens if self._speaks(t)), None)
        if first is None:
            return []
        mention = d.mention_at.get(first)
        if mention is not None:
            first = d.root(mention.first, mention.end)
        heads = [first]
        for head in heads:  # grows while it is read: a, b and c
            for child in d.children.get(head, ()):
                if d.deps[child] == "conj" and child in inside and child > head:
                    heads.append(child)
        return heads

    def _speaks(self, token: int) -> bool:
        mention = self.d.mention_at.get(token)
        return mention is not None and self.d.kind(mention) in NAMED_KINDS

    def _person_of_phrase(self, tokens: list[int]) -> int | None:
        """The person in "Mei Duan, head of the lab" or "Halden chief engineer Mei Duan", whatever the parse."""
        d = self.d
        first, last = tokens[0], tokens[-1]
        while (
            last > first and d.lower[last] in {",", "-", "–", "—", "’s", "'s", ")"} and d.tags[last] != "POS"
        ):
            last -= 1
        opening = d.mention_at.get(first)
        if opening is not None and d.kind(opening) == "person":
            after = opening.end
            if after > last or d.lower[after] in {
                ",",
                "(",
                "of",
                "from",
                "at",
                "who",
                "–",
                "—",
                "-",
                "in",
                "for",
            }:
                rest = range(after, last + 1)
                if (
                    not any(d.lower[t] == "and" and t + 1 in d.mention_at for t in rest)
                    or d.lower[after] == "of"
                ):
                    return opening.end - 1
        closing = d.mention_at.get(last)
        if (
            closing is not None
            and d.kind(closing) == "person"
            and closing.first > first
            and last - first < 20
            and all(d.tags[t] in _MODIFIER_TAGS for t in range(first, closing.first))
            and d.tags[closing.first - 1] not in ("POS", "CC")
            and not any(
                d.lower[t] == "and" and (m := d.mention_at.get(t - 1)) is not None and d.kind(m) == "person"
                for t in range(first + 1, closing.first)
            )
        ):
            return closing.end - 1
        return None

    # -- one head --------------------------------------------------------------------------------------

    def _answer(self, head: int, tokens: list[int]) -> _Answer:
        d = self.d
        word, tag = d.lower[head], d.tags[head]
        mention = d.mention_at.get(head)
        if mention is not None:
            named = self._named(mention)
            if named is not None:
                return named
        if word in _WRITER:
            return _OPEN
        if tag in ("WP", "WDT") or word == "who":
            clause = d.heads[head]
            noun = d.heads[clause]
            if d.deps[clause] == "relcl" and noun != head:
                return self._answer(noun, [*range(max(0, noun - 8), head)])
            return _OPEN
        if word in ("he", "she", "him", "her"):
            return self._pronoun(head, _GENDER_WORDS[word])
        if word == "it":
            return self._it(head)
        if word in ("they", "them"):
            return self._they(head)
        for child in d.children.get(head, ()):
            renamed = d.mention_at.get(child) if d.deps[child] == "appos" and child > head else None
            if renamed is not None and d.kind(renamed) in NAMED_KINDS and tag != "NNS":
                return self._named(renamed) or _OPEN
        return self._noun(head, tokens)

    def _named(self, mention: Mention) -> _Answer | None:
        d = self.d
        entity = d.entities[mention.entity]
        kind = entity["kind"]
        if kind == "place":
            return self._government(mention)
        if kind not in NAMED_KINDS:
            return _OPEN if kind in ("product", "other") else _Answer(entity["id"], None, "nominal")
        written = d.phrase(mention.first, mention.end).casefold()
        if kind != "person":
            return _Answer(entity["id"], None, "full-name", (mention.start, mention.stop))
        if len(written.split()) > 1:
            return _Answer(entity["id"], None, "full-name", (mention.start, mention.stop))
        return self._surname(mention, written.removesuffix("'s").removesuffix("’s"))

    def _surname(self, mention: Mention, written: str) -> _Answer:
        """The person whose surname this is: of several the one last named in full, if the titles agree."""
        d = self.d
        own = d.entities[mention.entity]["id"]
        earlier = [
            m
            for m in d.mentions
            if d.entities[m.entity]["id"] in self.forms.get(written, ()) and m.end - m.first > 1
        ]
        before = [m for m in earlier if m.first < mention.first] or earlier
        rivals = {d.entities[m.entity]["id"] for m in before}
        if not rivals:
            return _Answer(own, None, "full-name", (mention.start, mention.stop))
        if len(rivals) > 1:
            gender = self._title_gender(mention)
            if gender is not None:
                before = [
                    m for m in before if self.genders.get(d.entities[m.entity]["id"], gender) == gender
                ] or before
                rivals = {d.entities[m.entity]["id"] for m in before}
        nearest = max(before, key=lambda m: m.first) if before[0].first < mention.first else before[0]
        identity = d.entities[nearest.entity]["id"]
        antecedent = (nearest.start, nearest.stop)
        if len(rivals) == 1:
            return _Answer(identity, None, "surname", antecedent)
        others = [m for m in before if d.entities[m.entity]["id"] != identity]
        second = max(others, key=lambda m: m.first)
        if d.sentence_of[nearest.first] == d.sentence_of[second.first]:
            return _Answer(None, identity, "surname", antecedent)
        return _Answer(identity, d.entities[second.entity]["id"], "surname", antecedent)

    def _government(self, mention: Mention) -> _Answer:
        """A country or capital that speaks is its government: an organisation under the place's name."""
        place = self.d.entities[mention.entity]
        identity = f"org:{_slug(place['name'])}"
        if identity not in self.by_id:
            entity = {
                "id": identity,
                "kind": "organization",
                "name": place["name"],
                "mentions": [],
                "organization_kind": "government or party",
                "gender": None,
            }
            self._add(entity)
        self._add_mention(identity, mention.start, mention.stop)
        return _Answer(identity, None, "full-name", (mention.start, mention.stop))

    # -- pronouns --------------------------------------------------------------------------------------

    def _pronoun(self, token: int, gender: str) -> _Answer:
        """The nearest earlier person that a pronoun can stand for; who spoke or was subject comes first."""
        d = self.d
        own = d.sentence_of[token]
        for sentence in range(own, max(-1, own - _REACH), -1):
            if sentence != own and self._heading_between(sentence, own):
                break
            scores: dict[str, float] = {}
            places: dict[str, tuple[int, int] | None] = {}
            for mention in self.mentions_in.get(sentence, ()):
                entity = d.entities[mention.entity]
                if mention.first >= token or entity["kind"] not in ("person", "unnamed-person"):
                    continue
                if self._inside(self.own_content, mention.start):
                    continue
                salience = self._salience(mention)
                if self.quoted and self._inside(self.quoted, mention.start):
                    salience -= 2.0
                if salience > scores.get(entity["id"], -9.0):
                    scores[entity["id"]] = salience
                    places[entity["id"]] = (mention.start, mention.stop)
            for spoke in reversed(self.spoke):
                if d.sentence_of[spoke.token] < sentence:
                    break
                if d.sentence_of[spoke.token] == sentence and spoke.token < token:
                    if spoke.kind in ("person", "unnamed-person"):
                        scores[spoke.entity] = max(4.0 + spoke.token * 1e-6, scores.get(spoke.entity, 0.0))
                        places.setdefault(spoke.entity, None)
            fitting = {e: s for e, s in scores.items() if self.genders.get(e, gender) == gender and s > -1.0}
            if not fitting:
                continue
            order = sorted(fitting, key=lambda e: (-fitting[e], e))
            best = order[0]
            identity = self._resolve_alias(best)
            antecedent = places.get(best) or self._last_mention(best, token)
            rivals = [e for e in order[1:] if self._resolve_alias(e) != identity]
            if not rivals or fitting[best] - fitting[rivals[0]] >= 1.0:
                self._note_gender(identity, gender)
                return _Answer(identity, None, "pronoun", antecedent)
            rival = self._resolve_alias(rivals[0])
            if fitting[best] - fitting[rivals[0]] >= 0.4:
                return _Answer(identity, rival, "pronoun", antecedent)
            return _Answer(None, identity, "pronoun", antecedent)
        return _Answer(None, None, "pronoun", None)

    def _it(self, token: int) -> _Answer:
        d = self.d
        own = d.sentence_of[token]
        kinds = NAMED_KINDS - {"person"}
        for sentence in range(own, max(-1, own - 3), -1):
            if sentence != own and self._heading_between(sentence, own):
                break
            scores: dict[str, float] = {}
            for mention in self.mentions_in.get(sentence, ()):
                entity = d.entities[mention.entity]
                inside = self._inside(self.own_content, mention.start)
                if mention.first < token and entity["kind"] in kinds and not inside:
                    scores[entity["id"]] = max(scores.get(entity["id"], 0.0), self._salience(mention))
            for spoke in self.spoke:
                if d.sentence_of[spoke.token] == sentence and spoke.token < token:
                    if spoke.kind in kinds or spoke.kind == "document":
                        scores[spoke.entity] = 4.0 + spoke.token * 1e-6
            order = sorted(scores, key=lambda e: (-scores[e], e))
            if order and scores[order[0]] >= 2.0:
                if len(order) > 1 and scores[order[0]] - scores[order[1]] < 0.4:
                    return _Answer(None, order[0], "pronoun", self._last_mention(order[0], token))
                return _Answer(order[0], None, "pronoun", self._last_mention(order[0], token))
        return _Answer(None, None, "pronoun", None)

    def _they(self, token: int) -> _Answer:
        d = self.d
        own = d.sentence_of[token]
        for spoke in reversed(self.spoke):
            distance = own - d.sentence_of[spoke.token]
            if distance > 2 or self._heading_between(d.sentence_of[spoke.token], own):
                break
            if spoke.kind == "collective" or (spoke.kind in ("organization", "outlet", "unnamed-person")):
                possible = None if spoke.kind == "collective" else spoke.entity
                speaker = spoke.entity if spoke.kind == "collective" or distance <= 1 else None
                if speaker is not None:
                    possible = None
                return _Answer(speaker, possible, "pronoun", self._last_mention(spoke.entity, token))
        if own > 0 and not self._heading_between(own - 1, own):
            first, end = d.sentences[own - 1]
            for subject in range(first, end):
                root = d.heads[subject]
                if d.deps[subject] in _SUBJECTS and d.heads[root] == root and d.tags[subject] == "NNS":
                    if subject not in d.mention_at and d.lemmas[subject] not in self.nouns.things:
                        answer = self._group(subject, [*range(first, end)])
                        return _Answer(answer.speaker, None, "pronoun", answer.antecedent)
        return _Answer(None, None, "pronoun", None)

    def _salience(self, mention: Mention) -> float:
        d = self.d
        root = d.root(mention.first, mention.end)
        dep = d.deps[root]
        place = -mention.first * 1e-6
        if dep in _SUBJECTS:
            verb = d.heads[root]
            return (3.0 if d.heads[verb] == verb else 2.5) + place
        if dep == "conj" and d.deps[d.heads[root]] in _SUBJECTS:
            return 3.0 + place
        if dep == "appos" and d.deps[d.heads[root]] in _SUBJECTS:
            return 2.9 + place
        if dep in ("poss", "compound", "nmod"):
            return 1.0 + place
        return 1.6 + place

    # -- nouns -----------------------------------------------------------------------------------------

    def _noun(self, head: int, tokens: list[int]) -> _Answer:
        d = self.d
        word, lemma, tag = d.lower[head], d.lemmas[head].lower(), d.tags[head]
        determiner = self._determiner(head)
        if word in _NOBODY_WORDS or determiner == "no":
            return _OPEN
        if word in ("former", "latter"):
            return self._former_latter(head, latter=word == "latter")
        if word in _SOMEBODY:
            return self._unnamed(head, tokens)
        if word in _GROUP_WORDS:
            return self._group(head, tokens)
        if lemma in self.nouns.documents:
            return self._document(head, tokens, determiner)
        if lemma in self.nouns.things:
            return _OPEN
        if tag in ("NNP", "NNPS") and head not in d.mention_at and determiner is None:
            return self._unknown_name(head, tokens)
        if tag in ("NNS", "NNPS") or lemma in self.nouns.collectives:
            return self._group(head, tokens)
        if lemma in self.nouns.organizations:
            return self._organization(head, tokens, determiner)
        if determiner in _INDEFINITE:
            return self._unnamed(head, tokens)
        return self._person(head, tokens, determiner)

    def _determiner(self, head: int) -> str | None:
        for child in self.d.children.get(head, ()):
            if child < head and self.d.deps[child] in ("det", "poss", "nummod", "predet"):
                if child in self.d.mention_at and self.d.deps[child] == "poss":
                    return "'s"
                return self.d.lower[child]
        return None

    def _issuer(self, head: int) -> Mention | None:
        """Whose report, statement, analysis it is: "Halden's report", "the Halden report", "a report by Halden"."""
        d = self.d
        for child in d.children.get(head, ()):
            mention = d.mention_at.get(child)
            if child < head and mention is not None and d.kind(mention) in NAMED_KINDS:
                return mention
            if child > head and d.lower[child] in ("by", "from", "of"):
                for grandchild in d.children.get(child, ()):
                    mention = d.mention_at.get(grandchild)
                    if mention is not None and d.kind(mention) in NAMED_KINDS:
                        if d.lower[child] != "of" or d.kind(mention) != "person":
                            return mention
            if child > head and d.lemmas[child] in self.nouns.issuing_verbs:  # a report published by Halden
                for agent in d.children.get(child, ()):
                    for grandchild in d.children.get(agent, ()) if d.lower[agent] == "by" else ():
                        mention = d.mention_at.get(grandchild)
                        if mention is not None and d.kind(mention) in NAMED_KINDS:
                            return mention
        return None

    def _document(self, head: int, tokens: list[int], determiner: str | None) -> _Answer:
        d = self.d
        issuer = self._issuer(head)
        if issuer is not None:
            return self._named(issuer) or _OPEN
        owner = next((c for c in d.children.get(head, ()) if d.deps[c] == "poss" and c < head), None)
        if owner is not None and d.lower[owner] in ("his", "her"):
            return self._pronoun(owner, _GENDER_WORDS[d.lower[owner]])
        if owner is not None and d.lower[owner] == "its":
            return self._it(owner)
        if determiner in _DEFINITE:
            lemma = d.lemmas[head]
            own = d.sentence_of[head]
            for earlier in range(head - 1, d.sentences[max(0, own - 8)][0] - 1, -1):
                if d.lemmas[earlier] != lemma or earlier in d.mention_at:
                    continue
                issuer = self._issuer(earlier)
                if issuer is not None:
                    named = self._named(issuer) or _OPEN
                    return _Answer(named.speaker, named.possible, "nominal", (issuer.start, issuer.stop))
                verb = d.heads[earlier]
                if d.deps[earlier] == "dobj" and d.lemmas[verb] in self.nouns.issuing_verbs:
                    for subject in d.children.get(verb, ()):
                        mention = d.mention_at.get(subject)
                        if (
                            d.deps[subject] == "nsubj"
                            and mention is not None
                            and d.kind(mention) in NAMED_KINDS
                        ):
                            named = self._named(mention) or _OPEN
                            return _Answer(
                                named.speaker, named.possible, "nominal", (mention.start, mention.stop)
                            )
        return self._local("document", head, tokens, determiner)

    def _organization(self, head: int, tokens: list[int], determiner: str | None) -> _Answer:
        """ "the institute": the last organisation with that word in its name, or of that kind."""
        d = self.d
        lemma = d.lemmas[head].lower()
        modified = any(
            child < head and d.deps[child] in ("compound", "poss", "nmod") and d.lower[child] not in _DEFINITE
            for child in d.children.get(head, ())
        )
        if determiner in _DEFINITE and not modified:
            kinds = self.nouns.organizations[lemma]
            by_kind: Mention | None = None
            for mention in reversed(d.mentions):
                entity = d.entities[mention.entity]
                if mention.first >= head or entity["kind"] not in ("organization", "outlet", "platform"):
                    continue
                if self._inside(self.own_content, mention.start):
                    continue
                if lemma in entity["name"].casefold().replace("centre", "center").split():
                    return _Answer(entity["id"], None, "nominal", (mention.start, mention.stop))
                kind = "media" if entity["kind"] == "outlet" else entity.get("organization_kind")
                near = d.sentence_of[head] - d.sentence_of[mention.first] <= 8
                if by_kind is None and near and (kind in kinds or (kind is None and "company" in kinds)):
                    by_kind = mention
            if by_kind is not None:
                entity = d.entities[by_kind.entity]
                return _Answer(entity["id"], None, "nominal", (by_kind.start, by_kind.stop))
        known = (
            self._known_local("collective", lemma, head) if determiner in _DEFINITE and not modified else None
        )
        return known or self._group(head, tokens)

    def _person(self, head: int, tokens: list[int], determiner: str | None) -> _Answer:
        """ "the economist", "the CEO of Halden", "the 52-year-old": somebody named earlier, or nobody named."""
        d = self.d
        lemma = d.lemmas[head].lower()
        organization = self._organization_of(head)
        if organization is not None:
            for affiliation in self.affiliations:
                fits = (
                    affiliation["organization_id"] == organization
                    or affiliation["part_of_id"] == organization
                )
                if fits and lemma in _words(affiliation["role_text"]) and not affiliation["former"]:
                    start, stop = affiliation["person"]
                    return _Answer(affiliation["person_id"], None, "nominal", (start, stop))
            return self._unnamed(head, tokens)
        if determiner not in _DEFINITE:
            return self._unnamed(head, tokens)
        known = self._known_local("unnamed-person", lemma, head)
        holders = self._role_holders()
        earlier = [(place, person) for person, place in holders.get(lemma, ()) if place < head]
        if earlier:
            nearest, person = max(earlier)
            others = {p for _, p in earlier if p != person}
            last = max(
                (s.token for s in self.spoke if s.entity == person and s.token < head), default=nearest
            )
            rival = max(
                ((s.token, s.entity) for s in self.spoke if s.entity in others and s.token < head),
                default=None,
            )
            antecedent = self._last_mention(person, head)
            if rival is not None and rival[0] > last:
                return _Answer(rival[1], person, "nominal", self._last_mention(rival[1], head))
            if any(d.sentence_of[p] == d.sentence_of[nearest] for p, other in earlier if other != person):
                return _Answer(None, person, "nominal", antecedent)
            return _Answer(person, None, "nominal", antecedent)
        if known is not None:
            return known
        if lemma in self.nouns.epithets or (d.lower[head] == "old" and head > 1 and d.lower[head - 2] in ("year", "-")):
            return self._epithet(head, self.nouns.genders.get(lemma))
        return self._unnamed(head, tokens)

    def _epithet(self, head: int, gender: str | None) -> _Answer:
        """ "the billionaire": the only person of the last sentences; of two, the one who spoke, as a guess."""
        d = self.d
        own = d.sentence_of[head]
        near: dict[str, Mention] = {}
        for sentence in range(max(0, own - 3), own + 1):
            if sentence != own and self._heading_between(sentence, own):
                continue
            for mention in self.mentions_in.get(sentence, ()):
                entity = d.entities[mention.entity]
                if mention.first < head and entity["kind"] == "person":
                    if gender is None or self.genders.get(entity["id"], gender) == gender:
                        near[self._resolve_alias(entity["id"])] = mention
        if len(near) == 1:
            ((person, mention),) = near.items()
            return _Answer(person, None, "nominal", (mention.start, mention.stop))
        for spoke in reversed(self.spoke):
            if spoke.entity in near:
                mention = near[spoke.entity]
                return _Answer(None, spoke.entity, "nominal", (mention.start, mention.stop))
        return _Answer(None, None, "nominal", None)

    def _former_latter(self, head: int, *, latter: bool) -> _Answer:
        d = self.d
        own = d.sentence_of[head]
        for sentence in (own, own - 1):
            pair: list[Mention] = []
            for mention in self.mentions_in.get(sentence, ()):
                if mention.first < head and d.kind(mention) in NAMED_KINDS:
                    if all(mention.entity != other.entity for other in pair):
                        pair.append(mention)
            if len(pair) == 2:
                mention = pair[1] if latter else pair[0]
                return _Answer(
                    d.entities[mention.entity]["id"], None, "nominal", (mention.start, mention.stop)
                )
        return _Answer(None, None, "nominal", None)

    def _organization_of(self, head: int) -> str | None:
        """The organisation that a role word hangs on: "the CEO of Halden", "Halden's CEO", "the Halden CEO"."""
        d = self.d
        for child in d.children.get(head, ()):
            mention = d.mention_at.get(child)
            if child < head and mention is not None and d.kind(mention) in NAMED_KINDS:
                return str(d.entities[mention.entity]["id"])
            if child > head and d.lower[child] in ("of", "for", "at", "from", "with"):
                for grandchild in d.children.get(child, ()):
                    mention = d.mention_at.get(grandchild)
                    if mention is not None:
                        return str(d.entities[mention.entity]["id"])
        return None

    def _role_holders(self) -> dict[str, list[tuple[str, int]]]:
        """Role words -> (person, place in the text), from affiliations, titles and appositions."""
        if self.roles is None:
            d = self.d
            self.roles = {}
            for affiliation in self.affiliations:
                place = d.token_at(affiliation["person"][0])
                for word in _words(affiliation["role_text"]):
                    self.roles.setdefault(word, []).append((affiliation["person_id"], place))
            for mention in d.mentions:
                if d.kind(mention) != "person":
                    continue
                person = self._resolve_alias(d.entities[mention.entity]["id"])
                before = mention.first - 1
                while before >= 0 and mention.first - before < 6 and d.tags[before][:2] in ("NN", "JJ"):
                    word = self.nouns.titles.get(d.lower[before], d.lemmas[before].lower())
                    self.roles.setdefault(word, []).append((person, mention.first))
                    before -= 1
                for child in d.children.get(d.root(mention.first, mention.end), ()):
                    if d.deps[child] == "appos" and d.tags[child] == "NN":
                        self.roles.setdefault(d.lemmas[child].lower(), []).append((person, mention.first))
        return self.roles

    # -- groups and the unnamed ------------------------------------------------------------------------

    def _group(self, head: int, tokens: list[int]) -> _Answer:
        lemma = self.d.lemmas[head].lower()
        if self._determiner(head) in ("the", "these", "those") and not self._complemented(head):
            known = self._known_local("collective", lemma, head)
            if known is not None:
                return known
        return self._local("collective", head, tokens, self._determiner(head))

    def _unnamed(self, head: int, tokens: list[int]) -> _Answer:
        return self._local("unnamed-person", head, tokens, self._determiner(head))

    def _complemented(self, head: int) -> bool:
        return any(
            self.d.deps[child] in ("prep", "compound", "amod", "relcl")
            for child in self.d.children.get(head, ())
        )

    def _known_local(self, kind: str, lemma: str, head: int) -> _Answer | None:
        for spoke in reversed(self.spoke):
            if spoke.kind == kind and spoke.noun.lower() == lemma and spoke.token < head:
                return _Answer(spoke.entity, None, "nominal", self._last_mention(spoke.entity, head))
        return None

    def _local(self, kind: str, head: int, tokens: list[int], determiner: str | None) -> _Answer:
        """An entity of this article only, under the words of its phrase."""
        d = self.d
        first = head
        inside = set(tokens)
        while first - 1 in inside and head - first < 8 and self._hangs_on(first - 1, head):
            first -= 1
        end = head + 1
        while end in inside and end - first < _LONGEST_PHRASE and self._continues(end, head):
            end += 1
        while end - 1 > head and (d.tags[end - 1] in ("IN", "DT", "CC", "TO") or d.deps[end - 1] == "punct"):
            end -= 1
        start, stop = d.starts[first], d.ends[end - 1]
        named = (
            first + 1 if d.lower[first] in ("the", "a", "an", "these", "those") and first < head else first
        )
        name = d.phrase(named, end)
        if (
            d.tags[named] not in ("NNP", "NNPS", "PRP")
            and named not in d.mention_at
            and not _is_adjective_of_place(name)
        ):
            name = name[0].lower() + name[1:]
        prefix = {"collective": "collective", "unnamed-person": "unnamed", "document": "document"}[kind]
        identity = f"{prefix}:{_slug(name)}"
        if identity not in self.by_id:
            self._add({"id": identity, "kind": kind, "name": name, "mentions": []} | _UNKNOWN)
        self._add_mention(identity, start, stop)
        return _Answer(identity, None, "nominal" if determiner == "the" else "full-name", (start, stop))

    def _hangs_on(self, token: int, head: int) -> bool:
        d = self.d
        if d.deps[token] == "punct" and d.lower[token] in {",", ";", ":", "“", '"', "("}:
            return False
        for _ in range(6):
            if d.heads[token] == head:
                return d.deps[token] not in ("cc", "prep", "mark", "preconj")
            if d.heads[token] == token:
                return False
            token = d.heads[token]
        return False

    def _continues(self, token: int, head: int) -> bool:
        """Whether a word after the head still belongs to the group's name: "scholars from two countries"."""
        d = self.d
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

    def _unknown_name(self, head: int, tokens: list[int]) -> _Answer:
        """A capitalised source that no entity covers: a known person's surname, or a new person's full name."""
        d = self.d
        holders = sorted(set(self.forms.get(d.lower[head], ())))
        if len(holders) == 1:
            return _Answer(holders[0], None, "surname", self._last_mention(holders[0], head))
        for entity in d.entities:
            if entity["kind"] in NAMED_KINDS and d.lower[head] in entity["name"].casefold().split():
                return _Answer(None, entity["id"], None, self._last_mention(entity["id"], head))
        first = head
        while first - 1 in tokens and d.tags[first - 1] == "NNP" and d.heads[first - 1] == head:
            first -= 1
        if head - first in (1, 2):
            name = d.phrase(first, head + 1)
            identity = f"person:{_slug(name)}"
            if identity not in self.by_id:
                self._add({"id": identity, "kind": "person", "name": name, "mentions": []} | _UNKNOWN)
            self._add_mention(identity, d.starts[first], d.ends[head])
            return _Answer(identity, None, "full-name", (d.starts[first], d.ends[head]))
        return _OPEN

    # -- small questions -------------------------------------------------------------------------------

    def _add(self, entity: dict[str, Any]) -> None:
        self.d.entities.append(entity)
        self.by_id[entity["id"]] = entity

    def _add_mention(self, identity: str, start: int, stop: int) -> None:
        mentions = self.by_id[identity]["mentions"]
        if [start, stop] not in mentions:
            mentions.append([start, stop])
            mentions.sort()

    def _last_mention(self, identity: str, token: int) -> tuple[int, int] | None:
        limit = self.d.starts[token]
        places = [(start, stop) for start, stop in self.by_id[identity]["mentions"] if start < limit]
        longest = max((stop - start for start, stop in places), default=0)
        return max((place for place in places if place[1] - place[0] == longest), default=None)

    def _resolve_alias(self, identity: str) -> str:
        """A one-word person entity is the one person of the article whose name it ends or begins."""
        entity = self.by_id[identity]
        words = entity["name"].casefold().split()
        if entity["kind"] == "person" and len(words) == 1:
            holders = set(self.forms.get(words[0], ()))
            if len(holders) == 1:
                return holders.pop()
        return identity

    def _note_gender(self, identity: str, gender: str | None) -> None:
        if gender:
            plain = gender.casefold()[:1]
            self.genders.setdefault(identity, {"m": _MALE, "f": _FEMALE}.get(plain, gender))

    def _title_gender(self, mention: Mention) -> str | None:
        for token in (mention.first - 1, mention.first):
            gender = _TITLE_GENDERS.get(self.d.lower[token]) if token >= 0 else None
            if gender is not None:
                return gender
        return None

    def _heading_between(self, sentence: int, later: int) -> bool:
        d = self.d
        one, other = d.unit_of[d.sentences[sentence][0]], d.unit_of[d.sentences[later][0]]
        return (
            any(d.units[unit]["kind"] in ("heading", "title") for unit in range(one, other + 1))
            if one != other
            else False
        )

    @staticmethod
    def _inside(spans: Sequence[Sequence[int]], offset: int) -> bool:
        return any(start <= offset < end for start, end in spans)


_UNKNOWN: dict[str, Any] = {"organization_kind": None, "gender": None}
_WORD = re.compile(r"[^\W_]+")


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return (
        "-".join(_WORD.findall(plain.replace("'", "")))
        or "-".join(_WORD.findall(name.casefold()))
        or "unknown"
    )


def _words(text: str | None) -> list[str]:
    """The words of a role, the parts of "co-founder" too."""
    return sorted(
        {word for part in (text or "").casefold().split() for word in (part.strip(",.;"), *part.split("-"))}
    )


def _is_adjective_of_place(name: str) -> bool:
    first = name.split()[0]
    return first[:1].isupper() and first.casefold().endswith(
        ("ese", "ish", "ian", "ean", "can", "nch", "man", "aeli", "iqi")
    )


class Speakers:
    """Turns `doc._.attributions` into `doc._.statements`, each with its speaker where one can be settled."""

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.statements`; groups and unnamed people are added to `doc._.entities`."""
        attributions: list[dict[str, Any]] = (
            doc._.attributions if Doc.has_extension("attributions") and doc._.attributions else []
        )
        doc._.statements = statements(doc, attributions) if attributions else []
        return doc


def statements(doc: Doc, attributions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attributions with their speakers, in the given order; joint speakers get a statement each."""
    affiliations: list[dict[str, Any]] = (
        doc._.affiliations if Doc.has_extension("affiliations") and doc._.affiliations else []
    )
    resolver = _Resolver(read_discourse(doc), affiliations)
    resolver.quoted = [span for a in attributions if a["quote_type"] == "direct" for span in a["content"]]
    answers: dict[int, list[_Answer]] = {}
    for number in sorted(range(len(attributions)), key=lambda n: (_place(attributions[n]), n)):
        attribution = attributions[number]
        answers[number] = resolver.answers(attribution["source"], attribution["content"])
    roles: dict[str, list[int]] = {}
    for index, affiliation in enumerate(affiliations):
        roles.setdefault(affiliation["person_id"], []).append(index)
    found: list[dict[str, Any]] = []
    for number, attribution in enumerate(attributions):
        relay = attribution.get("relayed_by")
        relayed_by = answers[relay][0].speaker if relay is not None and relay != number else None
        for answer in answers[number]:
            held = roles.get(answer.speaker or "", [])
            current = [index for index in held if not affiliations[index]["former"]]
            statement = {key: value for key, value in attribution.items() if key != "relayed_by"}
            statement |= {
                "speaker_id": answer.speaker,
                "possible_speaker_id": answer.possible,
                "coreference": answer.coreference,
                "antecedent": list(answer.antecedent) if answer.antecedent is not None else None,
                "capacity": current or held,
                "relayed_by_id": relayed_by,
            }
            found.append(statement)
    return found


def _place(attribution: dict[str, Any]) -> int:
    """Where a source stands; without one, its cue."""
    spans = attribution["source"] or attribution["cue"] or attribution["content"]
    return int(spans[0][0])


@Language.factory("sayso_speakers", assigns=["doc._.statements"])
def make_speakers(nlp: Language, name: str) -> Speakers:
    """Make the component; see docs/explanation/architecture.md for what it writes."""
    for extension in ("statements", "attributions", "affiliations", "entities", "units"):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=None)
    return Speakers()
