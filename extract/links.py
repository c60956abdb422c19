"""Which person belongs to which organisation, by learned weights: what the rules of affiliations leave out.

    Nina Weber is a fixture on the faculty of Northfield University.

No rule knows "is a fixture on the faculty of", but what stands between the two names, round them and on the
way from one to the other through the parse says more often than not that she belongs there. Every person
(named, or a pronoun) and every organisation of a sentence are a `Pair`; its `evidence` is a list of short
strings, each with a weight in `extract/data/link-weights.tsv`; their sum is the log odds that the two belong
together.
`docs/explanation/learned-links.md` tells how the weights were learned, and what they gain.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.attrs import DEP, ENT_TYPE, HEAD, LEMMA, POS  # type: ignore[import-not-found]  # a compiled module without stubs
from spacy.tokens import Doc

from sayso.extract.gazetteer import DATA, read_table
from sayso.extract.holders import antecedent
from sayso.extract.names import word_set
from sayso.extract.page import BODIES, Mention, Page, open_page
from sayso.extract.roles import Role, find_roles

Entry = dict[str, Any]

__all__ = ["HIGHEST", "RULE", "THRESHOLD", "LinkTables", "Pair", "linked", "load_link_weights", "pairs"]

RULE = "learned-link"
THRESHOLD = 0.6
"""The least chance at which an affiliation is given."""
HIGHEST = 0.75
"""The highest confidence. What the rules leave out is harder than it looks: of 45 such affiliations with a
chance of 0.8 and more, 34 were right."""

_FAR = 60  # words between the two: a sentence without an end must not cost the square of its length
_NEAREST = 8  # organisations on either side of a person
_LONGEST_LIST = 200  # characters between two persons of one list
_DEEPEST = 25  # steps through the parse
_LONGEST_PATH = 8

# What a pronoun may be, by person; "his" and "her" stand for themselves: their owner owns what follows.
_PRONOUNS = {
    "he": "he", "she": "he", "him": "he", "himself": "he", "herself": "he", "his": "his", "her": "his",
    "i": "i", "me": "i", "myself": "i", "my": "my", "who": "who", "we": "we", "our": "our", "they": "they",
    "their": "their",
}  # fmt: skip
_FEMALE, _MALE = frozenset(("she", "her", "herself")), frozenset(("he", "him", "his", "himself"))

# Words of one meaning share a weight beside their own.
_MEANINGS = {
    "found": "found co-found cofound establish start launch create form build begin open invent develop "
    "incorporate set",
    "work": "work serve employ act volunteer teach lecture practice practise research train coach conduct",
    "join": "join rejoin enter move come return enlist sign transfer",
    "lead": "lead head run chair direct manage oversee supervise own control operate command preside",
    "leave": "leave quit resign retire depart exit",
    "give": "appoint hire elect name promote recruit select choose make nominate assign invite",
    "be": "be become remain hold",
    "study": "study graduate receive earn attend complete obtain enroll pursue educate award degree bachelor "
    "master phd ph.d. ba bs mba diploma student education school",
    "play": "play debut score draft captain loan",
    "talk": "say tell speak write publish report interview announce accord win sue criticize meet",
    "career": "career tenure stint job post position spend year experience employment",
}
_MEANING = {word: meaning for meaning, words in _MEANINGS.items() for word in words.split()}

_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_MARKS = word_set('( ) ; : " and but who that which - —')
_ARTICLES = word_set('the a an " “ ``')
_CONTENT = word_set("VERB NOUN ADP ADV ADJ AUX PART PRON")
_REPEATED = word_set("conj compound appos")


@dataclass(frozen=True, slots=True)
class LinkTables:
    """The learned weights, and the tables that the evidence rests on."""

    weights: Mapping[str, float]
    roles: dict[str, str]
    demonyms: dict[str, str]

    def chance(self, evidence: Iterable[str]) -> float:
        """That a person and an organisation of which all this is true belong together."""
        score = sum(self.weights.get(name, 0.0) for name in evidence)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@dataclass(frozen=True, slots=True)
class Pair:
    """A person and an organisation of one sentence, in tokens [start, end), and what speaks for and against.

    `person` is None for a pronoun. `leaving` and `denied` say that the way between them leads over a word of
    leaving, or one that is denied.
    """

    start: int
    end: int
    person: Mention | None
    body: Mention
    evidence: tuple[str, ...]
    leaving: bool
    denied: bool


def load_link_weights(path: Path | None = None) -> dict[str, float]:
    """The weight of each piece of evidence."""
    return {row[0]: float(row[1]) for row in read_table(path or DATA / "link-weights.tsv")}


def linked(
    doc: Doc,
    entities: Sequence[Entry],
    found: Sequence[Entry],
    tables: LinkTables,
    threshold: float = THRESHOLD,
) -> list[Entry]:
    """The affiliations to add to those `found`, in text order: one for each person and organisation.

    None has a role; each has its chance, at most HIGHEST, as confidence. A mention of an organisation has
    one person, the likeliest, or several of one list. What is said of a pronoun that is not settled has no
    person id, as with the rules.
    """
    if not len(doc):
        return []
    page = open_page(doc, entities)
    taken = {
        (entry["person_id"] or tuple(entry["person"]), entry[place])
        for entry in found
        for place in ("organization_id", "part_of_id")
        if entry[place] is not None
    }
    # Where each mention of an organisation has somebody: it is not somebody else's, too, but in a list.
    holders: dict[tuple[int, ...], list[Sequence[int]]] = {}
    for entry in found:
        if entry["organization"] is not None:
            holders.setdefault(tuple(entry["organization"]), []).append(entry["person"])
    likely = [
        (-tables.chance(pair.evidence), number, pair)
        for number, pair in enumerate(pairs(page, tables.roles, tables.demonyms))
        if not pair.denied
    ]
    added: list[Entry] = []
    for score, _, pair in sorted(each for each in likely if -each[0] >= threshold):
        who = pair.person.entity if pair.person is not None else _meant(page, pair.start)
        span, place = page.span(pair.start, pair.end), page.span(pair.body.start, pair.body.end)
        body = pair.body.entity["id"]
        key, spelled = (who["id"] if who is not None else tuple(span), body), (tuple(span), body)
        others = holders.setdefault(tuple(place), [])
        if key in taken or spelled in taken or not all(_listed(page.text, span, other) for other in others):
            continue
        taken.add(key)
        others.append(span)
        added.append(_entry(page, pair, span, who, -score))
    return sorted(added, key=lambda entry: (entry["person"], entry["organization"]))


def _listed(text: str, one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two persons are one or stand in a list: nothing between them is written small but "and"."""
    (_, end), (begin, _) = sorted((tuple(one), tuple(other)))
    between = text[end:begin] if end < begin else ""
    return begin - end < _LONGEST_LIST and not any(
        word.islower() and word != "and" for word in between.replace(",", " ").split()
    )


