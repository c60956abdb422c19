"""Small answers are kept for whoever asks the same again: within their room, and for one state."""

from collections import OrderedDict

from hypothesis import example, given
from hypothesis import strategies as st

from sayso.api.protocol.answer_cache import LARGEST, AnswerCache, Kept

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "get"]),
        st.sampled_from(["one", "two", ""]),
        st.sampled_from(["a", "b", "c", "d", "e"]),
        st.integers(0, 3_000),
    ),
    max_size=60,
)


@example([("put", "one", "a", 0), ("put", "one", "a", 600), ("get", "one", "a", 0)], 1_500)
@given(STEPS, st.sampled_from([0, 1_500, 5_000, 100_000]))
def test_what_is_got_is_what_was_put_last_in_that_state(
    steps: list[tuple[str, str, str, int]], most: int
) -> None:
    cache = AnswerCache(most)
    put: dict[tuple[str, str], Kept] = {}
    for what, state, question, size in steps:
        if what == "put":
            answer = Kept(b"x" * size, (("Content-Length", str(size)),))
            cache.put(state, (question,), answer)
            put[state, question] = answer
        else:
            found = cache.get(state, (question,))
            assert found is None or found is put[state, question]
        assert 0 <= cache.size <= most


def test_those_asked_for_last_stay() -> None:
    cache = AnswerCache(5_000)
    answers = OrderedDict((name, Kept(name.encode() * 500, ())) for name in "abcd")
    for name in "abc":
        cache.put("now", (name,), answers[name])
    assert cache.get("now", ("a",)) is answers["a"]
    cache.put("now", ("d",), answers["d"])
    assert [name for name in "abcd" if cache.get("now", (name,))] == ["a", "c", "d"]


def test_another_state_has_no_answer_of_the_one_before() -> None:
    cache = AnswerCache(50_000)
    cache.put("old", ("q",), Kept(b"1", ()))
    assert cache.get("new", ("q",)) is None
    cache.put("new", ("q",), Kept(b"2", ()))
    assert cache.get("old", ("q",)) is None
    assert cache.get("new", ("q",)) == Kept(b"2", ())


def test_what_nobody_knows_the_state_of_and_what_is_large_is_not_kept() -> None:
    cache = AnswerCache(10_000_000)
    cache.put("", ("q",), Kept(b"1", ()))
    cache.put("now", ("q",), Kept(b"1" * (LARGEST + 1), ()))
    assert cache.get("", ("q",)) is None
    assert cache.get("now", ("q",)) is None
    assert cache.size == 0
