"""Tools for programs that talk to language models (Model Context Protocol)."""
