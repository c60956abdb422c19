"""Who stands behind a noun: who issued "the Halden report", where "the CEO of Halden" holds the post, who is
counted by "a number of people".
"""

from sayso.extract.discourse import NAMED_KINDS, Discourse, Mention
from sayso.extract.nouns import SourceNouns

__all__ = ["counted", "issuer", "named_at", "organization_of"]


def issuer(d: Discourse, nouns: SourceNouns, head: int) -> Mention | None:
    """Who stands behind "Halden's report", "the Halden report", "a report (published) by Halden"."""
    for child in d.children.get(head, ()):
        if child < head:
            mention = named_at(d, child)
            if mention is not None:
                return mention
        elif d.lower[child] in ("by", "from", "of"):
            for grandchild in d.children.get(child, ()):
                mention = named_at(d, grandchild)
                if mention is not None and (d.lower[child] != "of" or d.kind(mention) != "person"):
                    return mention
        elif d.lemmas[child] in nouns.issuing_verbs:
            for agent in d.children.get(child, ()):
                for grandchild in d.children.get(agent, ()) if d.lower[agent] == "by" else ():
                    mention = named_at(d, grandchild)
                    if mention is not None:
                        return mention
    verb = d.heads[head]
    if d.deps[head] == "dobj" and d.lemmas[verb] in nouns.issuing_verbs:
        for subject in d.children.get(verb, ()):
            if d.deps[subject] == "nsubj":
                return named_at(d, subject)
    return None


def named_at(d: Discourse, token: int) -> Mention | None:
    """The mention of somebody or something with a name of its own at a token."""
    mention = d.mention_at.get(token)
    return mention if mention is not None and d.kind(mention) in NAMED_KINDS else None


def organization_of(d: Discourse, head: int) -> str | None:
    """The organisation that a role word hangs on: "the CEO of Halden", "Halden's CEO"."""
    for child in d.children.get(head, ()):
        if child < head:
            mention = named_at(d, child)
            if mention is not None:
                return str(d.entities[mention.entity]["id"])
        elif d.lower[child] in ("of", "for", "at", "from", "with"):
            for grandchild in d.children.get(child, ()):
                inner = d.mention_at.get(grandchild)
                if inner is not None:
                    return str(d.entities[inner.entity]["id"])
    return None


def counted(d: Discourse, head: int) -> int | None:
    """The people in "a number of people"."""
    for child in d.children.get(head, ()):
        if child > head and d.lower[child] == "of":
            for noun in d.children.get(child, ()):
                if d.tags[noun] in ("NNS", "NNPS"):
                    return noun
    return None
