"""Processes that answer: they hold the graph, and are ended and replaced when an answer takes too long."""
