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


def test_a_data_folder_of_ones_own_is_left_alone(tmp_path):
    own = tmp_path / "register" / "key"
    own.parent.mkdir()
    own.write_text("mine")

    with pytest.raises(UserError) as refused:
        next(show(tmp_path / "demonstration", "en", own.parent))

    assert refused.value.code == "demo.other-files"
    assert own.read_text() == "mine"
    assert not (tmp_path / "demonstration").exists()


def test_an_earlier_demonstration_is_replaced_in_a_data_folder_elsewhere(tmp_path):
    """What is made stands nowhere else: not beside the files."""
    data = tmp_path / "elsewhere"
    for _ in range(2):
        next(show(tmp_path / "demonstration", "en", data))
        (data / "old.txt").touch()

    next(show(tmp_path / "demonstration", "en", data))

    assert [path.name for path in data.iterdir()] == [".blendwise-demo"]
    assert not (tmp_path / "demonstration" / "data").exists()


def test_a_data_folder_that_is_the_folder_itself_lies_beside_the_files(tmp_path):
    """So that an earlier demonstration is replaced there, and a file of one's own stays."""
    next(show(tmp_path, "en", tmp_path))
    own = tmp_path / "thesis.txt"
    own.write_text("mine")

    next(show(tmp_path, "en", tmp_path))

    assert own.read_text() == "mine"
