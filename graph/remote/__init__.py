"""A graph on a SPARQL 1.1 server, as if it were here."""
