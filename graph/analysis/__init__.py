"""Views of a store as networkx graphs, and what can be measured on them."""
