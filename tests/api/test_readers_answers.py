"""How much of an answer the readers hand over, and what becomes of one that is not taken."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso.api.readers import Readers, open_readers
from sayso.api.service import LimitError, Limits
from sayso.graph.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only tested on Linux")

JOBS = Path(__file__).parent / "readers_jobs"


@pytest.fixture(scope="module")
def jobs() -> Iterator[Any]:
    sys.path.insert(0, str(JOBS))  # readers look where the front looks
    yield importlib.import_module("jobs_for_readers")
    sys.path.remove(str(JOBS))


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory, jobs: Any) -> Iterator[Readers]:
    path = tmp_path_factory.mktemp("served") / "graph"
    with Store.open(path, create=True):
        pass
    limits = Limits(seconds=20.0, bytes=3_000_000, memory=100_000_000)
    with open_readers(path, limits, memory=0, modules=(), watch=None) as service:
        yield service


def test_what_a_job_tells_is_bounded_like_what_it_writes(readers: Readers, jobs: Any) -> None:
    assert len(readers.run(jobs.tell, 1_400_000)) == 1_400_000
    with pytest.raises(LimitError, match="3,000,000 bytes") as caught:
        readers.run(jobs.tell, 1_600_000)  # of two bytes each
    assert caught.value.limit == "bytes"
    assert readers.run(jobs.count) >= 0
