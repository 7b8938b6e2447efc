"""What the commands of the site share: which data folder, and Django made ready for it."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["name_data", "use_data"]


def name_data(data: str | None) -> None:
    """Hand the choice of a data folder to every process of the site, as its environment."""
    if data:
        os.environ["BLENDWISE_DATA"] = data if "://" in data else str(Path(data).absolute())


def use_data(data: str | None) -> None:
    """Make Django ready for the site with this data folder, and see that its database answers."""
    from blendwise.web.serving import reach_database, start_django

    name_data(data)
    start_django()
    reach_database()
