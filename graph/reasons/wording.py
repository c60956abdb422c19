"""What a statement rests on, in plain words: lines for a terminal, a notebook or a text.

A line has a label, and runs of text with what they are: "" for plain, "bold", "dim", "guess", or a part of
the statement ("source", "cue", "content"). Nothing is said here that the values do not hold.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from sayso.graph.reasons.provenance import (
    ArticleFacts,
    Assigned,
    Copy,
    Decided,
    LedgerLine,
    Named,
    Provenance,
    Role,
    Run,
    Speaker,
    Words,
)

__all__ = [
    "BRACKETS",
    "LABEL_WIDTH",
    "Line",
    "brief_lines",
    "guesses",
    "listed",
    "quoted",
    "statement_lines",
    "text",
]

LABEL_WIDTH = 11
BRACKETS = {"source": ("{", "}"), "cue": ("<", ">"), "content": ("[", "]")}
_WIDTH = 100
_LONGEST = 120  # characters of words that are shown within a line

_HOW = {
    "full-name": "which names them",
    "surname": "a part of the name",
    "pronoun": "a pronoun",
    "nominal": "a description",
    "carried": "not named again",
}
_INFERRED = ("pronoun", "nominal", "carried")
_BASES = {
    "own-words": "in what is said",
    "sentence": "in the rest of the sentence",
    "neighbouring-sentence": "in the sentence before",
    "heading": "by the heading above",
}
_CHANNELS = {
    "told-to": "told to",
    "interview-with": "said in an interview with",
    "posted-on": "posted on",
    "reported-by": "reported by",
}
_DATES = {"metadata": "the article's own data", "dateline": "its dateline", "file": "the file's name"}
_OUTCOMES = {"same": "taken for one", "different": "not one", "undecided": "undecided, so kept apart"}
_QUOTES = {"mixed": "partly quoted"}
_POLARITIES = {"positive": "for", "negative": "against", "mixed": "both for and against"}
_CERTAINTIES = {
    "certain": "as certain",
    "probable": "as probable",
    "possible": "as possible",
    "underspecified": "without telling how certain",
}
_REVIEWS = {
    "machine": "no reader has looked at it",
    "confirmed": "a reader has confirmed it",
    "corrected": "a reader has corrected it",
    "rejected": "a reader has rejected it, so no answer counts it",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line with the label before it; wrapped, it goes on below its first run.

    `level` counts indents, of two columns, behind the labels. Below 0 there is no column for labels: at -1
    the line begins at the very left, at -2 two columns from there.
    """

    label: str
    runs: tuple[tuple[str, str], ...]
    level: int = 0

    @property
    def columns(self) -> int:
        """How far in the line begins."""
        return 2 * (-1 - self.level) if self.level < 0 else LABEL_WIDTH + 2 * self.level


def text(lines: Iterable[Line]) -> str:
    """The lines as plain text."""
    written = []
    for line in lines:
        # what an article holds cannot steer a terminal on which a notebook's value is shown
        words = "".join(sign if sign.isprintable() else " " for run, _ in line.runs for sign in run)
        before = line.label.ljust(line.columns)
        for part in wrap(words, _WIDTH - len(before), break_on_hyphens=False, break_long_words=False) or [""]:
            written.append((before + part).rstrip())
            before = " " * len(before)
    return "\n".join(written)


def statement_lines(one: Provenance) -> list[Line]:
    """Everything that a statement rests on."""
    return [
        Line("", (("statement ", "dim"), (one.id, "bold")), -1),
        Line("", tuple(_marked(one)), -1),
        *_where(one.article, one),
        *_copies(one),
        *_who(one),
        *_roles(one.roles),
        *_said(one),
        *(line for topic in one.topics for line in _topic(topic)),
        *([] if one.topics else [Line("topic", (("none was found in it or near it", ""),))]),
        *_stances(one),
        *_channels(one),
        *_read(one),
        *_review(one),
    ]


