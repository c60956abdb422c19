"""Pages in one file, to look at without a server."""
