"""The filters of a reading as SPARQL over `?statement`."""

from collections.abc import Mapping
from dataclasses import dataclass

from sayso.graph import vocab
from sayso.graph.asking.groups import Group
from sayso.graph.asking.lookup import Settled
from sayso.graph.asking.terms import day, once, values

__all__ = ["CARRIED", "Conditions", "bounds"]

CARRIED = "sayso:toldTo|sayso:interviewWith|sayso:postedOn|sayso:reportedBy"
"""The ways from a statement to the outlet or platform through which its words came."""

_LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "cue": ("sayso:cueType", vocab.CUE_TYPES),
    "quote": ("sayso:quoteType", vocab.QUOTE_TYPES),
    "certainty": ("sayso:certainty", vocab.CERTAINTIES),
}
_GUESS = """{ ?statement sayso:continues ?before } UNION { ?statement sayso:possibleSpeaker ?perhaps }
    UNION { VALUES ?context { sayso:InContext sayso:InHeading }
            ?statement sayso:topicAssignment/sayso:basis ?context }
    UNION { ?assigned sayso:rule "meaning" . ?statement sayso:topicAssignment ?assigned }"""


_NO_COPIES = "FILTER NOT EXISTS { ?statement sayso:copyOf ?original }"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a settled reading asks of statements."""

    settled: Settled
    group: Group

    @property
    def about(self) -> str:
        """Patterns that bind ?topic and ?topicBasis, how it was found; "" for any topic."""
        topics = self.settled.iris.get("topic", ())
        if not topics:
            return ""
        basis = "VALUES ?topicBasis { sayso:OwnWords } " if self.settled.reading.basis else ""
        return (
            f"{values('asked', topics)} ?topic skos:broader* ?asked .\n"
            f"    {basis}?assignment sayso:topic ?topic ; sayso:basis ?topicBasis .\n"
            "    ?statement sayso:topicAssignment ?assignment ."
        )

    @property
    def others(self) -> str:
        """Patterns for everything but the topic; "" for none.

        Only one of topic, speaker and date stands free, for the engine to begin with; see `terms.once`.
        """
        reading = self.settled.reading
        iris = self.settled.iris
        parts = []
        if reading.speaker:
            found = f"{values('speaker', iris['speaker'])} ?statement sayso:speaker ?speaker ."
            parts.append(once(found) if reading.topic else found)
        if not self.group.is_anybody:
            parts.append(self.group.statements)
        parts.extend(self._stance())
        for field, (predicate, notations) in _LISTS.items():
            wanted = getattr(reading, field)
            if wanted:
                kinds = values(field, (notations[name] for name in wanted))
                parts.append(once(f"{kinds} ?statement {predicate} ?{field} ."))
        if reading.negated:
            parts.append(once("?statement sayso:polarity sayso:Negated ."))
        if reading.basis and not reading.topic:
            parts.append(once("?statement sayso:topicAssignment/sayso:basis sayso:OwnWords ."))
        if reading.outlet:
            parts.append(
                once(
                    f"{values('medium', iris['outlet'])}\n"
                    "    { ?carrying sayso:publishedBy ?medium . "
                    "?statement sayso:article|sayso:carriedIn ?carrying } "
                    f"UNION {{ ?statement {CARRIED} ?medium }}"
                )
            )
        if reading.channel:
            parts.append(once(f"{values('carrier', iris['channel'])} ?statement {CARRIED} ?carrier ."))
        if reading.since or reading.until:
            found = f"?statement sayso:effectiveDate ?said . {bounds('?said', reading.since, reading.until)}"
            parts.append(once(found) if reading.topic or reading.speaker else found)
        parts.extend(self._due())
        if reading.guess == "yes":
            parts.append(once(_GUESS))
        elif reading.guess:
            parts.append(f"?statement a sayso:Statement . MINUS {once(_GUESS)}")
        return "\n    ".join(parts)

    @property
    def matching(self) -> str:
        """The statements that are asked for, each once, as ?statement."""
        parts = "\n    ".join(filter(None, (self.about, self.others))) or "?statement a sayso:Statement ."
        # what other articles have copies of counts once
        return f"{{ SELECT DISTINCT ?statement WHERE {{\n    {parts}\n    {_NO_COPIES}\n  }} }}"

    def _stance(self) -> list[str]:
        reading = self.settled.reading
        if not reading.stance:
            return []
        parts = []
        topics = self.settled.iris.get("topic", ())
        if topics:
            parts.append(
                f"{values('towards', topics)} ?toward skos:broader* ?towards . ?held sayso:toward ?toward ."
            )
        polarities = values("polarity", (vocab.STANCES[name] for name in reading.stance))
        parts.append(f"{polarities} ?held sayso:stancePolarity ?polarity . ?statement sayso:stance ?held .")
        return [once(" ".join(parts))]

    def _due(self) -> list[str]:
        reading = self.settled.reading
        if not (reading.due_since or reading.due_until):
            return []
        # a due date may be a year or a month alone, so its text is compared, the first day for the last
        tests = []
        if reading.due_since:
            tests.append(
                f'CONCAT(STR(?due), SUBSTR("9999-12-31", STRLEN(STR(?due)) + 1)) >= "{reading.due_since}"'
            )
        if reading.due_until:
            tests.append(f'STR(?due) <= "{reading.due_until}"')
        return [once(f"?statement sayso:due ?due . FILTER ({' && '.join(tests)})")]


def bounds(variable: str, since: str, until: str) -> str:
    """A condition on a date; "" where there is none."""
    tests = [f"{variable} >= {day(since)}"] if since else []
    tests += [f"{variable} <= {day(until)}"] if until else []
    return f"FILTER ({' && '.join(tests)})" if tests else ""
