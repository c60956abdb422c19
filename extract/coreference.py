"""Which entity a word stands for: surnames, pronouns, and nouns such as "the institute" or "the economist".

The rules follow the order in which English news writing sets its people up: named in full first, then by
surname, pronoun or role. A pronoun takes the nearest sentence that has somebody who fits, and in it the one
who spoke, else the subject (centering; Grosz, Joshi and Weinstein 1995). Two who fit equally leave it open.
"""

from bisect import bisect_right
from collections.abc import Sequence

from sayso.extract.answers import OPEN, THING, WRITER, Answer
from sayso.extract.cast import PLACE_ADJECTIVES, Cast, role_words
from sayso.extract.discourse import NAMED_KINDS, Discourse, Mention
from sayso.extract.issuers import counted, issuer, organization_of
from sayso.extract.names import word_set
from sayso.extract.namesakes import bearer_of_surname, other_bearer
from sayso.extract.replies import Reply, reply_before
from sayso.extract.turns import read_turns
from sayso.graph.names import slug

__all__ = ["Coreference"]


_GENDERS = {"he": "male", "him": "male", "his": "male", "she": "female", "her": "female"}
_WRITER = frozenset({"i", "we", "us", "me", "you", "our", "my"})
_INDEFINITE = frozenset({"a", "an", "one", "another", "some", "any", "either"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "its", "their", "his", "her"})
_NOT_ANYBODY = word_set(
    "nobody none nothing anyone anybody everyone everybody all both each neither either there this that "
    "these those what everything no which"
)
_AMOUNTS = frozenset(
    {"number", "range", "handful", "majority", "dozen", "host", "series", "couple", "lot", "group"}
)
_SOMEBODY = frozenset({"someone", "somebody", "one"})
_SOME = frozenset({"some", "many", "others", "most", "several", "few", "more", "people"})
_ABSTRACT_ENDINGS = tuple(sorted(word_set("tion sion ment ness ity ance ence ism ing ure ship logy")))
_HUMAN_ENDINGS = ("man", "woman", "person", "ist", "ian", "eer", "ologist", "er", "or", "year-old", "old")
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_ORGANIZATIONS = NAMED_KINDS - {"person"}
_OBJECTS = frozenset({"product", "other"})
_PEOPLE = frozenset({"person", "unnamed-person"})
_STANDING = word_set("candidate nominee contender hopeful incumbent challenger")
# What the one who speaks is called for a change; not posts whose holder is rather somebody new.
_RENAMING = _STANDING | word_set(
    "senator governor congressman congresswoman lawmaker mayor lawyer businessman businesswoman democrat "
    "republican veteran politician professor scholar economist physicist engineer native"
)
_REACH = 6  # sentences that a pronoun looks back over
_FAR = 400  # tokens that anything looks back over
_TOLD_OF = 2.0  # more is the salience of who is the subject of a clause


