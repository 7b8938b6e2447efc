"""The mobilities of a project, invented row by row around the margins that its plan fixes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from blendwise.demo.groups import group_rows
from blendwise.demo.persons import person
from blendwise.demo.plan import Project
from blendwise.demo.rows import Row, sub_row
from blendwise.demo.shape import shape
from blendwise.demo.stays import places, stay, virtual_description

__all__ = ["individual", "project_rows"]


def project_rows(project: Project, *, seed: int) -> list[Row]:
    """Invent the rows of a project, in the order of the register.

    Its complete mobilities and its ticks are exactly those of the plan; around them come drafts,
    accompanying persons and sub-rows. Each project draws from a source of its own, so that a change in one
    leaves the others as they are.
    """
    rng = Random(f"{seed} {project.grant_agreement_number}")  # noqa: S311  # invented data, not a secret
    kinds = _kinds(project, rng)
    complete = [place for place, kind in enumerate(kinds) if kind == "complete"]
    ticked = set(rng.sample(complete, project.blended - len(project.groups.ticked)))
    rows: list[Row] = []
    for place, kind in enumerate(kinds):
        row = individual(project, place + 1, kind, ticked=place in ticked, rng=rng)
        rows += [row, *_sub_rows(row, rng)]
    return rows + group_rows(project, first=len(kinds) + 1, rng=rng)


def _kinds(project: Project, rng: Random) -> list[str]:
    shares = shape().shares
    individuals = project.mobilities - len(project.groups)
    drafts = round(individuals * shares["draft"] * rng.uniform(0.5, 1.5))
    accompanying = rng.randint(1, 3) if rng.random() < shares["accompanying_projects"] else 0
    kinds = ["complete"] * individuals + ["draft"] * drafts + ["accompanying"] * accompanying
    rng.shuffle(kinds)
    return kinds


def individual(project: Project, number: int, kind: str, *, ticked: bool, rng: Random) -> Row:
    """Invent the row of one person: `kind` is complete, draft, or accompanying (no participant)."""
    companion = kind == "accompanying"
    activity = shape().activities.things[0] if companion else shape().activities.draw(rng)
    country = shape().countries.draw(rng)
    return Row(
        grant_agreement_number=project.grant_agreement_number,
        mobility_activity_id=f"{project.serial:09d}-MOB-{number:05d}",
        status="Draft" if kind == "draft" else "Complete",
        activity_type=activity.code,
        accompanying_person=companion,
        blended=ticked or (kind == "draft" and rng.random() < shape().shares["draft_ticked"]),
        virtual_description=virtual_description(ticked=ticked, rng=rng),
        comments=_comment(rng),
        **person(project, number, "staff" if companion else activity.who, rng),
        **places(project, activity, country, rng),
        **stay(project, activity, country, rng),
    )


def _comment(rng: Random) -> str | None:
    return str(rng.choice(shape().texts["comments"])) if rng.random() < shape().shares["comment"] else None


def _sub_rows(row: Row, rng: Random) -> Iterator[Row]:
    if rng.random() < shape().shares["itinerary"]:
        yield from (sub_row(row, "Itinerary") for _ in range(rng.randint(1, 3)))
    if rng.random() < shape().shares["certification"]:
        yield sub_row(row, "Certification", comments=shape().texts["certificates"])
