"""Serving a graph for real: the server, who may come in, what is logged and measured."""
