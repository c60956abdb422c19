"""The component `sayso_channels`: through whom or where a statement was made.

"told the Harbour Times" (told-to), "in an interview with Radio Nord" (interview-with), "on Weibo"
(posted-on), "as reported by the Harbour Times" (reported-by). What a person told an outlet in one sentence
holds for the person's next statement in the same paragraph. Parliaments and courts are no channels.
An outlet's name with one slip in it ("Shangai Securities News") is that of the known outlet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.discourse import Discourse, Mention, forget_discourse, read_discourse
from sayso.extract.gazetteer import Gazetteer, load_gazetteer
from sayso.extract.outlets import like_an_outlet
from sayso.graph.names import slug

__all__ = ["Channels", "channels", "known_outlets", "make_channels"]

_OUTLETS = frozenset({"outlet", "platform"})
_TELL = frozenset({"tell", "inform", "text", "email", "assure", "remind"})
_SPEAK = frozenset(
    {"say", "speak", "talk", "confirm", "explain", "comment", "write", "state", "admit", "add"}
)
_REMARKS = frozenset(
    {"comment", "remark", "statement", "email", "e-mail", "message", "letter", "word", "note"}
)
_INTERVIEWS = frozenset(
    {"interview", "conversation", "discussion", "chat", "podcast", "q&a", "appearance", "segment"}
)
_INTERVIEWING = frozenset({"interview", "ask", "question"})
_APPEARING = frozenset({"appear", "interview", "guest"})
_POSTS = frozenset(
    {"post", "tweet", "message", "video", "page", "account", "feed", "thread", "comment", "blog"}
)
_REPORTING = frozenset(
    {
        "report",
        "quote",
        "cite",
        "publish",
        "carry",
        "reveal",
        "say",
        "write",
        "note",
        "relay",
        "broadcast",
        "air",
    }
)
_CARRIED_ON = frozenset({"told-to", "interview-with", "posted-on"})
_OTHER_OCCASION = frozenset(
    {"statement", "speech", "conference", "testimony", "separate", "separately", "later", "earlier"}
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A channel as it stands in the text: at which token, in which sentence, of whose words."""

    kind: str
    token: int
    sentence: int
    entity: dict[str, Any]
    span: tuple[int, int]


Outlets = dict[tuple[str, ...], list[tuple[str, str]]]
"""From the words of a name but one, "" in its place, to that word and the whole name."""


class Channels:
    """Sets `channel` on the statements of a document; `outlets` are the known ones (`known_outlets`)."""

    def __init__(self, outlets: Outlets | None = None) -> None:
        self.outlets = outlets or {}

    def __call__(self, doc: Doc) -> Doc:
        """Set `channel` on each of `doc._.statements`; new outlets are added to `doc._.entities`."""
        if doc._.statements:
            channels(read_discourse(doc), doc._.statements, self.outlets)
        forget_discourse(doc)
        return doc


def known_outlets(gazetteer: Gazetteer) -> Outlets:
    """The known outlets by their words but one: what a name with a slip is looked up in.

    Only names of three words and more, so that two words stay right.
    """
    outlets: Outlets = {}
    for rows in gazetteer.first.values():
        for words, known, _ in rows:
            if known.kind == "outlet" and len(words) >= _SURE_WORDS:
                for at, word in enumerate(words):
                    outlets.setdefault((*words[:at], "", *words[at + 1 :]), []).append((word, known.name))
    return outlets


def _meant_outlet(name: str, outlets: Outlets) -> str | None:
    """The known outlet whose name has been cut or misspelt in one word: "Shangai Securities News"."""
    words = tuple(name.split())
    if not _SURE_WORDS <= len(words) <= _MOST_WORDS:
        return None
    for at, word in enumerate(words):
        for right, whole in outlets.get((*words[:at], "", *words[at + 1 :]), ()):
            if word != right and _slip(word, right):
                return whole
    return None


_SURE_WORDS, _MOST_WORDS = 3, 10
_SURE_LETTERS = 4  # of a cut or misspelt word, that it can be told from another


def _slip(word: str, right: str) -> bool:
    """Whether a word is the right one cut short or with one wrong, missing, doubled or swapped letter."""
    if min(len(word), len(right)) <= _SURE_LETTERS:
        return False
    return right.startswith(word) or OSA.distance(word, right, score_cutoff=1) == 1


