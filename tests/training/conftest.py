"""Annotated articles to train on, written for these tests."""

import json
from pathlib import Path

import pytest

_NAMES = ("Ana Ruiz", "Tomas Hale", "the ministry", "a spokeswoman", "Ines Okoro", "the union")
_SENTENCES = (
    ("“{content},” {source} {cue}.", "The bridge will stay shut until May"),
    ("{source} {cue} that {content}.", "prices would rise again"),
    ("{content}, {source} {cue}.", "Nobody was asked"),
    ("“{content}!” {cue} {source}.", "We cannot pay for this"),
)
_CUES = ("said", "warned", "argued", "said")
_WRITER = "The bridge was built in 1934. It carries four lanes."


@pytest.fixture(scope="session")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A JSONL file of eight short articles."""
    path = tmp_path_factory.mktemp("annotated") / "articles.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(8):
            file.write(json.dumps(_article(number), ensure_ascii=False) + "\n")
    return path


def _article(number: int) -> dict[str, object]:
    text, attributions = "", []
    for k, (pattern, content) in enumerate(_SENTENCES):
        source, cue = _NAMES[(number + k) % len(_NAMES)], _CUES[k]
        sentence = pattern.format(source=source, cue=cue, content=content)
        roles = {"source": source, "cue": cue, "content": content}
        starts = {role: len(text) + sentence.index(words) for role, words in roles.items()}
        attributions.append(
            {role: [[starts[role], starts[role] + len(words)]] for role, words in roles.items()}
        )
        text += f"{sentence} {_WRITER}\n\n"
    return {"id": f"article-{number}", "text": text, "attributions": attributions}