def brief_lines(one: Provenance) -> list[Line]:
    """The words, where they stand, whose they are and what they are about; nothing of how it is known."""
    about = [f"{topic.topic.name}{' (a guess)' * topic.guess}" for topic in one.topics]
    where = [part for part in (one.article.title, one.article.outlet, one.article.date) if part]
    who = _name(one.speaker) if one.speaker else "nobody who could be named"
    return [
        Line("", tuple(_marked(one)), -1),
        Line("from", ((", ".join(where), ""), (f"  {one.article.id}", "dim"))),
        Line("who", ((who, "bold"),)),
        Line("topics", ((", ".join(about) or "none", ""),)),
        Line("", ((f"sayso why {one.id} tells all that it rests on", "dim"),)),
    ]


def guesses(one: Provenance) -> tuple[str, ...]:
    """What of a statement is a guess, each with its basis."""
    found = []
    if one.continues is not None:
        found.append(
            f"that {_name(one.speaker)} says it: it goes on from {one.continues.id} without a cue"
            f" ({one.confidence:.2f})"
        )
    if one.possible_speaker is not None:
        if one.speaker is None:
            found.append(f"that {_name(one.possible_speaker)} says it: the article lets it stay open")
        else:
            found.append(f"that {_name(one.speaker)} says it: it may be {_name(one.possible_speaker)}")
    elif one.speaker is not None and one.speaker.how in _INFERRED and one.continues is None:
        found.append(
            f"that {_name(one.speaker)} is meant by {_mention(one.speaker)}: {_HOW[one.speaker.how]}"
        )
    for topic in one.topics:
        if topic.guess:
            found.append(f"the topic {topic.topic.name}: {_basis(topic)} ({topic.confidence:.2f})")
    for role in one.roles:
        if role.rule == "learned-link":
            found.append(f"the role {_role(role)}: by learned weights ({role.confidence:.2f})")
    for told in one.speaker.decided if one.speaker else ():
        if told.by == "machine":
            found.append(
                f"that {one.speaker.name if one.speaker else ''} of the other articles is the same "
                f"({told.confidence:.2f})"
            )
    return tuple(found)


# -- the words


def _marked(one: Provenance) -> Iterator[tuple[str, str]]:
    yield "“", ""
    guessed = "?" if one.continues is not None else ""
    for piece in one.passage:
        for part in piece.opening:
            yield BRACKETS[part][0] + (guessed if part == "content" else ""), f"{part} dim"
        shown = next((part for part in ("source", "cue", "content") if part in piece.parts), "")
        yield " ".join(f"|{piece.text}|".split())[1:-1], shown
        for part in piece.closing:
            yield BRACKETS[part][1], f"{part} dim"
    yield f"… ({one.dropped} more characters)”" if one.dropped else "”", ""


def _where(article: ArticleFacts, one: Provenance) -> Iterator[Line]:
    parts = [part for part in (article.title, article.outlet, article.author, article.date) if part]
    dated = _DATES.get(article.date_basis or "", "")
    runs = [(", ".join(parts), "bold"), (f" (date from {dated})" if article.date and dated else "", "dim")]
    yield Line("from", tuple(runs))
    file = f"{article.id}, file {article.file}" if article.file else article.id
    yield Line("", ((file, "dim"),))
    if article.url:
        yield Line("", ((article.url, "dim"),))
    places = [
        f"{part} {_places(words)}"
        for part, words in (("source", one.source), ("cue", one.cue), ("content", one.content))
        if words
    ]
    yield Line("", ((f"characters: {'; '.join(places)}", "dim"),))