def _entry(page: Page, pair: Pair, span: list[int], who: Entry | None, chance: float) -> Entry:
    return {
        "person": span,
        "person_id": who["id"] if who is not None else None,
        "organization": page.span(pair.body.start, pair.body.end),
        "organization_id": pair.body.entity["id"],
        "role": None,
        "role_text": None,
        "role_kind": None,
        "part_of_id": None,
        "former": pair.leaving,
        "tenure": None,
        "confidence": round(min(chance, HIGHEST), 3),
        "rule": RULE,
    }


def _meant(page: Page, at: int) -> Entry | None:
    """Whom a pronoun means: "who" the person it follows, "he" the only person named, as a subject, before it.

    Somebody of another gender is not meant, nor who is named only as an object or owner: "Lee's wife" and
    "a boss of Lee" are followed by pronouns for the wife and the boss.
    """
    word, token = page.lower[at], page.doc[at]
    if word == "who":
        clause = token.head
        person = (
            page.person(clause.head.i) if clause.dep_ == "relcl" else page.person(at - 2 if at > 1 else 0)
        )
        return person.entity if person is not None and person.start < at else None
    if word not in _MALE and word not in _FEMALE:
        return None
    who = antecedent(page, at)
    if who is None or who["gender"] == ("female" if word in _MALE else "male"):
        return None
    for before in range(at - 1, max(-1, at - _FAR), -1):
        person = page.person(before)
        if person is not None and person.entity is who:
            heads = [token for token in page.doc[person.start : person.end] if token.dep_ in _SUBJECTS]
            return who if heads else None
    return None


