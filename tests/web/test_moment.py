"""What is looked up once in a request that changes nothing, and anew everywhere else."""

from blendwise.web.moment import held, one_moment


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
