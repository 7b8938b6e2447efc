"""The agency's overview."""


def test_an_officer_sees_what_was_registered(cast, browse):
    page = browse(cast.omar).get("/agency/", {"calls": "2021,2022"})
    assert "259" in page.text
    assert "15,738" in page.text


def test_the_same_address_answers_json(cast, browse):
    page = browse(cast.omar).get("/agency/", {"calls": "2021,2022", "format": "json"}).json()
    assert (page["registered"]["numerator"], page["registered"]["denominator"]) == (259, 15738)


def test_an_institution_is_not_let_in(cast, browse):
    assert browse(cast.carla).get("/agency/").status_code == 403


def test_a_visitor_is_asked_to_sign_in(cast, browse):
    answer = browse(None).get("/agency/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/login/?next=/agency/")


def test_a_call_that_does_not_exist_is_named(cast, browse):
    page = browse(cast.omar).get("/agency/", {"calls": "1999"})
    assert page.status_code == 422
    assert "1999" in page.text