def channels(d: Discourse, statements: list[dict[str, Any]], outlets: Outlets | None = None) -> None:
    """Set `channel` on every statement: those of its own sentence, else what the speaker goes on in."""
    found: dict[int, list[_Found]] = {}
    for channel in _channels(d):
        entity = channel.entity
        meant = _meant_outlet(entity["name"], outlets) if outlets else None
        if meant is not None:
            entity["aliases"] = sorted({*(entity.get("aliases") or ()), entity["name"]})
            entity["name"] = meant
            entity["kind"] = "outlet"
        found.setdefault(channel.sentence, []).append(channel)
    kinds = {entity["id"]: entity for entity in d.entities}
    last: dict[str, tuple[int, list[dict[str, Any]]]] = {}  # speaker -> sentence and what holds on from it
    subjects = {number: _subject(d, number) for number in found}
    by_sentence: dict[int, list[dict[str, Any]]] = {}
    for statement in statements:
        by_sentence.setdefault(d.sentence_of[d.token_at(_anchor(statement))], []).append(statement)
        statement["channel"] = []
    for sentence in sorted(by_sentence.keys() | found.keys()):
        own = by_sentence.get(sentence, [])
        for channel in found.get(sentence, []):
            for statement in _meant(channel, own, d):
                _attach(statement, channel)
        for statement in own:
            relay = kinds.get(statement.get("relayed_by_id") or "")
            if relay is not None and relay["kind"] in _OUTLETS:
                _put(statement, "reported-by", relay, None)
            speaker = statement["speaker_id"]
            if statement.get("continues") is not None:
                statement["channel"] = [
                    dict(channel) for channel in statements[statement["continues"]]["channel"]
                ]
            elif speaker is not None and not statement["channel"] and speaker in last:
                place, carried = last[speaker]
                if 0 < sentence - place <= 2 and _goes_on(d, place, sentence):
                    statement["channel"] = [dict(channel, span=None) for channel in carried]
        for statement in own:
            held = [channel for channel in statement["channel"] if channel["kind"] in _CARRIED_ON]
            if held and statement["speaker_id"] is not None:
                last[statement["speaker_id"]] = (sentence, held)
        subject = subjects.get(sentence)
        if subject is not None and subject not in {statement["speaker_id"] for statement in own}:
            held = [_entry(c.kind, c.entity, c.span) for c in found[sentence] if c.kind in _CARRIED_ON]
            if held:
                last[subject] = (sentence, held)


def _anchor(statement: dict[str, Any]) -> int:
    """Where a statement stands: at its cue, which tells the sentence that names the channel."""
    return int((statement["cue"] or statement["content"])[0][0])


def _subject(d: Discourse, sentence: int) -> str | None:
    """The entity that is the subject of a sentence: who spoke there without a statement being made of it."""
    first, end = d.sentences[sentence]
    for token in range(first, end):
        mention = d.mention_at.get(token)
        root = d.heads[token]
        if mention is not None and d.deps[token] == "nsubj" and d.heads[root] == root:
            return str(d.entities[mention.entity]["id"])
    return None


def _goes_on(d: Discourse, place: int, sentence: int) -> bool:
    first, end = d.sentences[sentence]
    if d.unit_of[d.sentences[place][0]] != d.unit_of[first]:
        return False
    return _OTHER_OCCASION.isdisjoint(d.lower[first:end])


def _meant(channel: _Found, own: list[dict[str, Any]], d: Discourse) -> list[dict[str, Any]]:
    """The statements of a sentence that a channel belongs to: those of the speaker whose cue is nearest."""
    name = channel.entity["id"]
    others = [s for s in own if s["speaker_id"] != name]
    if channel.kind == "reported-by":
        others = [s for s in others if s["speaker_id"] is not None]
    if not others:
        return []
    place = d.starts[channel.token]
    nearest = min(others, key=lambda s: (abs(_anchor(s) - place), _anchor(s)))
    return [s for s in others if s["speaker_id"] == nearest["speaker_id"]]


def _entry(kind: str, entity: dict[str, Any], span: tuple[int, int] | None) -> dict[str, Any]:
    return {"kind": kind, "name": entity["name"], "id": entity["id"], "span": list(span) if span else None}


def _attach(statement: dict[str, Any], channel: _Found) -> None:
    _put(statement, channel.kind, channel.entity, channel.span)


def _put(statement: dict[str, Any], kind: str, entity: dict[str, Any], span: tuple[int, int] | None) -> None:
    if all(known["id"] != entity["id"] for known in statement["channel"]):
        statement["channel"].append(_entry(kind, entity, span))


def _channels(d: Discourse) -> Iterator[_Found]:
    """Every channel that the text names, in text order."""
    for mention in list(d.mentions):
        entity = d.entities[mention.entity]
        sure = entity["kind"] in _OUTLETS
        if not sure and entity["kind"] not in ("organization", "other", "product"):
            continue
        kind = _kind(d, mention, platform=entity["kind"] == "platform")
        if kind is None or not (sure or like_an_outlet(entity["name"])):
            continue
        if entity["kind"] in ("other", "product"):
            entity["kind"] = "outlet"
        yield _Found(kind, mention.first, d.sentence_of[mention.first], entity, (mention.start, mention.stop))
    yield from _unknown_outlets(d)