def _copies(one: Provenance) -> Iterator[Line]:
    if one.copy_of is not None:
        yield Line(
            "a copy",
            (
                ("these words were carried before by ", ""),
                (_article(one.copy_of), "bold"),
                (f": answers count {one.copy_of.statement}, and not this one", ""),
            ),
        )
    if one.carriers:
        many = f"{len(one.carriers)} other article{'s' * (len(one.carriers) != 1)}"
        yield Line("carried", ((f"by {many}, this one was first:", ""),))
        for copy in one.carriers[:10]:
            yield Line("", ((_article(copy), ""), (f"  {copy.statement or ''}", "dim")), 1)
        if len(one.carriers) > 10:
            yield Line("", ((f"and {len(one.carriers) - 10} more", "dim"),), 1)


# -- who


def _who(one: Provenance) -> Iterator[Line]:
    if one.speaker is None:
        words = f" could be named: {quoted(one.source[-1])} led to no name" if one.source else " is named"
        yield Line("who", ((f"nobody{words}", "guess"),))
    else:
        yield from _speaker("who", one.speaker, one)
    if one.possible_speaker is not None:
        yield from _speaker("perhaps", one.possible_speaker, one)
    if one.relayed_by is not None:
        yield Line("relayed", (("these words are reported by ", ""), (_name(one.relayed_by), "bold")))


def _speaker(label: str, speaker: Speaker, one: Provenance) -> Iterator[Line]:
    who = speaker.who
    runs = [(speaker.name if who is None else who.name, "bold")]
    if who is not None:
        runs.append((f" ({who.id}{_but(who.kind, 'person')})", ""))
    if label == "perhaps":
        runs.append(
            (
                "  a guess: a second reading" if one.speaker else "  a guess: the article leaves it open",
                "guess",
            )
        )
    elif one.continues is not None:
        runs.append(("  a guess", "guess"))
    yield Line(label, tuple(runs))
    if label == "who" and one.continues is not None:
        before = " … ".join(words.text for words in one.continues.content)
        yield Line("", ((f"no cue tells it: it goes on from {one.continues.id}, “{_short(before)}”", ""),), 1)
    if label == "who":
        yield from _path(speaker)
    if who is None:
        yield Line("", (("a reader has rejected them, so nobody said it", "guess"),), 1)
    if label == "who":
        yield from _identity(speaker)


def _path(speaker: Speaker) -> Iterator[Line]:
    """From the words that stand for somebody to their full name."""
    if not speaker.mention:
        return
    runs = [(f"{_mention(speaker)}, {_HOW.get(speaker.how or '', 'which stands for them')}", "")]
    seen = list(speaker.mention)
    if speaker.antecedent is not None and not _within(speaker.antecedent, seen):
        back = "taken to be" if speaker.how == "nominal" else "taken to mean"
        runs.append((f", {back} " if speaker.how in _INFERRED else ", short for ", ""))
        runs.append((quoted(speaker.antecedent), ""))
        seen.append(speaker.antecedent)
    full = speaker.full_name
    named = any(speaker.name.casefold() in " ".join(words.text.casefold().split()) for words in seen)
    if full is not None and not named and not _within(full, seen):
        runs.append((f"; the full name stands in {quoted(full)}", ""))
    if speaker.how in _INFERRED:
        runs.append(("  inferred, not named", "guess"))
    yield Line("", tuple(runs), 1)


def _identity(speaker: Speaker) -> Iterator[Line]:
    if speaker.articles == 1:
        yield Line("", (("appears in this article alone", "dim"),), 1)
    for told in speaker.decided:
        if told.by == "weighed now":
            words = f"appears in {speaker.articles} articles; nothing put in doubt that they are one:"
            yield Line("", ((words, ""),), 1)
        else:
            yield Line("", ((f"appears in {speaker.articles} articles; {_decision(told)}", ""),), 1)
        yield from _reasons(told)
    for told in speaker.apart:
        other = next((one for one in told.identities if speaker.who is None or one != speaker.who.id), "")
        sure = (
            f" (confidence {told.confidence:.2f}"
            if told.outcome == "different"
            else f" (chance of being one {told.confidence:.2f}"
        )
        yield Line("", ((f"not {other}: {_OUTCOMES[told.outcome]}{sure}, {_by(told)}):", ""),), 1)
        yield from _reasons(told)
    for line in speaker.ledger:
        yield Line("", ((_ledger(line), ""),), 1)


