"""Why the graph says something, and why it does not."""
