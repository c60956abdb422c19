"""An Obsidian vault: a folder of Markdown with a note for each person, organisation and topic.

Notes name each other by links, so that Obsidian's graph shows who speaks to what; every statement is a block
quote with a link to its source. What articles say is escaped: it cannot make links, markup, tags or embedded
pages of its own. File names are safe on every common file system: no two differ by case alone.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sayso.graph import vocab
from sayso.graph.exports.readings import all_of, pairs_of
from sayso.graph.exports.tidy_rows import rows
from sayso.graph.exports.values import printable_text
from sayso.graph.tables import Queryable

__all__ = ["file_names", "vault"]

_FOLDERS = {"persons": "Persons", "organisations": "Organisations", "topics": "Topics"}
# what a file system or a link of Obsidian gives a meaning to, and what cannot be seen
_NO_NAME = re.compile(r'[\\/:*?"<>|#^\[\]%]|\s+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE)
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~=$%^&!{}])")
_LIST = re.compile(r"^([0-9]*)([-+.)])")
_URL_UNSAFE = re.compile(r"[\s<>()\[\]\\|\"`]")
_LONGEST = 120  # bytes; file systems take 255 and whole paths on Windows 260
_GUESSES = frozenset({"neighbouring-sentence", "heading"})
_NEWEST = 500  # statements that one note shows


def vault(store: Queryable, folder: Path) -> None:
    """Writes the vault. Memory is that of all statements.

    Notes have YAML front matter (`aliases`, `id`, `kind`, counts, dates) and links `[[Persons/Ann Lee|Ann
    Lee]]`. A note shows the 500 newest statements and says how many there are.
    """
    found = _read(store)
    names = {}
    for table, key, label in (
        ("persons", "person_id", "person"),
        ("organisations", "organisation_id", "organisation"),
        ("topics", "topic_id", "topic"),
    ):
        wanted = [(row[key], str(row[label] or "")) for row in found[table] if _worth(row, table, found)]
        for iri, name in file_names(wanted).items():
            names[iri] = (f"{_FOLDERS[table]}/{name}", dict(wanted)[iri])
    for name in _FOLDERS.values():
        (folder / name).mkdir()
    notes = _Notes(found, names, all_of(pairs_of(store, vocab.skos_altLabel)))
    for iri, (place, _) in names.items():
        (folder / f"{place}.md").write_text(notes.note(iri), encoding="utf-8", newline="\n")
    (folder / "Start here.md").write_text(notes.start(), encoding="utf-8", newline="\n")


def file_names(labels: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A file name without its suffix for each IRI, after its label; of one name, all but one get their id.

    >>> file_names([("x/person/a-lee", "A/Lee"), ("x/person/a-lee-in-b", "a lee")])
    {'x/person/a-lee': 'A Lee', 'x/person/a-lee-in-b': 'a lee (a-lee-in-b)'}
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    for iri, label in sorted(labels):
        local = iri.rstrip("/").rsplit("/", 1)[-1]
        name = _file_name(label) or _file_name(local) or "note"
        number = 1
        while _same(name) in taken:
            last = _file_name(local)[:60] if number == 1 else str(number)
            name, number = f"{_file_name(label) or 'note'} ({last})", number + 1
        taken.add(_same(name))
        found[iri] = name
    return found


def _same(name: str) -> str:
    """What a file system that minds neither case nor the way of writing accents takes a name for."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _file_name(label: str) -> str:
    text = unicodedata.normalize("NFC", printable_text(label).replace("\ufffd", " "))
    # marks of direction and others that cannot be seen would make two names that look the same
    text = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cn") else sign for sign in text)
    text = " ".join(_NO_NAME.sub(" ", text).split())
    while len(text.encode()) > _LONGEST:
        text = text[:-1]
    text = text.strip(" .")
    return _RESERVED.sub(r"\1_\2", text) if _RESERVED.fullmatch(text) else text


def _read(store: Queryable) -> dict[str, list[dict[str, Any]]]:
    kept = ("statements", "persons", "organisations", "topics", "topic_broader", "speakers", "affiliations")
    found: dict[str, list[dict[str, Any]]] = {
        name: [] for name in (*kept, "topic_assignments", "disagreements")
    }
    for name, row in rows(store):
        if name in found:
            found[name].append(row)
    return found


def _worth(row: Mapping[str, Any], table: str, found: Mapping[str, Any]) -> bool:
    """A scheme's topics that nobody has spoken to get no note."""
    return table != "topics" or bool(row.get("statements"))


