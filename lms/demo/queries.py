"""The mails of a demonstration, which are shown instead of sent."""

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms import mail
from lms.jobs.models import Job

NEWEST = 50
_ADDRESS = re.compile(r"""https?://[^\s<>"']+(?<![.,;:!?)])""")


@dataclass(frozen=True)
class Part:
    """A piece of a mail's text; `url` where it is a link into this very site."""

    text: str
    url: str | None = None


@dataclass(frozen=True)
class ShownMail:
    """A mail as the outbox page shows it; `posted_at` in UTC."""

    to: str
    subject: str
    parts: tuple[Part, ...]
    posted_at: datetime


def posted_mails(session: Session, base_url: str) -> list[ShownMail]:
    """The mails of this installation, the newest first, at most 50."""
    query = (
        sa.select(Job.payload, Job.created_at)
        .where(Job.kind == mail.KIND)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(NEWEST)
    )
    return [
        ShownMail(
            row.payload["to"],
            row.payload["subject"],
            split_links(row.payload["text"], base_url),
            row.created_at,
        )
        for row in session.execute(query)
    ]


def split_links(text: str, base_url: str) -> tuple[Part, ...]:
    """The text in pieces, of which only addresses below `base_url` are links."""
    base = base_url.rstrip("/")
    parts: list[Part] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        url = match.group()
        if url != base and not url.startswith(f"{base}/"):
            continue
        parts += [Part(text[end : match.start()]), Part(url, url)]
        end = match.end()
    parts.append(Part(text[end:]))
    return tuple(part for part in parts if part.text)
