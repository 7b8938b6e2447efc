"""What is looked up once in a request that changes nothing, and anew everywhere else."""

from blendwise.web.actions.settings import change_settings
from blendwise.web.moment import held, one_moment, standing


def test_a_look_is_held_within_a_moment_and_not_beyond_it():
    seen = []

    @held
    def look(what):
        seen.append(what)
        return len(seen)

    with one_moment():
        assert [look("a"), look("a"), look("b")] == [1, 1, 2]
    with one_moment():
        assert look("a") == 3
    assert [look("a"), look("a")] == [4, 5]  # in no moment


def test_a_page_after_a_change_of_settings_shows_them(people, browse):
    anna = browse(people.anna)
    sent = {"name": "Another", "language": "en", "user_from": 10, "smallest_count": 10, "policy": ""}
    assert "Another" in anna.post("/administration/settings", sent, follow=True).text


def test_what_stands_is_looked_up_anew_once_somebody_writes(people):
    seen = []

    @standing
    def look(what):
        seen.append(what)
        return len(seen)

    def in_a_moment(what):
        with one_moment():
            return look(what)

    assert [in_a_moment("a"), in_a_moment("a"), in_a_moment("b")] == [1, 1, 2]
    change_settings(by=people.anna, name="Another")
    assert [in_a_moment("a"), in_a_moment("a")] == [3, 3]
    assert [look("a"), look("a")] == [4, 5]  # in no moment, where one may be writing


def test_nothing_stands_on_a_site_where_nothing_was_written_yet(db):
    look = standing(object)
    with one_moment():
        first = look()
    with one_moment():
        assert look() is not first


def test_a_page_costs_few_questions_to_the_database(cast, browse, django_assert_num_queries):
    omar = browse(cast.omar)
    for page in ("/agency/", "/agency/institutions"):
        omar.get(page)
        with django_assert_num_queries(
            3
        ):  # who is signed in, their account, and whether anything was written
            omar.get(page)