class _Notes:
    """The notes, made of all rows."""

    def __init__(
        self,
        found: Mapping[str, list[dict[str, Any]]],
        names: Mapping[str, tuple[str, str]],
        aliases: Mapping[str, Sequence[str]],
    ) -> None:
        self._names = names
        self._aliases = aliases
        self._rows = {
            row[key]: row
            for table, key in (
                ("persons", "person_id"),
                ("organisations", "organisation_id"),
                ("topics", "topic_id"),
            )
            for row in found[table]
        }
        self._speakers = {row["speaker_id"]: row for row in found["speakers"]}
        self._statements = {
            row["statement_id"]: row for row in found["statements"] if row.get("review_status") != "rejected"
        }
        # whether each topic of a statement is a guess
        self._topics_of: dict[str, dict[str, bool]] = defaultdict(dict)
        about: dict[str, set[str]] = defaultdict(set)
        for row in found["topic_assignments"]:
            if row["statement_id"] not in self._statements:
                continue
            guess = row.get("topic_basis") in _GUESSES
            told_of = self._topics_of[row["statement_id"]]
            told_of[row["topic_id"]] = told_of.get(row["topic_id"], True) and guess
            about[row["topic_id"]].add(row["statement_id"])
        for iri, row in self._statements.items():
            if row.get("speaker_id"):
                about[row["speaker_id"]].add(iri)
        self._about = {
            iri: sorted(told, key=lambda one: (self._statements[one].get("published") or "", one))[::-1]
            for iri, told in about.items()
        }
        self._roles: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._members: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in found["affiliations"]:
            if row.get("person_id"):
                self._roles[row["person_id"]].append(row)
                self._members[row.get("organisation_id") or ""].append(row)
        self._broader: dict[str, list[str]] = defaultdict(list)
        self._narrower: dict[str, list[str]] = defaultdict(list)
        for row in found["topic_broader"]:
            self._broader[row["topic_id"]].append(row["broader_id"])
            self._narrower[row["broader_id"]].append(row["topic_id"])
        self._parts: dict[str, list[str]] = defaultdict(list)
        for row in found["organisations"]:
            if row.get("part_of_id"):
                self._parts[row["part_of_id"]].append(row["organisation_id"])
        self._disputes: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in found["disagreements"]:
            for name in ("over_id", "supporter_id", "opponent_id"):
                self._disputes[row[name] or ""].append(row)

    def start(self) -> str:
        """The first note: what this is, and who speaks most."""
        lines = [
            "# Who said what",
            "",
            "Statements read from news articles. A statement is an article's report that somebody said "
            "something, not a fact about the world; each has a link to its source.",
        ]
        for folder in _FOLDERS.values():
            here = [iri for iri, (place, _) in self._names.items() if place.startswith(f"{folder}/")]
            ranked = sorted(
                here, key=lambda iri: (-(self._rows[iri].get("statements") or 0), self._names[iri])
            )
            lines += ["", f"## {folder}", ""]
            lines += [
                f"- {self._link(iri)} ({self._rows[iri].get('statements') or 0})" for iri in ranked[:50]
            ]
        return "\n".join(lines) + "\n"

    def note(self, iri: str) -> str:
        """The note of a person, organisation or topic."""
        row = self._rows[iri]
        label = self._names[iri][1]
        is_topic = "topic" in row
        speaker = self._speakers.get(iri, {})
        kind = "topic" if is_topic else speaker.get("speaker_kind")
        front = {
            "aliases": [label, *self._aliases.get(iri, ())],
            "id": iri,
            "kind": kind,
            "organisation_kind": row.get("organisation_kind"),
            "statements": row.get("statements"),
            "articles": row.get("articles"),
            "first_seen": row.get("first_seen"),
            "last_seen": row.get("last_seen"),
            "same_as": str(speaker["same_as"]).split("; ") if speaker.get("same_as") else None,
            "tags": [f"sayso/{kind}"],
        }
        lines = ["---", *(f"{name}: {_yaml(value)}" for name, value in front.items() if value is not None)]
        lines += ["---", f"# {_escaped(label)}", ""]
        if row.get("definition"):
            lines += [_escaped(row["definition"]), ""]
        for heading, found in (
            ("Roles", self._roles_of(iri)),
            ("People", self._people_of(iri)),
            ("Part of", [f"- {self._link(row['part_of_id'])}"] if row.get("part_of_id") else []),
            ("Parts", self._listed(self._parts[iri])),
            ("Broader", self._listed(self._broader[iri])),
            ("Narrower", self._listed(one for one in self._narrower[iri] if one in self._names)),
            ("Disagreements", self._disagreements(iri)),
        ):
            if found:
                lines += [f"## {heading}", "", *found, ""]
        told = self._about.get(iri, [])
        if told:
            lines += ["## Statements", ""]
            if len(told) > _NEWEST:
                lines += [f"The {_NEWEST} newest of {len(told)}.", ""]
            for one in told[:_NEWEST]:
                lines += [*self._statement(one, shown=iri), ""]
        return "\n".join(lines).rstrip("\n") + "\n"

    def _listed(self, names: Iterable[str]) -> list[str]:
        return [f"- {self._link(iri)}" for iri in sorted(set(names))]

    def _roles_of(self, iri: str) -> list[str]:
        found: dict[str, None] = {}
        for row in self._roles[iri]:
            role = _escaped(row.get("role") or "affiliated")
            at = f" at {self._link(row['organisation_id'])}" if row.get("organisation_id") else ""
            found[f"- {'former ' if row.get('former') else ''}{role}{at}"] = None
        return list(found)

    def _people_of(self, iri: str) -> list[str]:
        found: dict[str, None] = {}
        for row in self._members[iri]:
            role = (
                f", {'former ' if row.get('former') else ''}{_escaped(row['role'])}"
                if row.get("role")
                else ""
            )
            found[f"- {self._link(row['person_id'])}{role}"] = None
        return sorted(found)

    def _disagreements(self, iri: str) -> list[str]:
        found: dict[str, None] = {}
        for row in self._disputes[iri]:
            first, second = self._link(row["supporter_id"]), self._link(row["opponent_id"])
            found[f"- {first} for and {second} against {self._link(row['over_id'])}"] = None
        return list(found)

    def _statement(self, iri: str, shown: str) -> Iterator[str]:
        row = self._statements[iri]
        words = _escaped(row.get("content") or "")
        yield f"> {_quoted(words, row.get('quote_type'))}"
        speaker = row.get("speaker_id")
        parts = []
        if speaker and speaker != shown:
            parts.append(self._link(speaker))
        if row.get("role"):
            parts.append(_escaped(row["role"]))
        if row.get("organisation_id") and row["organisation_id"] != shown:
            parts.append(self._link(row["organisation_id"]))
        title = row.get("title") or row["article_id"].rsplit("/", 1)[-1]
        parts.append(f"[{_escaped(title)}]({_address(row['url'])})" if row.get("url") else _escaped(title))
        if row.get("outlet_id") and row["outlet_id"] not in (shown, speaker):
            parts.append(self._link(row["outlet_id"]))
        if row.get("published"):
            parts.append(str(row["published"]))
        yield f"> — {', '.join(parts)}"
        topics = []
        for topic, guess in self._topics_of[iri].items():
            if topic != shown:
                topics.append(f"{self._link(topic)}{' (a guess, from what stands near)' if guess else ''}")
            elif guess:
                topics.append("this, as a guess from what stands near")
        if topics:
            yield f"> on {', '.join(topics)}"
        if row.get("relayed_by_id"):
            yield f"> (at second hand, from {self._link(row['relayed_by_id'])})"
        if row.get("possible_speaker_id"):
            yield f"> (or said by {self._link(row['possible_speaker_id'])})"
        if row.get("continues_id"):
            yield "> (a guess: it goes on from the statement before, without a cue of its own)"

    def _link(self, iri: str | None) -> str:
        """A link to a note; the name alone where there is none."""
        if iri is not None and iri in self._names:
            place, label = self._names[iri]
            text = " ".join(re.sub(r"[\[\]|]", " ", printable_text(label)).split())
            return f"[[{place}|{_no_markup(text) or place.rsplit('/', 1)[-1]}]]"
        row = self._speakers.get(iri or "", {})
        return _escaped(row.get("speaker") or (iri or "").rsplit("/", 1)[-1].replace("-", " "))


def _yaml(value: Any) -> str:
    """A value in YAML's flow style: JSON, with all that YAML might not print escaped."""
    clean = (
        [printable_text(str(one)) for one in value]
        if isinstance(value, Sequence | list) and not isinstance(value, str)
        else printable_text(value)
        if isinstance(value, str)
        else value
    )
    text = json.dumps(clean, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _escaped(text: str) -> str:
    """Text that Obsidian shows as it is, on one line."""
    escaped = _MARKUP.sub(r"\\\1", " ".join(printable_text(text).split()))
    return _LIST.sub(r"\1\\\2", escaped)


def _no_markup(text: str) -> str:
    """Text for the inside of a link, where a backslash would be shown."""
    return re.sub(r"[\\`*_<>#~=$%^&!{}]", " ", text).strip()


def _quoted(words: str, quote_type: str | None) -> str:
    return f"“{words}”" if quote_type == "direct" else words


def _address(url: str) -> str:
    return _URL_UNSAFE.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), printable_text(url)
    )
