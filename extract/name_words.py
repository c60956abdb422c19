"""Words that tell where a name begins and ends, and what it cannot be."""

from sayso.extract.names import word_set

__all__ = [
    "ADDRESSES",
    "AMBIGUOUS_POSTS",
    "ARTEFACTS",
    "ARTICLES",
    "BECOMES",
    "BODY_ROLES",
    "COMMON",
    "DANGLING",
    "DATES",
    "DIGITS",
    "EDGES",
    "FIELDS",
    "GENERATIONS",
    "HONORIFICS",
    "INTRODUCING",
    "JOINING",
    "NAMES",
    "NEVER_INSIDE",
    "PERSONAL",
    "POSSESSIVE",
    "QUOTES",
    "STARTERS",
    "TEACHES",
    "WALLS",
]
NAMES = word_set("PERSON ORG GPE LOC FAC PRODUCT EVENT WORK_OF_ART LAW")
WALLS = word_set('" “ ” « » „ ( ) [ ] { } ; : / | • * – — … < > = ? !')
QUOTES = frozenset(['"', "“", "„", "«", "‘", "'", "``", "(", "["])
EDGES = frozenset(
    [
        ".",
        ",",
        "'",
        "’",
        "‘",
        '"',
        "“",
        "”",
        ";",
        ":",
        "-",
        "–",
        "—",
        "(",
        ")",
        "[",
        "]",
        "'s",
        "’s",
        "``",
        "''",
        "!",
        "?",
        "…",
        "*",
        "•",
        "|",
        "/",
        "&",
        "#",
        "@",
    ]
)
DANGLING = word_set("at of in for and by on the to from with")
NEVER_INSIDE = word_set("by as with at from to who was is says said")
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
ARTICLES = frozenset(("the", "a", "an"))
DIGITS = frozenset("0123456789")


# What a recogniser takes for names and what are fields, posts, machines.
COMMON = word_set(
    "AI A.I. LLM LLMs GPU GPUs CPU R&D IT ICT IP CEO CFO CTO COO VP PhD MBA GDP IPO TV PC VR AR IoT ML "
    "NLP API APP HR PR ID OK GMT EST EDT PST UTC AM PM COVID COVID-19 Covid-19 HIV AIDS DNA RNA Internet "
    "Web Online Q&A Mr Mrs Ms Dr AGI 5G 6G Bitcoin bitcoin Blockchain Republican Democrat Republicans "
    "Democrats State Board Chairman Emeritus Professor Director President Minister Scientific "
    "Administrative"
)
STARTERS = word_set(
    "the a an in at on but if when while although though as for from by with since after before because "
    "and or so this that these those its his her their our my your he she it they we you i what who how "
    "why where both many most some all no not according meanwhile however last next new founding later "
    "earlier then now today yesterday still yet even only here there under over like unlike such"
)
ARTEFACTS = word_set(
    "model models generator tool app application chatbot assistant software system platform phone "
    "smartphone tablet car chip processor drug vaccine series film movie novel book album song game "
    "aircraft jet missile rocket satellite algorithm technology device product products engine "
    "architecture language edition"
)


# Verbs whose subject is somebody: they let a one-word person stand.
PERSONAL = word_set(
    "say tell add note argue believe think warn write explain claim insist admit acknowledge suggest "
    "recall reply ask join work serve study teach graduate marry bear die retire resign found co-found "
    "lead head chair live grow move hold receive earn become start begin own"
)


# "Professor of Biological Engineering" names a field.
TEACHES = word_set("professor lecturer instructor degree bachelor master doctor doctorate ph.d. phd chair")


# What a post is about, not where it is held: "director of Marketing", "head of Research".
FIELDS = word_set(
    "Sales Marketing Engineering Operations Development Finance Research Design Policy Communications "
    "Relations Affairs Education Strategy Product Products Business NameTables Science Sciences Studies "
    "Medicine Law Economics Physics Chemistry Biology Mathematics History Philosophy Psychology Sociology "
    "Pathology Surgery Technology Innovation Security Growth Analytics Planning Services Programs Safety "
    "Regulatory Compliance Partnerships Content Production Manufacturing Logic Theology Neuroscience "
    "Linguistics Journalism Arts Music Trade Management Advertising Learning"
)
BODY_ROLES = word_set("Associates Partners Observer Guard Owners Players Teachers Workers")
DATES = word_set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
    "August September October November December Today"
)
ADDRESSES = frozenset(
    form
    for title in (
        "Mr",
        "Mrs",
        "Ms",
        "Miss",
        "Dr",
        "Prof",
        "Professor",
        "Sir",
        "Sen",
        "Senator",
        "Rep",
        "Gov",
        "Gen",
        "Col",
        "Dame",
        "Lady",
        "Lord",
        "Baroness",
        "Sheikh",
        "Sheikha",
        "Haji",
        "Hajia",
        "Alhaji",
    )
    for form in (title, title + ".")
)
# Titles beside those of `names.TITLES`, and the gender they give.
HONORIFICS: dict[str, str | None] = {
    "haji": "male", "hajji": "male", "alhaji": "male", "hajia": "female", "sheikha": "female",
    "shaikh": "male", "sheik": "male", "mullah": "male", "maulana": "male", "baroness": "female",
    "viscount": "male", "viscountess": "female", "duchess": "female", "sri": None, "shri": "male",
    "smt": "female", "pandit": "male", "ustad": "male", "datuk": "male", "dato": "male", "mx": None,
    "engr": None, "barrister": None, "señorita": "female", "doña": "female", "dom": "male",
    "councillor": None, "councilor": None, "cllr": None, "msgr": "male", "monsignor": "male",
    "sra": "female", "dra": "female", "capitán": None, "spokesperson": None, "chairperson": None,
    "engineer": None,
}  # fmt: skip
GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
"""Suffixes that tell father and son apart; degrees and orders do not."""
# Titles that a recogniser takes into an organisation's name ("Spokeswoman X Y"), and that begin none.
INTRODUCING = word_set(
    "spokeswoman spokesman spokesperson chairman chairwoman congressman congresswoman councilman "
    "councilwoman councillor professor dr prof mr mrs ms sen senator gov governor mayor economist analyst "
    "ambassador judge businessman businesswoman actress coach lawmaker engineer"
)
JOINING = word_set("joined joining joins rejoined founded co-founded cofounded founding co-founding")


# Posts of which only a person is the subject of "is": an organisation may well be "a leader" or "an owner".
AMBIGUOUS_POSTS = word_set(
    "owner leader member manager partner broadcaster publisher developer designer agent operator creator "
    "producer head master representative delegate investor trader broker shareholder contractor "
    "consultant author host critic player"
)
BECOMES = word_set("is was became joined served serves graduated retired resigned")