def pairs(page: Page, roles: dict[str, str], demonyms: dict[str, str]) -> Iterator[Pair]:
    """Each person and pronoun with the organisations round it in its sentence. Linear in the page."""
    sides: dict[int, tuple[list[tuple[int, int, Mention | None]], list[Mention]]] = {}
    seen = -1
    for at in sorted(page.mention):
        mention = page.mention[at]
        if mention.start <= seen:
            continue
        seen = mention.start
        persons, bodies = sides.setdefault(page.sentence[mention.start], ([], []))
        if mention.entity["kind"] == "person":
            persons.append((mention.start, mention.end, mention))
        elif mention.entity["kind"] in BODIES:
            bodies.append(mention)
    if not any(bodies for _, bodies in sides.values()):
        return
    for at, word in enumerate(page.lower):
        if word in _PRONOUNS and page.sentence[at] in sides and at not in page.mention:
            sides[page.sentence[at]][0].append((at, at + 1, None))
    tree: _Tree | None = None
    for number in sorted(sides):
        persons, bodies = sides[number]
        if not persons or not bodies:
            continue
        tree = tree or _read_tree(
            page, find_roles(page.words, page.lower, page.tags, set(page.mention), roles, demonyms)
        )
        persons.sort(key=lambda person: person[0])
        scene = _Scene(
            page,
            tree,
            bisect_left(page.sentence, number),
            bisect_left(page.sentence, number + 1),
            [person[0] for person in persons],
            [body.start for body in bodies],
        )
        for start, end, person in persons:
            here = bisect_left(scene.bodies, start)
            for body in bodies[max(0, here - _NEAREST) : here + _NEAREST]:
                if max(start - body.end, body.start - end) > _FAR or (body.start < end and start < body.end):
                    continue
                yield _pair(scene, start, end, person, body)


@dataclass(frozen=True, slots=True)
class _Tree:
    """The parse in plain lists, and the role that each token stands in."""

    heads: list[int]
    deps: list[str]
    lemmas: list[str]
    pos: list[str]
    labels: list[str]
    roles: dict[int, Role]
    modals: dict[int, str]
    denied: frozenset[int]

    def head(self, start: int, end: int) -> int:
        """The token on which a span hangs."""
        for at in range(start, end):
            if not start <= self.heads[at] < end or self.heads[at] == at:
                return at
        return end - 1

    def up(self, at: int, goal: Collection[int] = ()) -> list[int]:
        """The way from a token to the root, or to the first token of the goal."""
        way = [at]
        while way[-1] not in goal and self.heads[way[-1]] != way[-1] and len(way) < _DEEPEST:
            way.append(self.heads[way[-1]])
        return way


def _read_tree(page: Page, roles: Sequence[Role]) -> _Tree:
    rows = page.doc.to_array([HEAD, DEP, LEMMA, POS, ENT_TYPE]).astype("int64")
    strings = page.doc.vocab.strings
    names: dict[int, str] = {0: ""}

    def column(number: int) -> list[str]:
        ids = rows[:, number].tolist()
        for name in set(ids):
            if name not in names:
                names[name] = strings[name & 0xFFFFFFFFFFFFFFFF]
        return [names[name] for name in ids]

    heads = [at + step for at, step in enumerate(rows[:, 0].tolist())]
    deps = column(1)
    return _Tree(
        heads,
        deps,
        [lemma.lower() for lemma in column(2)],
        column(3),
        column(4),
        {at: role for role in roles for at in range(role.outer, role.end)},
        {heads[at]: page.lower[at] for at, tag in enumerate(page.tags) if tag == "MD"},
        frozenset(heads[at] for at, dep in enumerate(deps) if dep == "neg"),
    )


@dataclass(frozen=True, slots=True)
class _Scene:
    """A sentence [first, end) and where its persons, pronouns and organisations start, in order."""

    page: Page
    tree: _Tree
    first: int
    end: int
    persons: list[int]
    bodies: list[int]

    def word(self, at: int) -> str:
        """A word as evidence: names, roles and numbers are told by what they are."""
        if not self.first <= at < self.end:
            return "^"
        mention = self.page.mention.get(at)
        if mention is not None:
            return f"<{mention.entity['kind']}>"
        if at in self.tree.roles:
            return "<role>"
        word = self.page.lower[at]
        return "<name>" if self.page.tags[at] in ("NNP", "NNPS") else "#" if word.isdigit() else word


