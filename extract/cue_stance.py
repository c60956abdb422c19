"""Which cues are for what they bring up and which against it: "praised", "called for", "warned against"."""

from collections.abc import Callable

from sayso.extract.names import word_set
from sayso.extract.standing import Scope

__all__ = ["AGAINST", "TO_DO", "UNWILLING", "WANTS", "WILLING", "sign_of_cue"]

_TELLING = word_set("say claim factive emphasis document question")
_ASKING = word_set(
    "call urge demand propose recommend request seek want push press advocate appeal plead lobby beg "
    "insist ask proposal recommendation suggest"
)
WANTS = word_set(
    "want like hope wish urge ask call demand tell advise recommend propose encourage press push plan "
    "intend aim pledge promise vow decide agree commit seek try prefer love implore beg insist "
    "support back favor favour need prepare work fight resolve invite lobby appeal endorse advocate "
    "remind request require move vote"
)
AGAINST = word_set("oppose refuse decline avoid resist reject hate warn caution")
WILLING = word_set("ready willing determined keen happy prepared eager glad committed proud")
UNWILLING = word_set("reluctant unwilling loath opposed hesitant afraid")
TO_DO = word_set(
    "time need duty obligation responsibility case reason plan effort proposal call demand pledge promise "
    "move decision priority chance opportunity right commitment intention"
)


def sign_of_cue(scope: Scope, sign_of: Callable[[str, str, str], int], preposition: str, *, act: bool) -> int:
    """1 if a cue is for its content, -1 if against, 0 if neither: "called for", "warned against".

    `preposition` is the one by which the content hangs on it; `act` says that the content is to be done.
    """
    lemma = scope.cue_lemma
    value = sign_of("attitude", lemma, preposition)
    if not act and value:
        return value
    kind = scope.cue_type
    if act:
        if preposition in ("about", "over", "of"):
            return 0
        if preposition == "against" or lemma in AGAINST or lemma in UNWILLING:
            return -1
        if lemma in ("tell", "order", "allow", "permit", "let", "force"):
            return 0
        wanted = kind == "directive" or (
            kind not in _TELLING and (lemma in WANTS or lemma in WILLING or lemma in TO_DO)
        )
        return 1 if wanted else value
    if kind in ("criticism", "concern"):
        return -1
    if kind == "warning":
        return -1 if preposition in ("of", "about", "against", "over") or lemma != "warn" else 0
    if kind == "praise":
        return 1
    if kind == "directive":
        if preposition in ("on", "about", "to"):
            return 0
        known = sign_of("change", lemma, preposition) or (0 if preposition else sign_of("change", lemma, ""))
        return known or (1 if lemma in _ASKING else 0)
    if kind == "denial" and lemma in ("reject", "oppose", "rebuff", "dispute", "disagree", "disavow"):
        return -1
    if lemma in (
        "plan",
        "pledge",
        "promise",
        "vow",
        "hope",
        "propose",
        "intend",
        "desire",
        "need",
        "commit",
    ):
        return 1
    return 0
