"""Questions in English: read, worded as SPARQL, answered."""
