"""The cue lexicon."""

import pytest

from sayso.extract.cues import CUE_TYPES, load_lexicon, read_lexicon


def test_the_shipped_lexicon_knows_only_the_ontologys_types() -> None:
    lexicon = load_lexicon()
    assert set(lexicon.types.values()) - set(CUE_TYPES) == set()
    assert {"say", "tell", "warn"} <= lexicon.speaking


@pytest.mark.parametrize(
    ("lemma", "kind", "construction", "cue_type"),
    [
        ("say", "v", "that", "say"),
        ("warn", "v", "that", "warning"),
        ("call", "v", "p-for", "directive"),
        ("call", "v", "obj-pred", "say"),
        ("concern", "n", "n-p-about", "concern"),
        ("unheard", "n", "", "nominal"),
        ("unheard", "a", "", "attitude"),
        ("unheard", "v", "", "say"),
    ],
)
def test_cues_have_types(lemma: str, kind: str, construction: str, cue_type: str) -> None:
    assert load_lexicon().type_of(lemma, kind, construction) == cue_type


def test_weights_add_up_to_a_chance() -> None:
    lexicon = read_lexicon(
        ["# comment", "say\tv\tsay+\t2.00\tthat=0.50", "claim\tn\t-\t1.00"],
        ["# comment", "\t-2.0", "m:neg\t-0.5"],
    )
    assert lexicon.weight(["w:say/v"]) == 0.5
    assert lexicon.weight(["w:say/v", "w:say/v/that", "m:neg", "unknown"]) == 0.5
    assert lexicon.weight(["w:say/v", "w:say/v/that"]) == pytest.approx(0.6225, abs=1e-4)
    assert lexicon.words == {("say", "v"), ("claim", "n")}
    assert lexicon.speaking == {"say"}
    assert lexicon.types == {("say", "v"): "say"}


def test_british_spelling_weighs_the_same() -> None:
    lexicon = load_lexicon()
    assert lexicon.type_of("emphasise", "v") == "emphasis"
    assert lexicon.weight(["w:criticise/v"]) == lexicon.weight(["w:criticize/v"])