def _kind(d: Discourse, mention: Mention, *, platform: bool) -> str | None:
    """The kind of channel that an outlet is by its place in the sentence, or None."""
    root = d.root(mention.first, mention.end)
    head = d.heads[root]
    dep, lemma, word = d.deps[root], d.lemmas[head].lower(), d.lower[head]
    if dep in ("compound", "nmod", "poss", "amod") and lemma in _INTERVIEWS:
        return "interview-with"
    if dep in ("compound", "nmod", "poss") and platform and lemma in _POSTS:
        return "posted-on" if d.lower[d.heads[head]] in ("on", "in", "via", "to") else None
    if (
        dep in ("compound", "nmod", "poss")
        and d.tags[head][:2] == "NN"
        and d.deps[head] in ("dobj", "dative")
    ):
        # "told Harbour Times reporters"
        root, dep, head = head, d.deps[head], d.heads[head]
        lemma = d.lemmas[head].lower()
    if dep in ("dobj", "dative", "nsubj", "iobj", "appos") and lemma in _TELL and root > head:
        return "told-to"
    if dep == "nsubj" and lemma in _REPORTING and root < head:
        return "reported-by" if _parenthetical(d, head) else None
    if dep not in ("pobj", "conj", "appos", "nmod"):
        return None
    if d.tags[head] not in ("IN", "TO", "RP", "VBG"):
        head = d.heads[root] if dep == "pobj" else _preposition(d, root)
        word = d.lower[head]
    return _by_preposition(d, word, head, platform=platform)


def _preposition(d: Discourse, token: int) -> int:
    """The preposition that a joined or renamed noun hangs on in the end."""
    for _ in range(4):
        if d.tags[token] in ("IN", "TO"):
            return token
        token = d.heads[token]
    return token


def _by_preposition(d: Discourse, word: str, preposition: int, *, platform: bool) -> str | None:
    governor = d.heads[preposition]
    lemma = d.lemmas[governor].lower()
    if word == "to" and lemma in _SPEAK | _REMARKS | _TELL:
        return "told-to"
    if word == "with":
        if lemma in _INTERVIEWS:
            return "interview-with"
        return "told-to" if lemma in ("speak", "talk") else None
    if word in ("on", "via", "over", "through", "at", "in", "for", "by", "from") and lemma in _INTERVIEWS:
        return "interview-with"
    if word == "by":
        if lemma in _INTERVIEWING:
            return "interview-with"
        return "reported-by" if lemma in _REPORTING else None
    if word == "to" and lemma in ("according", "accord"):
        return "reported-by"
    if word in ("on", "via", "over", "to", "through") and platform:
        return "posted-on"
    if word == "on" and lemma in _APPEARING:
        return "interview-with"
    return None


def _parenthetical(d: Discourse, verb: int) -> bool:
    """Whether "the Harbour Times reported" is thrown in, or said of what somebody else has said."""
    opening = d.sentences[d.sentence_of[verb]][0]
    as_clause = any(d.deps[c] == "mark" and d.lower[c] == "as" for c in d.children.get(verb, ()))
    return (
        as_clause
        or any(d.lower[t] == "," for t in range(max(opening, verb - 8), verb))
        or d.heads[verb] != verb
    )


def _unknown_outlets(d: Discourse) -> Iterator[_Found]:
    """A name after "in an interview with" or "told" that no entity covers, if it sounds like an outlet."""
    for token, lemma in enumerate(d.lemmas):
        if lemma.lower() == "interview" and d.tags[token] == "NN":
            starts = [
                c for c in d.children.get(token, ()) if c > token and d.lower[c] in ("with", "on", "for")
            ]
            nouns = [g for c in starts for g in d.children.get(c, ()) if d.deps[g] == "pobj"]
            kind = "interview-with"
        elif lemma.lower() in _TELL and d.tags[token][:2] == "VB":
            nouns = [c for c in d.children.get(token, ()) if c > token and d.deps[c] in ("dobj", "dative")]
            kind = "told-to"
        else:
            continue
        for noun in nouns:
            found = _new_outlet(d, noun, kind)
            if found is not None:
                yield found


def _new_outlet(d: Discourse, noun: int, kind: str) -> _Found | None:
    if noun in d.mention_at or d.tags[noun] not in ("NNP", "NNPS"):
        return None
    first = noun
    while first - 1 >= 0 and d.tags[first - 1] in ("NNP", "NNPS") and noun - first < 6:
        first -= 1
    if first in d.mention_at:
        first = d.mention_at[first].end
    name = d.phrase(first, noun + 1)
    if not like_an_outlet(name):
        return None
    span = d.starts[first], d.ends[noun]
    identity = f"outlet:{slug(name)}"
    entity = next((known for known in d.entities if known["id"] == identity), None)
    if entity is None:
        entity = {"id": identity, "kind": "outlet", "name": name, "mentions": []}
        entity |= {"organization_kind": "media", "gender": None}
        d.entities.append(entity)
    if list(span) not in entity["mentions"]:
        entity["mentions"].append(list(span))
    return _Found(kind, noun, d.sentence_of[noun], entity, span)


@Language.factory("sayso_channels", requires=["doc._.statements"], assigns=["doc._.statements"])
def make_channels(nlp: Language, name: str) -> Channels:
    """Make the component; see docs/explanation/speakers.md for what counts as a channel."""
    for extension in ("statements", "entities", "units"):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=None)
    return Channels(known_outlets(load_gazetteer(lambda text: tuple(text.split()))))
