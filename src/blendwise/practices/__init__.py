"""Building blocks that were done elsewhere: which fields of education they fit, as data.

Their texts stand in the language files under `practices.<name>`. This is the beginning of the catalogue: what a
poster for a department needs.
"""

from blendwise.practices.blocks import FIELDS, Block, blocks, blocks_for, examples_for

__all__ = ["FIELDS", "Block", "blocks", "blocks_for", "examples_for"]
