"""From tags and links to attributions."""

import numpy as np
import pytest

from sayso.extract.encoder.linking import NEAR, Layout, Settings, link

LAYOUT = Layout(
    distance=np.zeros((3, 2 * NEAR + 1)),
    paragraph=np.zeros((3, 3)),
    order=np.array([[-2.0, -1.0, 0.0, 1.0, 0.0, -1.0, -2.0]] * 3),
    sentence=np.zeros((3, 5)),
    nobody=np.full(3, -4.0),
)


def _tags(letters: str) -> np.ndarray:
    """Logits that say: . outside, S/s source, Q/q cue, C/c content."""
    order = ".SsQqCc"
    logits = np.zeros((len(letters), 7))
    for place, letter in enumerate(letters):
        logits[place, order.index(letter)] = 8.0
    return logits


def _link(
    letters: str, also: dict[int, str] | None = None
) -> list[tuple[tuple[int, int], tuple[int, int] | None, tuple[tuple[int, int], ...]]]:
    text = np.array([letter != "|" for letter in letters])
    tags = _tags(letters.replace("|", "."))
    for place, letter in (also or {}).items():
        tags[place, ".SsQqCc".index(letter)] = 7.0
    vectors = np.zeros((len(letters), 6, 4))
    ends = np.zeros(len(letters), bool)
    found = link(tags, vectors, text=text, ends=ends, layout=LAYOUT, settings=Settings())
    return [(each.cue, each.source, each.contents) for each in found]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("|Ccc.SQ.|", [((6, 7), (5, 6), ((1, 4),))]),
        ("|Ccc.SQ.Cc|", [((6, 7), (5, 6), ((1, 4), (8, 10)))]),
        ("|SQ.Cc|", [((2, 3), (1, 2), ((4, 6),))]),
        ("|.Q.Cc|", [((2, 3), None, ((4, 6),))]),
        ("|SQ...|", []),
        ("|Ccc...|", []),
    ],
)
def test_spans_are_linked(letters: str, expected: list[object]) -> None:
    assert _link(letters) == expected


def test_an_inside_without_a_begin_is_repaired() -> None:
    assert _link("|SQ.cc.|", also={4: "C"}) == [((2, 3), (1, 2), ((4, 6),))]
