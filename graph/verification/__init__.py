"""Whether a graph is true to its articles: every edge proved anew against the stored text."""
