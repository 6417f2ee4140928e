"""E-mail: written as a job in the transaction of its cause, sent afterwards.

A mail carries a stable Message-ID, so that a repeat after a crash can be recognised.
"""

import hashlib
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import utcnow
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp, JobContext
from lms.jobs.services import enqueue

KIND = "mail.send"
TIMEOUT = 30.0  # seconds for each step of the conversation with the mail server
PERMANENT = 500  # SMTP replies from here on are final (RFC 5321, section 4.2.1)


@dataclass(frozen=True)
class Mail:
    """A plain-text message to one person, already in her language."""

    to: str
    subject: str
    text: str


def post(session: Session, mail: Mail, key: str) -> None:
    """Send the mail once the caller's transaction is committed; one mail per key."""
    enqueue(session, KIND, key, asdict(mail) | {"key": key})


def send(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Hand a mail to the mail server, then forget its text, which may hold a sign-in link.

    In demo and testing nothing leaves and the text stays, for the outbox page. Raises GiveUp where
    the server refuses for good, smtplib.SMTPException or OSError where a later try may succeed.
    """
    if context.config["ENV"] in {"demo", "testing"} or payload.get("sent"):
        return
    deliver(compose(payload, context.config["MAIL_FROM"]), context.config)
    blank = {"to": payload["to"], "subject": payload["subject"], "text": "", "sent": True}
    with context.database.writing() as session:
        statement = sa.update(Job).where(Job.kind == KIND, Job.key == payload["key"])
        session.execute(statement.values(payload=blank))


def compose(payload: Mapping[str, Any], sender: str) -> EmailMessage:
    """The message as sent; line breaks in the subject become spaces. Raises GiveUp."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["From"] = sender
    try:
        message["To"] = Address(addr_spec=payload["to"])
    except (MessageError, ValueError, IndexError) as error:
        raise GiveUp("the recipient is not one mail address") from error
    message["Subject"] = " ".join(payload["subject"].split())
    message["Date"] = format_datetime(utcnow())
    message["Message-ID"] = f"<{hashlib.sha256(payload['key'].encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation answers to this
    message.set_content(payload["text"])
    return message


def deliver(message: EmailMessage, config: Mapping[str, Any]) -> None:
    """Give the message to the configured mail server; errors as `send`."""
    try:
        with smtplib.SMTP(config["SMTP_HOST"], config["SMTP_PORT"], timeout=TIMEOUT) as server:
            if config["SMTP_TLS"]:
                server.starttls(context=ssl.create_default_context())
            if config["SMTP_USER"]:
                server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _reply in error.recipients.values())
        if code >= PERMANENT:
            raise GiveUp(f"the mail server refused the recipient with {code}") from error
        raise
