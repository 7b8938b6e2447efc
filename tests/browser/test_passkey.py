"""A passkey in a real browser, under the site's own content policy: set up, sign out, sign in with it."""

DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
          "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


def test_somebody_signs_in_with_a_passkey_and_nothing_else(site, chromium):
    place = site.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number
    context = chromium.new_context(locale="en")
    page, complaints = context.new_page(), []
    page.on("console", lambda m: complaints.append(m.text))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    page.goto(f"{place}/account/demonstration/reader")
    page.goto(f"{place}/account/second-factor/keys/add/")
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/reauthenticate/**")  # the recovery codes are shown to whoever proves who they are
    page.goto(f"{place}/account/second-factor/keys/")
    assert page.locator("main li").count() == 1

    page.locator("form[action$='logout/'] button").click()
    page.goto(f"{place}/account/")
    assert "/account/login/" in page.url
    page.locator("#passkey_login").click()
    page.wait_for_url(f"{place}/account/")
    assert page.locator("main h1").count() == 1
    assert complaints == []
    context.close()
