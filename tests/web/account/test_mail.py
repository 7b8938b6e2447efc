"""Messages, through a mail server that really listens."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache
from django.test import Client

from blendwise.errors import UserError
from blendwise.web.actions.settings import change_email_text
from blendwise.web.configuration import Mail
from blendwise.web.mail import check_text, send
from blendwise.web.models import Invitation


class Sink:
    """A mail server's inside: it keeps what it gets, or refuses everything."""

    def __init__(self):
        self.got, self.refuses = [], False

    async def handle_DATA(self, server, session, envelope):
        if self.refuses:
            return "554 not today"
        self.got.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 kept"


@pytest.fixture
def sink(settings, free_port):
    handler = Sink()
    port = free_port
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.DEFAULT_FROM_EMAIL = "site@agency.example"
    mail = Mail("127.0.0.1", port, "", "", tls=False, ssl=False)
    settings.CONFIGURATION = replace(settings.CONFIGURATION, mail=mail)
    cache.clear()
    yield handler
    controller.stop()


def invite_in(browse, people, language):
    form = {"email": "new@example.org", "role": "officer", "language": language}
    return browse(people.anna).post("/people/", form, follow=True)


@pytest.mark.parametrize(("language", "subject"), [
    ("nl", "Uitnodiging voor Blendwise van Nationaal agentschap"),
    ("en", "An invitation to Blendwise from Nationaal agentschap"),
])  # fmt: skip
def test_an_invitation_arrives_in_the_language_of_whoever_is_invited(people, browse, sink, language, subject):
    page = invite_in(browse, people, language).text
    ((to, message),) = sink.got
    assert (to, message["Subject"], message["From"]) == (["new@example.org"], subject, "site@agency.example")
    link = next(line for line in message.get_content().splitlines() if line.startswith("http://testserver/"))
    assert Client().get(link.removeprefix("http://testserver")).status_code == 200
    assert link not in page


def test_an_invitation_that_cannot_be_sent_stays_open_and_is_sent_again(people, browse, sink):
    sink.refuses = True
    assert "The message could not be sent" in invite_in(browse, people, "en").text
    sink.refuses = False
    invitation = Invitation.objects.get(email="new@example.org")
    browse(people.anna).post(f"/people/invitations/{invitation.pk}/renew")
    assert len(sink.got) == 1


def test_the_agencys_own_words_go_before_the_usual_ones(people, sink):
    change_email_text(by=people.anna, language="en", message="invitation", text="Come in: {link} ({agency})")
    send("invitation", "en", "new@example.org", link="https://x.example/1", days="14")
    assert sink.got[0][1].get_content().strip() == "Come in: https://x.example/1 (Nationaal agentschap)"


def test_a_forgotten_password_of_an_address_without_account_is_answered_to_that_address(people, sink):
    Client(headers={"accept-language": "en"}).post(
        "/account/password/reset/", {"email": "nobody@example.org"}
    )
    ((to, message),) = sink.got
    assert to == ["nobody@example.org"]
    assert message["Subject"] == "No account at Blendwise with this address"


@pytest.mark.parametrize(("text", "code"), [
    ("{link", "mail.braces"),
    ("Hello", "mail.without-link"),
    ("{link} {password}", "mail.unknown-place"),
    ("{link.__class__}", "mail.unknown-place"),
    ("{link!r}", "mail.unknown-place"),
    ("{link:>99999999}", "mail.unknown-place"),
])  # fmt: skip
def test_words_that_ask_for_something_else_are_refused(text, code):
    with pytest.raises(UserError) as refused:
        check_text("invitation", text)
    assert refused.value.code == code
    for language in ("nl", "en"):
        assert refused.value.sentence(language)
