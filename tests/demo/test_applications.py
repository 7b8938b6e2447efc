"""The applications workbook: one line per application and activity type, with the pledges of the report."""

from collections import Counter, defaultdict

BLENDED = "Number of participants in blended mobility activities"
PARTICIPANTS = "Number of participants"


def of_calls(applications, *calls):
    return [line for line in applications if line["Call"] in calls]


def test_pledges_of_calls_2021_and_2022_add_up_to_the_report(applications, report):
    assert (
        sum(line[BLENDED] for line in of_calls(applications, 2021, 2022))
        == report["calls-2021-2022"]["pledged"]
    )


def test_every_project_has_its_application_and_a_missing_project_has_none(applications, final_tables):
    projects = {row["grant"].strip() for table in final_tables for row in table.rows} - {"KA121 mbo 2022"}
    assert {line["Grant Agreement No."] for line in applications} == projects
    assert len(projects) == 42 * 2 - 3 + 14 * 2


def test_an_organisation_has_one_oid_in_applications_and_exports(applications, final_tables):
    names = {line["Organisation OID"]: line["Institution"] for line in applications}
    exported = {
        row["sender"].strip(): row["sender_name"].strip()
        for table in final_tables
        for row in table.rows
        if str(row.get("sender")).strip().startswith("E1999")
    }
    assert names == exported
    assert len(set(names.values())) == 42


def test_each_application_asked_for_more_participants_than_came(applications, final):
    asked, came = Counter(), Counter()
    for line in applications:
        asked[line["Institution"], line["Call"]] += line[PARTICIPANTS]
    for mobility in final.values():
        came[mobility.institution, mobility.call] += mobility.participants
    assert all(asked[key] > came[key] for key in came)


def test_grants_are_one_pair_per_application_and_awards_are_mostly_lower(applications):
    grants = defaultdict(set)
    for line in applications:
        grants[line["Grant Agreement No."]].add((line["Grant requested"], line["Grant awarded"]))
    pairs = [pair for found in grants.values() for pair in found]
    assert len(pairs) == len(grants)
    assert all(0 < awarded <= requested for requested, awarded in pairs)
    assert sum(awarded < requested for requested, awarded in pairs) > 0.9 * len(pairs)


def test_one_activity_type_has_more_pledged_than_asked_for(applications):
    above = [line for line in applications if line[BLENDED] > line[PARTICIPANTS]]
    assert [(line["Institution"], line["Call"], line["Activity type"]) for line in above] == [
        ("Voorbeeldcollege Dinkel", 2022, "Job shadowing")
    ]
    assert all(line[BLENDED] >= 0 for line in applications)


def test_some_pledged_and_ticked_nothing_and_some_ticked_without_a_pledge(applications, final):
    pledged, ticked = Counter(), Counter()
    for line in of_calls(applications, 2021, 2022):
        pledged[line["Institution"]] += line[BLENDED]
    for mobility in final.values():
        ticked[mobility.institution] += mobility.blended and mobility.call in (2021, 2022)
    assert pledged["SintLucas"] == 0
    assert ticked["SintLucas"] == 3
    assert sum(count > 0 and not ticked[name] for name, count in pledged.items()) > 15


def test_average_duration_is_total_duration_per_participant(applications):
    for line in applications:
        mean = line["Total duration (in days)"] / line[PARTICIPANTS]
        assert line["Average duration (in days)"] == round(mean, 1)