class Coreference:
    """Answers for one document; what it settles goes into the cast."""

    def __init__(self, discourse: Discourse, cast: Cast, quotations: Sequence[tuple[int, int]]) -> None:
        self.d = discourse
        self.cast = cast
        self.nouns = cast.nouns
        self._quotations = quotations
        self._own: Sequence[Sequence[int]] = ()
        self._turns = read_turns(discourse, cast)

    def answer(self, head: int, tokens: Sequence[int], content: Sequence[Sequence[int]] = ()) -> Answer:
        """Whom the head of a source stands for; nobody named within the `content` is meant by a pronoun."""
        self._own = content
        d = self.d
        word, tag = d.lower[head], d.tags[head]
        mention = d.mention_at.get(head)
        if mention is not None and (d.kind(mention) not in _OBJECTS or tag in ("NNP", "NNPS")):
            if d.kind(mention) == "other" and tag == "NNPS" and self._determiner(head) is not None:
                return self._group(head, tokens)  # "the two Clarkes"
            return self._named(mention)
        if word in _WRITER:
            return OPEN if self._quoted(d.starts[head]) else self._writer(head)
        if tag in ("WP", "WDT"):
            clause = d.heads[head]
            noun = d.heads[clause]
            if d.deps[clause] == "relcl" and noun < head:
                return self.answer(noun, range(max(0, noun - 8), head), content)
            return OPEN
        if word in _GENDERS:
            return self._he_or_she(head, _GENDERS[word])
        if word in ("it", "its"):
            return self._it(head)
        if word in ("they", "them", "their"):
            return self._they(head)
        for child in d.children.get(head, ()):
            renamed = d.mention_at.get(child) if d.deps[child] == "appos" and child > head else None
            if renamed is not None and d.kind(renamed) in NAMED_KINDS and tag != "NNS":
                return self._named(renamed)
        return self._noun(head, tokens)

    # -- names -----------------------------------------------------------------------------------------

    def _named(self, mention: Mention) -> Answer:
        d = self.d
        entity = d.entities[mention.entity]
        kind, identity, place = entity["kind"], entity["id"], (mention.start, mention.stop)
        if kind == "place":
            return self._government(mention)
        if kind not in NAMED_KINDS:
            return (
                THING
                if kind == "product"
                else OPEN
                if kind == "other"
                else Answer(identity, None, "nominal", place)
            )
        if kind != "person":
            return Answer(identity, None, "full-name", place)
        words = [word for word in d.lower[mention.first : mention.end] if word not in ("'s", "’s", "'", "’")]
        if len(words) > 1 and d.lower[mention.first] not in self.nouns.titles:
            return Answer(identity, other_bearer(entity, mention), "full-name", place)
        return bearer_of_surname(d, self.cast, mention, words[-1] if words else "")

    def _government(self, mention: Mention) -> Answer:
        """A country or capital that speaks is its government: an organisation under the place's name."""
        name = self.d.entities[mention.entity]["name"]
        identity = f"org:{slug(name)}"
        place = mention.start, mention.stop
        self.cast.add("organization", identity, name, place, organization_kind="government or party")
        return Answer(identity, None, "full-name", place)

    # -- pronouns --------------------------------------------------------------------------------------

    def _writer(self, token: int) -> Answer:
        """Who "I" is outside of quotation marks: whose turn it is in a transcript, else the writer."""
        turn = self._turns.get(self.d.unit_of[token])
        if turn is None:
            return WRITER
        if self.d.lower[token] == "you" or turn.speaker is None:
            return Answer(None, turn.possible, "pronoun", None) if turn.possible else OPEN
        antecedent = self.cast.last_named(turn.speaker, token) or self.cast.first_named(turn.speaker)
        return Answer(turn.speaker, None, "pronoun", antecedent)

    def _he_or_she(self, token: int, gender: str) -> Answer:
        cast = self.cast
        reply = reply_before(self.d, token)
        if reply is not None and reply.who is not None and not self._other_named(reply, token):
            who = self._named(reply.who).speaker
            if who is not None and cast.may_be(who, gender):
                cast.note_gender(who, gender)
                return Answer(who, None, "pronoun", (reply.who.start, reply.who.stop))
        for sentence in self._sentences_back(token, _REACH):
            scores = self._candidates(token, sentence, _PEOPLE)
            fitting: dict[str, float] = {}
            for identity, score in scores.items():
                person = cast.person_of(identity)
                if cast.may_be(person, gender) and score > -1.0:
                    fitting[person] = max(score, fitting.get(person, -1.0))
            if not fitting:
                continue
            best, *rivals = sorted(fitting, key=lambda identity: (-fitting[identity], identity))
            antecedent = cast.last_named(best, token)
            lead = fitting[best] - fitting[rivals[0]] if rivals else 9.0
            if rivals and self._several_between(sentence, token):
                return Answer(None, best, "pronoun", antecedent)
            if lead >= 1.0:
                cast.note_gender(best, gender)
                if not rivals and self._alone(best, token):
                    cast.by_id[best]["gender"] = cast.by_id[best].get("gender") or gender
                return Answer(best, None, "pronoun", antecedent)
            if lead >= 0.4:
                return Answer(best, rivals[0], "pronoun", antecedent)
            return Answer(None, best, "pronoun", antecedent)
        return Answer(None, None, "pronoun", None)

    def _other_named(self, reply: Reply, token: int) -> bool:
        """Whether somebody else is told of, as a subject, between the colon of a reply and the token."""
        d, who = self.d, reply.who
        return who is not None and any(
            mention.start >= reply.end
            and mention.entity != who.entity
            and d.kind(mention) == "person"
            and d.salience(mention) > _TOLD_OF
            for mention in reversed(
                d.mentions[: bisect_right(d.mentions, token, key=lambda mention: mention.first)][-_FAR:]
            )
        )

    def _several_between(self, sentence: int, token: int) -> bool:
        """Whether a "they" stands between a sentence and the token: it takes up all who are named there."""
        first, last = self.d.sentences[sentence][1], self.d.sentences[self.d.sentence_of[token]][0]
        return any(self.d.lower[at] in ("they", "both") for at in range(max(first, last - _FAR), last))

    def _alone(self, person: str, token: int) -> bool:
        """Whether nobody else is named in the sentences that a pronoun looks back over."""
        d, cast = self.d, self.cast
        return all(
            d.kind(mention) != "person" or cast.person_of(d.entities[mention.entity]["id"]) == person
            for sentence in self._sentences_back(token, _REACH)
            for mention in cast.named_in(sentence)
        )

    def _it(self, token: int) -> Answer:
        for sentence in self._sentences_back(token, 3):
            scores = self._candidates(token, sentence, _ORGANIZATIONS | {"document"})
            order = sorted(scores, key=lambda identity: (-scores[identity], identity))
            if order and scores[order[0]] >= 2.0:
                antecedent = self.cast.last_named(order[0], token)
                if len(order) > 1 and scores[order[0]] - scores[order[1]] < 0.4:
                    return Answer(None, order[0], "pronoun", antecedent)
                return Answer(order[0], None, "pronoun", antecedent)
        return Answer(None, None, "pronoun", None)

    def _they(self, token: int) -> Answer:
        """The last group or organisation that spoke near by, else a plural subject of the sentence before."""
        d, cast = self.d, self.cast
        own = d.sentence_of[token]
        for spoke in reversed(cast.spoke[-3:]):
            distance = own - d.sentence_of[spoke.token]
            if distance > 2 or self._heading_between(d.sentence_of[spoke.token], own):
                break
            antecedent = cast.last_named(spoke.entity, token)
            if spoke.kind == "collective":
                return Answer(spoke.entity, None, "pronoun", antecedent)
            if spoke.kind in _ORGANIZATIONS or spoke.kind == "unnamed-person":
                sure = distance <= 1
                return Answer(
                    spoke.entity if sure else None, None if sure else spoke.entity, "pronoun", antecedent
                )
        if own > 0 and not self._heading_between(own - 1, own):
            first, end = d.sentences[own - 1]
            for subject in range(max(first, end - _FAR), end):
                root = d.heads[subject]
                if (
                    d.tags[subject] == "NNS"
                    and d.deps[subject] in _SUBJECTS
                    and d.heads[root] == root
                    and subject not in d.mention_at
                    and d.lemmas[subject] not in self.nouns.things
                ):
                    return self._local("collective", subject, range(first, end), "pronoun")
        return Answer(None, None, "pronoun", None)

    def _sentences_back(self, token: int, reach: int) -> list[int]:
        """The token's sentence and those before it, nearest first, down to a heading."""
        own = self.d.sentence_of[token]
        found = [own]
        for sentence in range(own - 1, max(-1, own - reach), -1):
            if self._heading_between(sentence, own):
                break
            found.append(sentence)
        return found

    def _candidates(self, token: int, sentence: int, kinds: frozenset[str]) -> dict[str, float]:
        """Who is named or spoke in a sentence before the token, and how much they stand out."""
        d = self.d
        scores: dict[str, float] = {}
        for mention in self.cast.named_in(sentence):
            entity = d.entities[mention.entity]
            if mention.first >= token or entity["kind"] not in kinds or self._in_own_content(mention.start):
                continue
            score = self.d.salience(mention) - (2.0 if self._quoted(mention.start) else 0.0)
            scores[entity["id"]] = max(score, scores.get(entity["id"], -9.0))
        for spoke in reversed(self.cast.spoke[-_FAR // 10 :]):
            if d.sentence_of[spoke.token] < sentence:
                break
            if d.sentence_of[spoke.token] == sentence and spoke.token < token and spoke.kind in kinds:
                scores[spoke.entity] = max(4.0 + spoke.token * 1e-6, scores.get(spoke.entity, 0.0))
        return scores

    # -- nouns -----------------------------------------------------------------------------------------

    def _noun(self, head: int, tokens: Sequence[int]) -> Answer:
        d, nouns = self.d, self.nouns
        word, lemma, tag = d.lower[head], d.lemmas[head].lower(), d.tags[head]
        determiner = self._determiner(head)
        if word in _NOT_ANYBODY or determiner == "no":
            return OPEN
        if word in ("former", "latter"):
            return self._former_or_latter(head, latter=word == "latter")
        if word in _SOMEBODY:
            return self._local("unnamed-person", head, tokens)
        if word in _SOME:
            return self._local("collective", head, tokens)
        if lemma in nouns.documents:
            return self._document(head, tokens, determiner)
        if lemma in nouns.things or self._abstract(lemma):
            return THING
        if lemma in _AMOUNTS and tag == "NN":
            people = counted(d, head)
            if people is not None:
                return self._local("collective", people, tokens)
        if tag == "NNP" and determiner is None:
            return self._unknown_name(head, tokens)
        if lemma in nouns.organizations and tag not in ("NNS", "NNPS"):
            return self._organization(head, tokens, determiner)
        if tag in ("NNS", "NNPS") or lemma in nouns.collectives:
            return self._group(head, tokens)
        if not self._human(lemma):
            return THING
        if determiner in _INDEFINITE:
            return self._local("unnamed-person", head, tokens)
        return self._person(head, tokens, determiner)

    def _abstract(self, lemma: str) -> bool:
        """Whether a noun names a deed or a quality rather than somebody, by its ending."""
        known = lemma in self.nouns.organizations or lemma in self.nouns.collectives
        return not known and lemma.endswith(_ABSTRACT_ENDINGS)

    def _human(self, lemma: str) -> bool:
        """Whether a singular noun names somebody: a role, a person, or one with an agent's ending."""
        nouns = self.nouns
        known = lemma in nouns.people or lemma in nouns.epithets or lemma in nouns.genders
        return known or lemma.endswith(_HUMAN_ENDINGS)

    def _determiner(self, head: int) -> str | None:
        for child in self.d.children.get(head, ()):
            if child < head and self.d.deps[child] in ("det", "poss", "nummod", "predet"):
                return self.d.lower[child]
        return None

    def _local(self, kind: str, head: int, tokens: Sequence[int], how: str = "full-name") -> Answer:
        identity, place = self.cast.add_local(kind, head, tokens)
        return Answer(identity, None, how, place)

    def _again(self, kind: str, head: int) -> Answer | None:
        """The group or unnamed person that spoke before under the same noun."""
        identity = self.cast.spoke_last(kind, self.d.lemmas[head].lower())
        if identity is None:
            return None
        return Answer(identity, None, "nominal", self.cast.last_named(identity, head))

    def _group(self, head: int, tokens: Sequence[int]) -> Answer:
        d = self.d
        bare = all(d.deps[c] not in ("prep", "compound", "amod", "relcl") for c in d.children.get(head, ()))
        if bare and self._determiner(head) in ("the", "these", "those"):
            known = self._again("collective", head)
            if known is not None:
                return known
        return self._local("collective", head, tokens)

    def _document(self, head: int, tokens: Sequence[int], determiner: str | None) -> Answer:
        d = self.d
        behind = issuer(d, self.nouns, head)
        if behind is not None:
            return self._named(behind)
        for child in d.children.get(head, ()):
            if child < head and d.deps[child] == "poss":
                if d.lower[child] in ("his", "her"):
                    return self._he_or_she(child, _GENDERS[d.lower[child]])
                if d.lower[child] == "its":
                    return self._it(child)
                if d.lower[child] in ("my", "our"):
                    return OPEN
        if determiner in _DEFINITE:
            back = d.sentences[max(0, d.sentence_of[head] - 8)][0]
            for earlier in range(head - 1, max(back, head - _FAR) - 1, -1):
                if d.lemmas[earlier] == d.lemmas[head] and earlier not in d.mention_at:
                    behind = issuer(d, self.nouns, earlier)
                    if behind is not None:
                        named = self._named(behind)
                        return Answer(named.speaker, named.possible, "nominal", (behind.start, behind.stop))
        return self._local("document", head, tokens)

    def _organization(self, head: int, tokens: Sequence[int], determiner: str | None) -> Answer:
        """ "The institute": the last organisation with that word in its name, else of that kind."""
        d = self.d
        lemma = d.lemmas[head].lower()
        modified = any(
            child < head and d.deps[child] in ("compound", "poss", "nmod") and d.lower[child] not in _DEFINITE
            for child in d.children.get(head, ())
        )
        if determiner not in _DEFINITE or modified:
            return self._local("collective", head, tokens)
        kinds = self.nouns.organizations[lemma]
        by_kind: Mention | None = None
        passing: Mention | None = None
        place = bisect_right(d.mentions, head, key=lambda mention: mention.first)
        for mention in reversed(d.mentions[max(0, place - _FAR) : place]):
            entity = d.entities[mention.entity]
            if entity["kind"] not in _ORGANIZATIONS or self._in_own_content(mention.start):
                continue
            if lemma in entity["name"].casefold().replace("centre", "center").split():
                if d.unit_of[mention.first] == d.unit_of[head] or d.salience(mention) > _TOLD_OF:
                    other = d.entities[passing.entity]["id"] if passing else None
                    second = other if other != entity["id"] else None
                    return Answer(entity["id"], second, "nominal", (mention.start, mention.stop))
                passing = passing or mention  # "an economist at Calder Bank", a paragraph or more ago
            kind = "media" if entity["kind"] == "outlet" else entity.get("organization_kind")
            near = d.sentence_of[head] - d.sentence_of[mention.first] <= 8
            if by_kind is None and near and kind in kinds:
                by_kind = mention
        if passing and by_kind and by_kind.first > passing.first and d.salience(by_kind) > _TOLD_OF:
            second = d.entities[passing.entity]["id"]
            first = d.entities[by_kind.entity]["id"]
            return Answer(
                first, second if second != first else None, "nominal", (by_kind.start, by_kind.stop)
            )
        passing = passing or by_kind
        if passing is not None:
            return Answer(d.entities[passing.entity]["id"], None, "nominal", (passing.start, passing.stop))
        return self._again("collective", head) or self._local("collective", head, tokens)

    def _person(self, head: int, tokens: Sequence[int], determiner: str | None) -> Answer:
        """ "The economist", "the CEO of Halden": somebody named earlier, or nobody named."""
        d, cast = self.d, self.cast
        lemma = d.lemmas[head].lower()
        organization = organization_of(d, head)
        if organization is not None:
            for affiliation in cast.affiliations:
                if (
                    organization in (affiliation["organization_id"], affiliation["part_of_id"])
                    and lemma in role_words(affiliation["role_text"])
                    and not affiliation["former"]
                ):
                    start, stop = affiliation["person"]
                    return Answer(affiliation["person_id"], None, "nominal", (start, stop))
            return (
                self._renamed(head, lemma, determiner)
                or self._told_later(head, lemma, determiner)
                or self._local("unnamed-person", head, tokens)
            )
        if determiner not in _DEFINITE:
            return self._local("unnamed-person", head, tokens)
        earlier = self._best_described(head, cast.holders(lemma, head))
        if earlier:
            place, person = earlier[-1]
            antecedent = cast.last_named(person, head)
            nearer = self._speaking_here(head, lemma, place)
            if nearer is not None:
                return Answer(nearer, person, "nominal", cast.last_named(nearer, head))
            others = [(there, other) for there, other in earlier if other != person]
            if others and d.sentence_of[others[-1][0]] == d.sentence_of[place]:
                return Answer(None, person, "nominal", antecedent)
            return Answer(person, others[-1][1] if others else None, "nominal", antecedent)
        known = self._again("unnamed-person", head)
        if known is not None:
            return known
        aged = d.lower[head] == "old" and head > 1 and d.lower[head - 2] in ("year", "-")
        if lemma in self.nouns.epithets or aged or lemma.endswith("-year-old"):
            return self._epithet(head, self.nouns.genders.get(lemma), self._years(head) if aged else None)
        return self._renamed(head, lemma, determiner) or self._local("unnamed-person", head, tokens)

    def _years(self, head: int) -> int | None:
        """The age in "the 52-year-old", which may be one token or five."""
        for token in (head, head - 4):
            number = self.d.lower[token].partition("-")[0] if token >= 0 else ""
            if number.isascii() and number.isdigit() and len(number) < 4:
                return int(number)
        return None

    def _speaking_here(self, head: int, lemma: str, place: int) -> str | None:
        """Who has been speaking right before in the paragraph, where a role's holder is far away.

        "The professor" behind what Mei said is Mei, though it was Yun, two paragraphs ago, whom the article
        introduced as one: only for roles that news gives people for a change.
        """
        d, cast = self.d, self.cast
        if lemma not in _RENAMING or d.unit_of[place] == d.unit_of[head]:
            return None
        last = next((spoke for spoke in reversed(cast.spoke) if spoke.token < head), None)
        if last is None or last.kind != "person" or d.unit_of[last.token] != d.unit_of[head]:
            return None
        holder = {person for _, person in cast.holders(lemma, head)}
        unit = d.unit_of[head]
        for sentence in range(d.sentence_of[head], -1, -1):
            if d.unit_of[d.sentences[sentence][0]] != unit:
                break
            for mention in cast.named_in(sentence):
                if mention.first < head and cast.person_of(d.entities[mention.entity]["id"]) in holder:
                    return None
        if d.sentence_of[head] - d.sentence_of[last.token] > 1 or last.entity in holder:
            return None
        return last.entity if cast.may_be(last.entity, self.nouns.genders.get(lemma)) else None

    def _told_later(self, head: int, lemma: str, determiner: str | None) -> Answer | None:
        """Whom "the founder of Halden" means right behind a sentence on somebody whose role is not told yet.

        News names a person and says in the next sentence who that is. Of whom a role is known already,
        it is but a second reading.
        """
        d, cast = self.d, self.cast
        if determiner != "the" or lemma not in self.nouns.people:
            return None
        own = d.sentence_of[head]
        if own == 0 or d.unit_of[d.sentences[own - 1][0]] != d.unit_of[head]:
            return None
        near = {
            cast.person_of(d.entities[mention.entity]["id"]): mention
            for mention in cast.named_in(own - 1)
            if d.kind(mention) == "person"
        }
        if len(near) != 1 or any(
            mention.first < head and d.kind(mention) == "person" for mention in cast.named_in(own)
        ):
            return None
        ((person, mention),) = near.items()
        if self.d.salience(mention) < 2.5 or not cast.may_be(person, self.nouns.genders.get(lemma)):
            return None
        if any(affiliation["person_id"] == person for affiliation in cast.affiliations):
            return None
        return Answer(person, None, "nominal", (mention.start, mention.stop))

    def _renamed(self, head: int, lemma: str, determiner: str | None) -> Answer | None:
        """Whom "the Vermont senator", "the Liberal nominee" mean: somebody known by another name.

        News calls the one who speaks so, by where somebody comes from or what for they run, and adds nothing
        behind the noun. It is the one person near by, else the only one who has been speaking of late.
        """
        d, cast = self.d, self.cast
        if determiner != "the" or lemma not in _RENAMING:
            return None
        named = lemma in _STANDING
        for child in d.children.get(head, ()):
            if child > head:
                if d.deps[child] in ("prep", "relcl", "acl", "appos"):
                    return None
            elif d.deps[child] in ("compound", "amod", "nmod"):
                mention = d.mention_at.get(child)
                if mention is not None and d.kind(mention) == "person":
                    return None
                named = named or d.tags[child] in ("NNP", "NNPS") or d.lower[child].endswith(PLACE_ADJECTIVES)
        if not named:
            return None
        gender = self.nouns.genders.get(lemma)
        alone = self._epithet(head, gender)
        if alone.speaker is not None:
            return alone
        reach = self._sentences_back(head, 5)[-1]
        speaking = {
            spoke.entity
            for spoke in cast.spoke[-4:]
            if spoke.kind == "person" and d.sentence_of[spoke.token] >= reach
        }
        person = next(iter(sorted(speaking)), None)
        if person is None or len(speaking) > 1 or not cast.may_be(person, gender):
            return None
        return Answer(person, None, "nominal", cast.last_named(person, head))

    def _best_described(self, head: int, holders: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Of those who hold a role the ones that the words before it fit best: "the Danish minister"."""
        d = self.d
        words = {
            d.lemmas[c].lower() for c in d.children.get(head, ()) if d.deps[c] in ("amod", "compound", "nmod")
        }
        fits: dict[str, int] = {}
        for word in sorted(words):
            for person in sorted({person for _, person in self.cast.holders(word, head)}):
                fits[person] = fits.get(person, 0) + 1
        best = max((fits.get(person, 0) for _, person in holders), default=0)
        return [(place, person) for place, person in holders if fits.get(person, 0) == best]

    def _epithet(self, head: int, gender: str | None, years: int | None = None) -> Answer:
        """ "The billionaire": the only person near by; of several, the last speaker as a guess.

        Somebody whose age the article tells is nobody of another age.
        """
        d, cast = self.d, self.cast
        if years is not None:
            aged = [e["id"] for e in d.entities if e["kind"] == "person" and e.get("age") == years]
            if len(aged) == 1:
                return Answer(aged[0], None, "nominal", cast.last_named(aged[0], head))
        near: dict[str, Mention] = {}
        for sentence in reversed(self._sentences_back(head, 4)):
            for mention in cast.named_in(sentence):
                person = cast.person_of(d.entities[mention.entity]["id"])
                if mention.first < head and d.kind(mention) == "person" and cast.may_be(person, gender):
                    near[person] = mention
        if years is not None:
            near = {person: mention for person, mention in near.items() if not cast.by_id[person].get("age")}
        if len(near) == 1:
            ((person, mention),) = near.items()
            if years is not None:
                cast.by_id[person]["age"] = years
            return Answer(person, None, "nominal", (mention.start, mention.stop))
        for spoke in reversed(cast.spoke[-10:]):
            if spoke.entity in near:
                mention = near[spoke.entity]
                return Answer(None, spoke.entity, "nominal", (mention.start, mention.stop))
        return Answer(None, None, "nominal", None)

    def _former_or_latter(self, head: int, *, latter: bool) -> Answer:
        d = self.d
        for sentence in self._sentences_back(head, 2):
            pair: dict[int, Mention] = {}
            for mention in self.cast.named_in(sentence):
                if mention.first < head and d.kind(mention) in NAMED_KINDS:
                    pair.setdefault(mention.entity, mention)
            if len(pair) == 2:
                mention = list(pair.values())[latter]
                return Answer(
                    d.entities[mention.entity]["id"], None, "nominal", (mention.start, mention.stop)
                )
        return Answer(None, None, "nominal", None)

    def _unknown_name(self, head: int, tokens: Sequence[int]) -> Answer:
        """A capitalised source that no entity covers: a known surname, or a new person's full name."""
        d, cast = self.d, self.cast
        bearers = cast.bearers(d.lower[head])
        if len(bearers) == 1:
            return Answer(bearers[0], None, "surname", cast.last_named(bearers[0], head))
        first = head
        while first - 1 in tokens and d.tags[first - 1] == "NNP" and d.heads[first - 1] == head:
            first -= 1
        if bearers or head - first not in (1, 2):
            return OPEN
        place = d.starts[first], d.ends[head]
        name = d.phrase(first, head + 1)
        identity = f"person:{slug(name)}"
        cast.add("person", identity, name, place)
        return Answer(identity, None, "full-name", place)

    # -- small questions -------------------------------------------------------------------------------

    def _heading_between(self, sentence: int, later: int) -> bool:
        d = self.d
        one, other = d.unit_of[d.sentences[sentence][0]], d.unit_of[d.sentences[later][0]]
        return one != other and any(
            d.units[unit]["kind"] in ("heading", "title") for unit in range(one, other + 1)
        )

    def _in_own_content(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self._own)

    def _quoted(self, offset: int) -> bool:
        place = bisect_right(self._quotations, (offset, len(self.d.text) + 1)) - 1
        return place >= 0 and offset < self._quotations[place][1]