def _decision(told: Decided) -> str:
    kind = "a guess by the evidence" if told.by == "machine" else "decided by a reader"
    first, second = told.appearances
    return f"{first} and {second} are {_OUTCOMES[told.outcome]}, {kind} ({told.confidence:.2f}, {_by(told)}):"


def _by(told: Decided) -> str:
    return "by the evidence" if told.by == "machine" else told.by


def _reasons(told: Decided) -> Iterator[Line]:
    for reason in told.reasons:
        yield Line("", ((reason, "dim"),), 2)


def _roles(roles: Sequence[Role]) -> Iterator[Line]:
    for number, role in enumerate(roles):
        runs = [(_role(role), "")]
        kinds = [
            f"{what}: {kind}"
            for what, kind in (("kind of role", role.kind), ("of organisation", role.organization_kind))
            if kind
        ]
        if kinds:
            runs.append((f"  {'; '.join(kinds)}", "dim"))
        if not role.counts:
            runs.append(("  a reader has rejected this role", "guess"))
        elif role.rule == "learned-link":
            runs.append(("  a guess, by learned weights", "guess"))
        yield Line("" if number else "speaks as", tuple(runs))
        words = f"by the words {listed(map(quoted, role.words))}; " if role.words else ""
        yield Line(
            "", ((f"{words}rule {role.rule or 'not told'}, confidence {role.confidence:.2f}", "dim"),), 1
        )


# -- what


def _said(one: Provenance) -> Iterator[Line]:
    cue = f"by the cue {listed(map(quoted, one.cue))} ({one.cue_type})" if one.cue else "without a cue"
    yield Line("said", ((f"{_QUOTES.get(one.quote_type, one.quote_type)} speech, {cue}", ""),))
    how = _CERTAINTIES.get(one.certainty, one.certainty)
    denied = "negated: what is said not to be so" if one.polarity == "negated" else "affirmative"
    yield Line("", ((f"put {how}, {denied}", ""),))
    if one.due:
        words = f", by the words {quoted(one.due_words)}" if one.due_words else ""
        yield Line("due", ((f"it is to have come true by {one.due}{words}", ""),))


def _topic(topic: Assigned) -> Iterator[Line]:
    runs = [(topic.topic.name, "bold"), (f" ({topic.topic.id})", "")]
    if topic.guess:
        runs.append(("  a guess", "guess"))
    yield Line("topic", tuple(runs))
    yield Line("", ((f"{_basis(topic)}; confidence {topic.confidence:.2f}", ""),), 1)
    if len(topic.path) > 1:
        yield Line(
            "", ((f"counts for {topic.path[-1]}, which it is below: {' < '.join(topic.path)}", ""),), 1
        )


def _basis(topic: Assigned) -> str:
    """On what a topic rests."""
    where = _BASES.get(topic.basis, topic.basis)
    words = quoted(topic.words) if topic.words else "its words"
    if topic.basis == "heading":
        return f"its label {words}, which alone may mean something else; the heading has a word of the topic"
    if topic.rule == "meaning":
        return f"none of its labels, but {words} {where} comes near to it in meaning"
    if topic.rule == "label-and-meaning":
        return f"its label {words} {where}, and the meaning of what is said bears it out"
    if topic.rule == "weak-label":
        return f"its label {words} {where}, which alone may mean something else; a word of the topic is near"
    if topic.rule == "loose-label":
        return f"the words of a label, not in one piece, in {words} {where}"
    if topic.rule == "label":
        return f"its label {words} {where}"
    return f"{words} {where}"


def _stances(one: Provenance) -> Iterator[Line]:
    for stance in one.stances:
        polarity = _POLARITIES.get(stance.polarity, f"{stance.polarity} toward")
        words = f"by the words {quoted(stance.words)}" if stance.words else f"by the {stance.rule or 'words'}"
        runs = ((polarity, ""), (f" {stance.toward.name}", "bold"), (f" ({stance.toward.id})", ""))
        yield Line("stance", runs)
        yield Line(
            "", ((f"{words}; rule {stance.rule or 'not told'}, confidence {stance.confidence:.2f}", ""),), 1
        )


