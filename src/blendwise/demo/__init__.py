"""The demonstration data: files like the register's exports, made from the figures of the agency's report."""

from blendwise.demo.writing import DatedFolder, DemoFiles, write_files

__all__ = ["DatedFolder", "DemoFiles", "write_files"]
