"""Reading the mails that were written down, and running the job that writes a reset mail."""

import re

import sqlalchemy as sa
from flask import Flask

from lms.accounts import links
from lms.db import Database
from lms.jobs.models import Job
from lms.jobs.registry import JobContext
from lms.mail import KIND, Mail


def mails(database: Database) -> list[Mail]:
    """Every mail, oldest first."""
    with database.reading() as session:
        jobs = session.scalars(sa.select(Job).filter_by(kind=KIND).order_by(Job.id)).all()
        return [
            Mail(job.payload["to"], job.payload["subject"], job.payload["text"]) for job in jobs
        ]


def path_in(mail: Mail, start: str) -> str:
    """The path of the mail's link, which must be on the configured address."""
    found = re.search(rf"https://gateway\.test({start}\S+)", mail.text)
    assert found, mail.text
    return found[1]


def send_resets(app: Flask) -> None:
    """Do what the job worker does with every reset that was asked for."""
    database: Database = app.extensions["database"]
    context = JobContext(database, app.extensions["storage"], app.config)
    with database.reading() as session:
        payloads = session.scalars(sa.select(Job.payload).filter_by(kind=links.RESET_JOB)).all()
    for payload in payloads:
        links.send_reset(context, payload)
