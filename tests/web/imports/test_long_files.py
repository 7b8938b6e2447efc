"""Long files: memory hardly grows with them, and a bad line at the very end is one finding like any other."""

import json
import subprocess
import sys

import pytest

from blendwise.intake import Books

READ = """
import json, re, sys
from pathlib import Path
import polars as pl
from blendwise.store import open_store

folder = Path(sys.argv[1])
delivery = open_store(folder / "data").read([folder / "long.csv"], folder / "read")
peak = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024  # of this process alone
found = pl.read_parquet(delivery.findings).select("code", "row").rows()
print(json.dumps([peak, found, [books.as_dict() for books in delivery.books]]))
"""
SHORT, LONG = 30_000, 150_000


@pytest.fixture
def read_in_a_process(small, tmp_path):
    """Read an export of so many mobilities whose last line has too many cells; return peak in MB, findings and books."""

    def read(mobilities):
        folder = tmp_path / str(mobilities)
        (folder / "read").mkdir(parents=True)
        header, row = small.write(folder / "one.csv", [small.mobility(1)]).read_text().splitlines()
        with (folder / "long.csv").open("w") as file:
            file.write(header + "\n")
            file.writelines(row.replace("MOB-001", f"MOB-{n}") + "\n" for n in range(mobilities))
            file.write(row + ";x" * 3 + "\n")
        command = [sys.executable, "-c", READ, str(folder)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        peak, found, books = json.loads(done.stdout)
        return peak, found, Books.from_dict(books[0])

    return read


def test_five_times_as_long_takes_less_than_twice_the_memory_and_the_last_line_is_found(read_in_a_process):
    before, _, _ = read_in_a_process(SHORT)
    peak, found, books = read_in_a_process(LONG)
    assert found == [["row-too-long", LONG + 2]]
    assert (books.read, books.accepted) == (LONG + 1, LONG)
    assert peak < 2 * before, f"{before} MB, then {peak} MB"
