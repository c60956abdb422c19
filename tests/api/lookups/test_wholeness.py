"""Whether the graph is whole is told beside answers, and never in place of one."""

from typing import Any

import pytest

from sayso.api.app import create_app
from sayso.api.lookups.wholeness import is_stale
from sayso.api.service import BusyError, InlineService
from sayso.graph.store import Store


class Crowded(InlineService):
    """Has no turn for the question whether the graph is whole."""

    def run(self, job: Any, /, *args: Any, **kwargs: Any) -> Any:
        if job is is_stale:
            raise BusyError("no turn")
        return super().run(job, *args, **kwargs)


@pytest.mark.parametrize("accept", ["application/json", "text/html", "text/turtle"])
def test_an_answer_is_given_where_nobody_can_say_whether_the_graph_is_whole(
    store: Store, accept: str
) -> None:
    client = create_app(Crowded(store)).test_client()
    told = client.get("/people/mara-voss", headers={"Accept": accept})
    assert (told.status_code, told.headers.get("Sayso-Stale")) == (200, None)
