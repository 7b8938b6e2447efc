"""The demonstration replaces an earlier demonstration, and nothing else."""

import pytest

from blendwise.demo.show import show
from blendwise.errors import UserError


def test_a_folder_of_ones_own_is_left_alone(tmp_path):
    own = tmp_path / "data" / "thesis.txt"
    own.parent.mkdir()
    own.write_text("mine")

    with pytest.raises(UserError) as refused:
        next(show(tmp_path, "en"))

    assert refused.value.code == "demo.other-files"
    assert own.read_text() == "mine"
