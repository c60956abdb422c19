"""What kinds of roles and of organisations are called in a question.

>>> role_kind("reporters") == vocab.RoleJournalist, organization_kind("banks") == vocab.FinancialInstitution
(True, True)
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from sayso.graph import vocab

__all__ = ["ORGANIZATION_WORDS", "ROLE_WORDS", "organization_kind", "role_kind"]

ROLE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "scientists?|researchers?|academics?|scholars?": vocab.RoleScientist,
        "analysts?|consultants?|strategists?": vocab.RoleAnalyst,
        "executives?|managers?|boss(?:es)?|business leaders?": vocab.RoleExecutive,
        "(?:co-?)?founders?|entrepreneurs?": vocab.RoleFounder,
        "(?:government |state |public )?officials?|civil servants?": vocab.RoleOfficial,
        "politicians?|lawmakers?|legislators?": vocab.RolePolitician,
        "spokes(?:people|persons?|men|women|man|woman)|press secretar(?:y|ies)": vocab.RoleSpokesperson,
        "journalists?|reporters?|correspondents?": vocab.RoleJournalist,
        "lawyers?|attorneys?|jurists?": vocab.RoleLawyer,
        "physicians?|(?:medical )?doctors?|medics?": vocab.RolePhysician,
        "engineers?|developers?": vocab.RoleEngineer,
        "activists?|campaigners?|organi[sz]ers?": vocab.RoleActivist,
        "(?:the )?military|military (?:people|men|women)|soldiers?|(?:military |army )officers?": (
            vocab.RoleMilitary
        ),
        "investors?|fund managers?|venture capitalists?|financiers?": vocab.RoleInvestor,
        "artists?|musicians?|performers?|entertainers?": vocab.RoleArtist,
        "athletes?|sports(?:people|persons?|men|women|man|woman)": vocab.RoleAthlete,
        "clergy|clergym[ea]n|clerics?|religious leaders?|church leaders?": vocab.RoleClergy,
        "workers?|ordinary workers?|tradespeople": vocab.RoleWorker,
        "(?:people|persons?|those) in (?:an)?other roles?|others?": vocab.RoleOther,
    }
)
"""A pattern over the words for each kind of role, in lower case."""

ORGANIZATION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "universit(?:y|ies)|colleges?|business schools?|academia": vocab.University,
        "think[ -]?tanks?": vocab.ThinkTank,
        "(?:research )?(?:labs?|laborator(?:y|ies))|research (?:institut(?:e|ion)s?|cent(?:er|re)s?)": (
            vocab.ResearchLab
        ),
        "compan(?:y|ies)|firms?|corporations?|business(?:es)?|start-?ups?|industry": vocab.Company,
        "(?:the )?governments?(?: (?:or|and) part(?:y|ies))?|(?:political )?part(?:y|ies)|ministr(?:y|ies)"
        "|(?:government |state |public )?agenc(?:y|ies)"
        "|(?:government|state|public) (?:bod(?:y|ies)|departments?|institutions?)"
        "|parliaments?|courts?|authorit(?:y|ies)": vocab.Government,
        "(?:the )?(?:news )?media(?: (?:outlets?|organi[sz]ations?|compan(?:y|ies)))?|(?:news )?outlets?"
        "|newspapers?|broadcasters?|news (?:agenc(?:y|ies)|organi[sz]ations?)|the press": vocab.Media,
        "civil society(?: (?:groups?|organi[sz]ations?))?|ngos?|non-?governmental organi[sz]ations?"
        "|non-?profits?|charit(?:y|ies)|foundations?|(?:trade |labou?r )?unions?|associations?"
        "|advocacy groups?|campaign groups?|churches": vocab.CivilSociety,
        "(?:(?:central|investment|commercial) )?banks?|financial (?:institutions?|firms?)"
        "|(?:hedge |investment )?funds?|insurers?|stock exchanges?": vocab.FinancialInstitution,
        "international (?:organi[sz]ations?|bod(?:y|ies)|institutions?|agenc(?:y|ies))"
        "|intergovernmental (?:organi[sz]ations?|bod(?:y|ies))": vocab.InternationalOrganization,
    }
)
"""A pattern over the words for each kind of organisation, in lower case."""

_ROLES = tuple((re.compile(pattern), kind) for pattern, kind in ROLE_WORDS.items())
_ORGANIZATIONS = tuple((re.compile(pattern), kind) for pattern, kind in ORGANIZATION_WORDS.items())


def role_kind(words: str) -> str | None:
    """The IRI of the kind of role that is called so, by its notation or everyday words."""
    return vocab.ROLE_KINDS.get(words) or _called(words, _ROLES)


def organization_kind(words: str) -> str | None:
    """The IRI of the kind of organisation that is called so, by its notation or everyday words."""
    return vocab.ORGANIZATION_KINDS.get(words) or _called(words, _ORGANIZATIONS)


def _called(words: str, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
    return next((kind for pattern, kind in patterns if pattern.fullmatch(words)), None)
