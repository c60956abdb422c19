"""Reading annotated articles."""

import json
from pathlib import Path

import pytest

from sayso.errors import InputError
from sayso.extract.training.annotated import Annotated, hold_out, read_annotated

GOOD = {"id": "a", "text": "He left, she said.", "attributions": [{"cue": [[13, 17]], "content": [[0, 7]]}]}


def _file(folder: Path, *lines: object) -> Path:
    path = folder / "annotated.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_articles_are_read_with_the_roles_they_have(tmp_path: Path) -> None:
    (article,) = read_annotated(_file(tmp_path, GOOD, ""))
    assert article == Annotated("a", "He left, she said.", (((), ((13, 17),), ((0, 7),)),))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: .*an article has id"),
        ("[]", "line 2: .*an article has id"),
        ({"id": "b", "text": "x"}, "line 2: no 'attributions'"),
        ({"id": 7, "text": "x", "attributions": []}, "line 2: id and text must be strings"),
        (GOOD, "line 2: the id 'a' comes twice"),
        ({**GOOD, "id": "b", "attributions": [{"cue": [[17, 99]]}]}, r"line 2: no characters \[17, 99\)"),
        ({**GOOD, "id": "b", "attributions": [{"cue": [3, 4]}]}, "line 2: .*an article has id"),
    ],
)
def test_what_is_no_annotated_article_is_refused_by_line(tmp_path: Path, line: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_annotated(_file(tmp_path, GOOD, line))


def test_the_same_articles_are_set_aside_whatever_their_order() -> None:
    articles = [Annotated(str(number), "text", ()) for number in range(20)]
    learnt, held = hold_out(articles, 5, seed=3)
    again = hold_out(articles[::-1], 5, seed=3)
    assert len(held) == 5
    assert {a.id for a in held} == {a.id for a in again[1]}
    assert not {a.id for a in held} & {a.id for a in learnt}
