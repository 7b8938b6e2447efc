"""A page whose parts were compressed apart is the same page; what is said to one reader stands in no kept part."""

import gzip
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.web.compression import Packed, put_together

PAGES = ("/agency/", "/agency/institutions", "/glossary")


@given(st.lists(st.text(max_size=50), min_size=1, max_size=6), st.data())
def test_what_was_put_together_unpacks_to_the_whole(pieces, data):
    kept = [Packed(text) for text in pieces if data.draw(st.booleans())]
    content = "".join(pieces).encode()
    assert gzip.decompress(put_together(content, kept)) == content


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_the_same_compressed_or_not(cast, browse, page):
    omar = browse(cast.omar)
    plain = omar.get(page)
    packed = omar.get(page, headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 3
    assert without_token(gzip.decompress(packed.content)) == without_token(plain.content)
    assert "Accept-Encoding" in packed["Vary"]


def without_token(content: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content.decode())


def test_no_token_and_no_name_stand_in_a_part_that_others_get(cast, browse):
    page = browse(cast.omar).get("/agency/institutions")
    parts = " ".join(part.text for part in page.wsgi_request.packed)
    for own in ("csrfmiddlewaretoken", "Omar"):
        assert own in page.text
        assert own not in parts


def test_the_tag_of_a_compressed_page_is_a_weak_one(cast, browse):
    page = browse(None).get("/methods", headers={"accept-encoding": "gzip"})
    assert page.status_code == 200
    assert page["ETag"].startswith('W/"')
