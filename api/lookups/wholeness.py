"""Whether the graph that is served is whole: a build that was cut off leaves some of it underived."""

from typing import cast

from flask import current_app

from sayso.api.settings import current_service
from sayso.errors import SaysoError
from sayso.graph.store import Store

__all__ = ["is_stale", "stale"]

_KEPT = "sayso.stale"


def is_stale(store: Store) -> bool:
    """Whether articles are still to be taken into identities and disagreements: a job."""
    return store.derived_is_stale


def stale() -> bool:
    """The same of the state that is served: asked once for each.

    False where nobody knows its states, or where there is no turn to ask just now: no answer is lost for it.
    """
    service = current_service()
    state = service.state
    if not state:
        return False
    kept = cast("tuple[str, bool] | None", current_app.extensions.get(_KEPT))
    if kept is None or kept[0] != state:
        try:
            kept = state, service.run(is_stale)
        except SaysoError:
            return False
        current_app.extensions[_KEPT] = kept
    return kept[1]