def _channels(one: Provenance) -> Iterator[Line]:
    for channel in one.channels:
        words = f", by the words {quoted(channel.words)}" if channel.words else ""
        told = _CHANNELS.get(channel.kind, channel.kind)
        yield Line(
            "through", ((f"{told} ", ""), (channel.who.name, "bold"), (f" ({channel.who.id}){words}", ""))
        )


# -- by whom it was read


def _read(one: Provenance) -> Iterator[Line]:
    runs = [(f"{_rule(one.rule)}; confidence {one.confidence:.2f} of 1", "")]
    if one.confidence < 0.5:
        runs.append(("  unsure", "guess"))
    yield Line("read by", tuple(runs))
    yield Line("", ((_run(one.run), "dim"),))


def _rule(rule: str) -> str:
    if rule == "encoder":
        return "the encoder, a small network that reads whole paragraphs"
    if rule.startswith("continuation:"):
        return f"the rule for what goes on without a cue (strongest sign: {rule.partition(':')[2]})"
    return f"the grammar's rule {rule!r}" if rule else "nobody tells by which rule"


def _run(run: Run) -> str:
    facts = dict(fact.partition("=")[::2] for fact in run.facts)
    told = [f"Sayso {run.version}" if run.version else "", facts.get("model", "")]
    told += [
        f"{name.removeprefix('sayso_')}: {facts[name]}"
        for name in ("sayso_attributions", "sayso_topics")
        if facts.get(name)
    ]
    return f"{run.id}: {'; '.join(part for part in told if part) or 'nothing is known of it'}"


def _review(one: Provenance) -> Iterator[Line]:
    doubt = "guess" if one.review == "rejected" else ""
    yield Line("review", ((_REVIEWS.get(one.review, one.review), doubt),))
    for line in one.ledger:
        yield Line("", ((_ledger(line), ""),), 1)


def _ledger(line: LedgerLine) -> str:
    number = "" if line.number is None else f" {line.number}"
    note = f" # {line.note}" if line.note and line.note not in line.line else ""
    return f"ledger line{number}: {line.line}{note}"


# -- pieces


def quoted(words: Words) -> str:
    """Words in quotation marks, with where they stand."""
    return f"“{_short(words.text)}” ({words.start}–{words.end})"


def listed(parts: Iterable[str]) -> str:
    """Several parts as one phrase: "a, b and c"."""
    found = list(parts)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}" if found else ""


def _places(words: Sequence[Words]) -> str:
    return ", ".join(f"{one.start}–{one.end}" for one in words)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _mention(speaker: Speaker) -> str:
    return listed(map(quoted, speaker.mention)) or "no words of their own"


def _name(speaker: Speaker | None) -> str:
    if speaker is None:
        return "nobody"
    return speaker.name if speaker.who is None else speaker.who.name


def _within(words: Words, others: Iterable[Words]) -> bool:
    return any(words.start < other.end and other.start < words.end for other in others)


def _but(kind: str, plain: str) -> str:
    return f", {kind}" if kind and kind != plain else ""


def _role(role: Role) -> str:
    places = [_place(place) for place in (role.organization, role.within) if place is not None]
    at = ", part of ".join(places)
    told = f"{role.role or ''} at {at}".strip() if at else role.role or "a role"
    tenure = f"{role.tenure} " if role.tenure else ""
    return f"{'former ' * role.former}{tenure}{told}"


def _place(place: Named) -> str:
    return f"{place.name} ({place.id})"


def _article(copy: Copy) -> str:
    article = copy.article
    parts = (article.title, article.outlet, article.date)
    return f"{', '.join(part for part in parts if part)} ({article.id})"