def _pair(scene: _Scene, start: int, end: int, person: Mention | None, body: Mention) -> Pair:
    """A person's span and an organisation with all that is true of them, each once."""
    order = "po" if start < body.start else "op"
    left, right = (end, body.start) if order == "po" else (body.end, start)
    path, leaving, denied = _path(scene, scene.tree.head(start, end), start, end, body)
    evidence = (
        "start",
        *_kinds(scene, order, right - left, start, end, person, body),
        *_between(scene, order, left, right),
        *_around(scene, order, start, end, body),
        *path,
    )
    return Pair(start, end, person, body, tuple(dict.fromkeys(evidence)), leaving, denied)


def _kinds(
    scene: _Scene, order: str, gap: int, start: int, end: int, person: Mention | None, body: Mention
) -> Iterator[str]:
    """What the two are and how far apart, and who else stands between them."""
    who = "name" if person is not None else _PRONOUNS[scene.page.lower[start]]
    kind = body.entity["organization_kind"] or body.entity["kind"]
    yield f"order:{order}:{who}"
    yield f"gap:{order}:{_size(gap)}"
    yield f"who:{who}"
    yield f"kind:{kind}"
    yield f"body-label:{scene.tree.labels[scene.tree.head(body.start, body.end)]}"
    yield f"body-words:{min(body.end - body.start, 4)}"
    yield f"who-label:{scene.tree.labels[start]}"
    if person is not None:
        yield f"who-words:{min(end - start, 3)}"
    low, high = min(start, body.start), max(start, body.start)
    bodies = bisect_left(scene.bodies, high) - bisect_right(scene.bodies, low)
    persons = bisect_left(scene.persons, high) - bisect_right(scene.persons, low)
    yield f"bodies-between:{order}:{min(bodies, 3)}"
    yield f"persons-between:{order}:{min(persons, 3)}"
    if _nearest(scene.bodies, start) == body.start:
        yield "nearest-body"
    if _nearest(scene.persons, body.start) == start:
        yield "nearest-person"


def _nearest(places: Sequence[int], at: int) -> int:
    here = bisect_left(places, at)
    return min(places[max(0, here - 1) : here + 1], key=lambda place: abs(place - at))


def _size(count: int) -> str:
    for most in (0, 1, 2, 4, 7, 12, 20):
        if count <= most:
            return str(most)
    return "more"


def _between(scene: _Scene, order: str, left: int, right: int) -> Iterator[str]:
    """The words between the two."""
    page, tree = scene.page, scene.tree
    words = page.lower[left:right]
    commas = words.count(",")
    if commas:
        yield f"commas:{min(commas, 3)}"
    for mark in sorted(_MARKS.intersection(words)):
        yield f"mark:{order}:{mark}"
    verbs = tree.pos[left:right].count("VERB")
    yield f"verbs:{order}:{min(verbs, 4)}"
    for at in range(left, right):
        meaning = _MEANING.get(tree.lemmas[at])
        if meaning and right - left <= 25 and tree.pos[at] in _CONTENT and at not in page.mention:
            yield f"between:{meaning}"
    if right - left <= 4:
        told = [
            scene.word(at) if at in page.mention or at in tree.roles else page.lower[at]
            for at in range(left, right)
        ]
        yield f"sequence:{order}:{' '.join(told)}"
    nouns = sorted({tree.roles[at].noun for at in range(left, right) if at in tree.roles})
    yield f"roles:{order}:{min(len(nouns), 3)}"
    for noun in nouns:
        yield f"role:{noun}"


def _around(scene: _Scene, order: str, start: int, end: int, body: Mention) -> Iterator[str]:
    """The words right before and behind each of the two, and what the organisation hangs on by position."""
    page, tree = scene.page, scene.tree
    at = body.start - 1
    while at >= scene.first and page.lower[at] in _ARTICLES:
        at -= 1
    before, behind, after = scene.word(at), scene.word(body.end), scene.word(end)
    yield f"before-body:{before}"
    yield f"before-body:{order}:{before}"
    yield f"before-body-two:{scene.word(at - 1)} {before}"
    yield f"behind-body:{behind}"
    yield f"behind-body-two:{behind} {scene.word(body.end + 1)}"
    yield f"behind-person:{after}"
    yield f"behind-person-two:{after} {scene.word(end + 1)}"
    yield f"before-person:{scene.word(start - 1)}"
    for place in range(at - 1, max(at - 9, scene.first - 1), -1):
        role = tree.roles.get(place)
        if role is not None:
            yield f"role-of-body:{before}"
            yield f"role-of-body-noun:{role.noun}"
            break
        noun = page.tags[place] in ("NN", "NNS") and place not in page.mention
        if noun or tree.pos[place] == "VERB":
            lemma = tree.lemmas[place]
            yield f"leads-to-body:{lemma} {before}"
            if lemma in _MEANING:
                yield f"leads-to-body:={_MEANING[lemma]} {before}"
            break
    if any(place in tree.roles for place in range(body.end, min(scene.end, body.end + 4))):
        yield f"role-behind-body:{order}"
    if start - 1 in tree.roles:
        yield "role-before-person"
    if any(place in tree.roles for place in range(end, min(scene.end, end + 4))):
        yield "role-behind-person"


