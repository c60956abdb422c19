"""Whose turn it is."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.api.readers.fairness import FairQueue, FullError

CLIENTS = st.lists(st.sampled_from("abcd"), max_size=40)


def filled(clients: list[str], most: int = 1_000) -> FairQueue[tuple[str, int]]:
    queue: FairQueue[tuple[str, int]] = FairQueue(most)
    for number, client in enumerate(clients):
        queue.put(client, (client, number))
    return queue


def emptied(queue: FairQueue[tuple[str, int]]) -> list[tuple[str, int]]:
    return [queue.pop() for _ in range(len(queue))]


@given(CLIENTS)
def test_all_have_their_turn_and_each_client_in_its_order(clients: list[str]) -> None:
    out = emptied(filled(clients))
    assert sorted(out, key=lambda one: one[1]) == [(client, number) for number, client in enumerate(clients)]
    for client in set(clients):
        numbers = [number for one, number in out if one == client]
        assert numbers == sorted(numbers)


@given(CLIENTS)
def test_nobody_has_a_second_turn_before_all_have_had_one(clients: list[str]) -> None:
    waiting = Counter(clients)
    queue = filled(clients)
    while len(queue):
        present = [client for client in waiting if waiting[client]]
        first = [queue.pop()[0] for _ in present]
        assert sorted(first) == sorted(present)
        waiting.subtract(first)


@given(CLIENTS, st.integers(1, 8))
def test_a_full_queue_keeps_as_many_and_no_client_more_than_its_share(clients: list[str], most: int) -> None:
    queue: FairQueue[tuple[str, int]] = FairQueue(most)
    kept: set[tuple[str, int]] = set()
    for number, client in enumerate(clients):
        try:
            dropped = queue.put(client, (client, number))
        except FullError:
            held = Counter(one for one, _ in kept)
            assert len(kept) == most and held[client] + 1 >= max(held.values())
            continue
        kept.add((client, number))
        if dropped is not None:
            kept.remove(dropped)
            assert dropped[0] != client
    assert set(emptied(queue)) == kept and len(kept) == min(most, len(clients))


def test_who_comes_last_waits_for_all_others() -> None:
    queue = filled(["a", "b", "a", "c"])
    assert [queue.pop(last={"a"})[0] for _ in range(4)] == ["b", "c", "a", "a"]


def test_who_leaves_is_gone_and_can_leave_but_once() -> None:
    queue = filled(["a", "b"])
    assert [queue.remove("a", ("a", 0)), queue.remove("a", ("a", 0)), queue.remove("c", ("c", 0))] == [
        True,
        False,
        False,
    ]
    assert emptied(queue) == [("b", 1)]
    with pytest.raises(IndexError):
        queue.pop()


@given(CLIENTS)
def test_all_who_wait_can_be_looked_at(clients: list[str]) -> None:
    queue = filled(clients)
    assert sorted(queue) == sorted(emptied(queue))
