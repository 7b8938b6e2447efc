"""Dated, immutable tables: what the register said on one day, with proof of where it came from.

A snapshot is a folder with a Parquet file, the findings, and a manifest with hashes, sources and books. The
manifest is written last and at once, and a folder without one does not exist; of one import that fills several
tables, all snapshots come to be with the last manifest. So a kill at any moment leaves the old state or the new
one. Any folder that Arrow can address will do, a path or a URI such as `s3://…`; files of a remote folder are
fetched once into a cache, by their hash.
"""

from blendwise.snapshots.kept import Snapshots
from blendwise.snapshots.snapshot import SCHEMA_VERSION, Snapshot, SnapshotSource, new_id

__all__ = ["SCHEMA_VERSION", "Snapshot", "SnapshotSource", "Snapshots", "new_id"]
