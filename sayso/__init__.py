"""Sayso reads news articles and builds a knowledge graph of who said what."""

__version__ = "0.1.0"
