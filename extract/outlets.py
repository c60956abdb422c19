"""How outlets are called: by what their names tell of newspapers, agencies and stations."""

from sayso.extract.names import word_set

__all__ = ["like_an_outlet"]

_WORDS = word_set(
    "agency bulletin broadcaster broadcasting chronicle courier daily examiner express gazette globe "
    "guardian herald inquirer journal magazine mail mirror news newspaper newswire observer podcast post "
    "press radio record register review standard star sun telegraph television times today tribune tv "
    "weekly wire"
)


def like_an_outlet(name: str) -> bool:
    """Whether a name has a word in it by which outlets are called.

    >>> like_an_outlet("Karlin Courier"), like_an_outlet("Karlin Bank")
    (True, False)
    """
    return not _WORDS.isdisjoint(name.casefold().split())
