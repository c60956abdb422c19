"""What the front itself asks of the graph."""

from sayso.graph.store import Store

__all__ = ["quads"]


def quads(store: Store) -> int:
    """How many quads there are."""
    return len(store.handle)
