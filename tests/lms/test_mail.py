"""Mail is sent once it is certain, repeated recognisably, and forgotten once sent."""

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from lms import mail
from lms.db import Database
from lms.jobs.models import Job
from lms.jobs.queue import JobRunner
from lms.jobs.registry import JobContext
from lms.jobs.worker import run_due
from lms.mail import Mail, post
from lms.storage import Storage
from tests.lms.jobs import crash
from tests.lms.jobs.crash import KillPoint

INVITATION = Mail("ana@example.org", "Invitación: señal y ñandú", "Hola, Ana.\nAbra el enlace.\n")


class Post:
    """A mail server's rules: what it received, and what it answers where it does not accept."""

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.recipients: list[list[str]] = []
        self.to_recipient = "250 OK"
        self.to_data = "250 OK"

    async def handle_RCPT(  # noqa: N802 — the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(  # noqa: N802 — the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.to_data.startswith("250"):
            self.received.append(message_from_bytes(envelope.content, policy=default))
            self.recipients.append(envelope.rcpt_tos)
        return self.to_data


Serve = Callable[..., int]


@pytest.fixture
def office() -> Post:
    """The rules of the mail server of this test."""
    return Post()


@pytest.fixture
def serve(office: Post) -> Iterator[Serve]:
    """Start the mail server on loopback; gives its port."""
    controllers: list[Controller] = []

    def start(**options: Any) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        controller = Controller(office, hostname="127.0.0.1", port=port, **options)
        controller.start()
        controllers.append(controller)
        return port

    yield start
    for controller in controllers:
        controller.stop()


def make_config(port: int, **changes: Any) -> dict[str, Any]:
    return {
        "ENV": "production",
        "MAIL_FROM": "Gateway <gateway@example.com>",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": port,
        "SMTP_USER": "",
        "SMTP_PASSWORD": "",
        "SMTP_TLS": False,
    } | changes


def make_runner(database: Database, config: dict[str, Any]) -> JobRunner:
    return JobRunner({mail.KIND: mail.send}, JobContext(database, Storage("memory://"), config))


def write(database: Database, message: Mail = INVITATION, key: str = "invitation:7") -> None:
    with database.writing() as session:
        post(session, message, key)


def only_job(database: Database) -> Job:
    with database.reading() as session:
        return session.scalars(sa.select(Job)).one()


def make_due(database: Database) -> None:
    with database.writing() as session:
        session.execute(sa.update(Job).values(due_at=Job.created_at, leased_until=None))


def test_a_mail_arrives_as_it_was_written(database: Database, office: Post, serve: Serve) -> None:
    write(database)
    run_due(make_runner(database, make_config(serve())))
    (got,) = office.received
    assert office.recipients == [["ana@example.org"]]
    assert got["From"] == "Gateway <gateway@example.com>"
    assert got["To"] == "ana@example.org"
    assert got["Subject"] == INVITATION.subject
    assert got["Date"].datetime.tzinfo
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Content-Type"] == 'text/plain; charset="utf-8"'
    assert got.get_content() == INVITATION.text.replace("\n", "\r\n")
    digest = hashlib.sha256(b"invitation:7").hexdigest()[:32]
    assert got["Message-ID"] == f"<{digest}@example.com>"
    assert only_job(database).done_at


def test_the_text_is_forgotten_once_sent(database: Database, serve: Serve) -> None:
    write(database)
    run_due(make_runner(database, make_config(serve())))
    payload = only_job(database).payload
    assert (payload["to"], payload["text"]) == ("ana@example.org", "")


@pytest.mark.parametrize("env", ["demo", "testing"])
def test_nothing_leaves_a_demonstration_and_the_text_stays(database: Database, env: str) -> None:
    nowhere = make_config(1, ENV=env)
    write(database)
    run_due(make_runner(database, nowhere))
    job = only_job(database)
    assert job.done_at
    assert job.payload["text"] == INVITATION.text


def test_one_mail_is_written_per_key(database: Database, office: Post, serve: Serve) -> None:
    write(database)
    write(database)
    run_due(make_runner(database, make_config(serve())))
    assert len(office.received) == 1


def test_an_unknown_recipient_is_not_tried_again(
    database: Database, office: Post, serve: Serve
) -> None:
    office.to_recipient = "550 ana@example.org does not live here"
    write(database)
    run_due(make_runner(database, make_config(serve())))
    job = only_job(database)
    assert job.failed_at
    assert job.last_error == "the mail server refused the recipient with 550"
    assert job.payload["text"] == INVITATION.text


@pytest.mark.parametrize(
    ("to_recipient", "to_data"),
    [("451 greylisted", "250 OK"), ("250 OK", "452 full"), ("250 OK", "554 looks like spam")],
)
def test_other_refusals_are_tried_again_with_the_same_message_id(
    database: Database, office: Post, serve: Serve, to_recipient: str, to_data: str
) -> None:
    office.to_recipient, office.to_data = to_recipient, to_data
    runner = make_runner(database, make_config(serve()))
    write(database)
    run_due(runner)
    job = only_job(database)
    assert (job.failed_at, job.done_at, job.attempts) == (None, None, 1)
    assert "example.org" not in (job.last_error or "")
    office.to_recipient = office.to_data = "250 OK"
    make_due(database)
    run_due(runner)
    assert only_job(database).done_at
    assert len(office.received) == 1


def test_a_server_that_is_away_is_tried_again(database: Database) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    write(database)
    run_due(make_runner(database, make_config(port)))
    job = only_job(database)
    assert (job.failed_at, job.done_at) == (None, None)
    assert (job.last_error or "").startswith("ConnectionRefusedError")


@pytest.mark.parametrize("greeting", [None, b"", b"220 hello\r\n"])
def test_a_server_that_hangs_or_drops_the_line_is_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, greeting: bytes | None
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            line, _address = listener.accept()
            with line:
                if greeting is None:
                    released.wait(10)
                else:
                    line.sendall(greeting)

        released = threading.Event()
        server = threading.Thread(target=answer)
        server.start()
        write(database)
        run_due(make_runner(database, make_config(listener.getsockname()[1])))
        released.set()
        server.join()
    job = only_job(database)
    assert (job.failed_at, job.done_at, job.attempts) == (None, None, 1)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_the_server_is_told_who_sends(database: Database, office: Post, serve: Serve) -> None:
    seen: list[LoginPassword] = []

    def check(
        _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> AuthResult:
        seen.append(data)
        return AuthResult(success=data.password == b"geheim", handled=False)

    port = serve(authenticator=check, auth_require_tls=False, auth_required=True)
    write(database)
    wrong = make_config(port, SMTP_USER="gateway", SMTP_PASSWORD="falsch")
    run_due(make_runner(database, wrong))
    job = only_job(database)
    assert (job.last_error or "").startswith("SMTPAuthenticationError")
    assert job.failed_at is None  # the setting can be corrected within the day
    make_due(database)
    run_due(make_runner(database, wrong | {"SMTP_PASSWORD": "geheim"}))
    assert seen[-1] == LoginPassword(login=b"gateway", password=b"geheim")
    assert len(office.received) == 1


def test_without_tls_on_offer_nothing_is_said(
    database: Database, office: Post, serve: Serve
) -> None:
    write(database)
    run_due(make_runner(database, make_config(serve(), SMTP_TLS=True)))
    assert (only_job(database).last_error or "").startswith("SMTPNotSupportedError")
    assert office.received == []


@pytest.mark.parametrize("bad", ["\n", "\r\n", "\r"])
def test_a_subject_cannot_add_headers(
    database: Database, office: Post, serve: Serve, bad: str
) -> None:
    write(database, Mail("ana@example.org", f"Hola{bad}Bcc: eva@example.org", "Hola"))
    run_due(make_runner(database, make_config(serve())))
    (got,) = office.received
    assert got["Subject"] == "Hola Bcc: eva@example.org"
    assert got["Bcc"] is None
    assert office.recipients == [["ana@example.org"]]


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.org\r\nBcc: eva@example.org",
        "ana@example.org, eva@example.org",
        "Ana <ana@example.org>, eva@example.org",
        "",
    ],
)
def test_an_address_that_is_not_one_address_is_refused(
    database: Database, office: Post, serve: Serve, address: str
) -> None:
    write(database, Mail(address, "Hola", "Hola"))
    run_due(make_runner(database, make_config(serve())))
    assert office.received == []
    assert only_job(database).failed_at


def send_due(url: str, config: dict[str, Any]) -> None:
    """What the killed process does."""
    run_due(make_runner(Database(url), config))


@pytest.mark.parametrize(
    ("kill", "mails"),
    [
        (KillPoint("lms.mail:deliver"), 1),
        (KillPoint("lms.mail:deliver", after=True), 2),  # sent, but nobody could write that down
        (KillPoint("lms.jobs.queue:finish"), 1),
    ],
    ids=str,
)
def test_a_repeat_after_a_crash_has_the_same_message_id(
    database: Database, office: Post, serve: Serve, kill: KillPoint, mails: int
) -> None:
    config = make_config(serve())
    write(database)
    url = database.url.render_as_string(hide_password=False)
    crash.run_until_killed(send_due, url, config, kill=kill)
    make_due(database)
    run_due(make_runner(database, config))
    assert only_job(database).done_at
    assert len(office.received) == mails
    assert len({got["Message-ID"] for got in office.received}) == 1
