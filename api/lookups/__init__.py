"""Look-ups for those who do not write SPARQL: JSON and JSON-LD, and every IRI of the graph."""
