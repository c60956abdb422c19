"""Only what is surely not English is said to be foreign."""

import pytest

from sayso.extract.language import foreign_language

FRENCH = (
    "Le ministre a déclaré mardi que les sanctions contre les puces ne changeraient rien à la politique. "
    "Il a ajouté que les entreprises devaient se préparer à un long hiver."
)
GERMAN = (
    "Der Minister sagte am Dienstag, dass die Sanktionen nichts ändern würden. Die Unternehmen sollten sich "
    "auf einen langen Winter einstellen, sagte er weiter, und niemand dürfe sich auf Hilfe verlassen."
)
ENGLISH = (
    "The minister said on Tuesday that the sanctions would change nothing. Companies should prepare for a "
    "long winter, he added, and nobody should rely on help."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "French"),
        (GERMAN, "German"),
        ("研究所周二表示，芯片制裁不会改变中国的发展道路，企业应当做好准备。", "Chinese"),
        (
            "Министр сообщил во вторник, что санкции ничего не изменят в промышленной политике страны.",
            "Russian",
        ),
        (ENGLISH, None),
        (ENGLISH + " « Nous verrons bien », a dit le ministre.", None),
        ("Brandl said no.", None),
        ("Bonjour, monsieur.", None),
        ("Mei Qiaolin, Gao Wenbin, Yun Seong-min, Lanxi, Hangzhou, Shenzhen, Weibo.", None),
        ("", None),
        ("12345 ...", None),
    ],
)
def test_the_language_is_named_where_it_is_sure(text: str, language: str | None) -> None:
    assert foreign_language(text) == language


def test_the_verdict_is_the_same_each_time() -> None:
    assert [foreign_language(FRENCH) for _ in range(3)] == ["French"] * 3