def _path(scene: _Scene, who: int, start: int, end: int, body: Mention) -> tuple[list[str], bool, bool]:
    """The way from the person up to the word that both hang on, and down to the organisation."""
    page, tree = scene.page, scene.tree
    up = tree.up(who)
    places = {at: number for number, at in enumerate(up)}
    down = tree.up(tree.head(body.start, body.end), places)
    top = down[-1]
    if top not in places:
        return ["path-length:none"], False, False
    up = up[: places[top] + 1]
    upward = _joined([_edge(tree, at) for at in up[:-1]])
    downward = _joined([_edge(tree, at) for at in down[-2::-1]])
    length = len(up) + len(down) - 2
    pos, lemma = tree.pos[top], tree.lemmas[top]
    if top in tree.roles:
        told = "<role>"
    elif top in page.mention:
        told = "<name>"
    else:
        told = lemma if pos in ("VERB", "NOUN", "AUX") else pos
    first = _edge(tree, up[-2]) if len(up) > 1 else "-"
    last = _edge(tree, down[-2]) if len(down) > 1 else "-"
    tops = [told]
    if told in _MEANING:
        tops.append(f"={_MEANING[told]}")
    found = [f"path-length:{_size(length)}", f"sides-of-top:{first} {last}"]
    if length <= _LONGEST_PATH:
        found.append(f"path:{upward} | {pos} | {downward}")
        found += [f"path-over:{upward} | {each} | {downward}" for each in tops]
    found.append(f"up:{upward}" if len(up) < 6 else "up:long")
    found.append(f"down:{downward}" if len(down) < 7 else "down:long")
    for each in tops:
        found += [f"top:{each}", f"up-to-top:{first} {each}", f"down-from-top:{last} {each}"]
    leaving = False
    for at in (*up[1:], *down[1:-1]):
        inner = at != top or top not in (up[0], down[0])
        meaning = _MEANING.get(tree.lemmas[at])
        if tree.pos[at] in ("VERB", "NOUN") and at not in page.mention and inner and meaning:
            found.append(f"on-path:={meaning}")
            leaving = leaving or (meaning == "leave" and tree.pos[at] == "VERB")
        if at in tree.roles and inner:
            found.append(f"role-on-path:{tree.roles[at].noun}")
            leaving = leaving or tree.roles[at].former
        if tree.pos[at] == "VERB":
            found += [f"verb:{tree.lemmas[at]} {page.tags[at]}", f"verb:{tree.lemmas[at]}"]
        if at in tree.modals:
            found.append(f"modal:{tree.modals[at]}")
    way = (*up, *down[:-1])
    if any(at in tree.roles for at in way):
        found.append("role-on-path")
    found += [
        f"through:{page.mention[at].entity['kind']}"
        for at in way
        if at in page.mention and not start <= at < end and not body.start <= at < body.end
    ]
    if tree.deps[who] in ("nsubj", "nsubjpass", "poss"):
        head = tree.heads[who]
        governor = tree.lemmas[head] if tree.pos[head] in ("VERB", "AUX", "NOUN") else tree.pos[head]
        found.append(f"person-is:{tree.deps[who]} {governor}")
    return found, leaving, any(at in tree.denied for at in (*up[1:], *down[1:]))


def _edge(tree: _Tree, at: int) -> str:
    """How a token hangs on its head; prepositions by name."""
    dep = tree.deps[at]
    return f"{dep}={tree.lemmas[at]}" if dep in ("prep", "agent") else dep


def _joined(edges: Sequence[str]) -> str:
    """A way as one string; a list counts as one step, however long."""
    kept = [
        edge
        for number, edge in enumerate(edges)
        if not (number and edge in _REPEATED and edges[number - 1] == edge)
    ]
    return ">".join(kept)
