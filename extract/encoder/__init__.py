"""A small transformer encoder that finds attributions; see docs/explanation/encoder.md for its model card.

`wordpiece` and `windows` make what it sees of a text, `network` runs it, `linking` turns its numbers into
attributions, `bylines` decides what layout alone says, and `attributions` writes them on a `Doc`.
"""
