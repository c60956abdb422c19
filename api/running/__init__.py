"""Serving for real: the server, its log, its measures, its keys."""
