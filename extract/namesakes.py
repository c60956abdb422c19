"""Whose surname it is: of several persons of one name the one whom title, generation or place of naming tell.

Marcus Hale founded the yard. His son, Peter Hale, runs it. The younger Hale said …      Peter Hale
"""

from typing import Any

from sayso.extract.answers import Answer
from sayso.extract.cast import Cast
from sayso.extract.discourse import Discourse, Mention
from sayso.extract.names import word_set

__all__ = ["bearer_of_surname", "other_bearer"]

_ELDER = word_set("elder older senior")
_YOUNGER = word_set("younger junior")
_PARENTS = word_set("father mother uncle aunt grandfather grandmother parents")
_CHILDREN = word_set(
    "son daughter nephew niece grandson granddaughter stepson stepdaughter sons daughters children"
)


def bearer_of_surname(d: Discourse, cast: Cast, mention: Mention, word: str) -> Answer:
    """Whom a mention by surname stands for: of several persons the one last named in full that fits."""
    own = d.entities[mention.entity]
    if "namesake_id" in own:  # one of two of one name, whom the words round each place told apart
        return Answer(
            own["id"], other_bearer(own, mention), "surname", cast.last_named(own["id"], mention.first)
        )
    name = cast.name_words(own["id"])
    rivals = cast.bearers(word)
    if len(name) > 1:  # already led back to a person: only those who bear the word at the same place vie
        at = -1 if name[-1] == word else 0
        rivals = [rival for rival in rivals if cast.name_words(rival)[at] == word] or [own["id"]]
    chosen = _of_generation(d, cast, mention, rivals)
    if chosen is not None:
        return Answer(chosen, None, "surname", cast.last_named(chosen, mention.first))
    meant = [rival for rival in rivals if cast.called_by_surname(rival)]
    rivals = meant or ([] if len(name) == 1 else rivals)
    if not rivals:
        return Answer(own["id"], None, "full-name", (mention.start, mention.stop))
    if len(rivals) == 1:
        place = cast.last_named(rivals[0], mention.first) or cast.first_named(rivals[0])
        return Answer(rivals[0], None, "surname", place)
    gender = cast.title_gender(mention)
    fitting = [rival for rival in rivals if cast.may_be(rival, gender)] or rivals
    named = sorted(
        ((place, rival) for rival in fitting if (place := cast.last_named(rival, mention.first)) is not None),
        reverse=True,
    )
    if not named:
        return Answer(None, own["id"], "surname", None)
    (place, nearest), *others = named
    if not others:
        return Answer(nearest, None, "surname", place)
    sentence = d.sentence_of[d.token_at(place[0])]
    if sentence == d.sentence_of[d.token_at(others[0][0][0])]:
        known = next((s.entity for s in reversed(cast.spoke[-20:]) if s.entity in fitting), None)
        if known is None:
            return Answer(None, nearest, "surname", place)
        rival = nearest if known != nearest else others[0][1]
        return Answer(known, rival, "surname", cast.last_named(known, mention.first))
    return Answer(nearest, others[0][1], "surname", place)


def other_bearer(entity: dict[str, Any], mention: Mention) -> str | None:
    """Who else of the very same name a mention may stand for, where nothing tells which of them it is."""
    unsure = [mention.start, mention.stop] in entity.get("unsure", ())
    return str(entity["namesake_id"]) if unsure else None


def _of_generation(d: Discourse, cast: Cast, mention: Mention, rivals: list[str]) -> str | None:
    """The one of two that "the elder Hale", "the younger Hale" names."""
    before = d.lower[mention.first - 1] if mention.first else ""
    if len(rivals) != 2 or before not in _ELDER | _YOUNGER:
        return None
    older = _older(cast, rivals)
    if older is None:
        return None
    return older if before in _ELDER else next(rival for rival in rivals if rival != older)


def _older(cast: Cast, rivals: list[str]) -> str | None:
    first, second = rivals
    one_age, other_age = (cast.by_id[rival].get("age") for rival in rivals)
    if one_age is not None and other_age is not None and one_age != other_age:
        return first if one_age > other_age else second
    for one, other in ((first, second), (second, first)):
        suffix, kin = cast.generation(one), cast.kin(one)
        if suffix == "sr" or kin in _PARENTS:
            return one
        if suffix in ("jr", "ii", "iii", "iv") or kin in _CHILDREN:
            return other
    return None
