"""Every page of every role, on a telephone, dark, in English: nothing for axe to find, no console message,
no request to another host, no sideways scrolling.
"""

import pytest


@pytest.mark.parametrize("role", [None, "admin", "officer", "coordinator", "reader"], ids=str)
def test_every_page_of_a_role(faults_on_every_page, role):
    assert faults_on_every_page(role, lang="en", theme="dark", width=390) == []
