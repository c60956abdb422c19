"""What came, went, moved and changed: between two states of a graph, and from build to build."""
