"""Processes race and die anywhere: one certificate and one PDF, nothing lost, nothing twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from certificates.models import Certificate
from certificates.rendering import trusted_certificates
from certificates.services import RENDER
from certificates.verdict import FileState
from certificates.verify import verify_pdf
from lms import mail
from lms.db import Database, utcnow
from lms.jobs.models import Job
from lms.learning.models import Completion
from lms.learning.queries import pinned_versions
from tests.certificates.register import earn, jobs
from tests.certificates.workers import finish_module, make_runner, work
from tests.factories import make_enrolment
from tests.lms.jobs import crash
from tests.lms.jobs.crash import KillPoint

ISSUING = {
    "before the completion": KillPoint("lms.learning.services.evidence:insert_once"),
    "after the completion": KillPoint("lms.learning.services.evidence:insert_once", after=True),
    "before the certificate": KillPoint("certificates.services:insert_once"),
    "after the certificate": KillPoint("certificates.services:insert_once", after=True),
    "after the job": KillPoint("certificates.services:enqueue", after=True),
    "after the mail": KillPoint("lms.mail:post", after=True),
    "before the commit": KillPoint("tests.certificates.workers:ready_to_commit", after=True),
    "after the commit": KillPoint("lms.db:Database.dispose"),
}
RENDERING = {
    "while claiming": KillPoint("lms.jobs.queue:claim", after=True),
    "after claiming": KillPoint("lms.jobs.queue:JobRunner._work"),
    "before drawing": KillPoint("certificates.pdf:render"),
    "after drawing": KillPoint("certificates.pdf:render", after=True),
    "after signing": KillPoint("certificates.signing:sign", after=True),
    "before the file has its name": KillPoint("lms.storage:Storage.put"),
    "after storing, before recording": KillPoint("certificates.rendering:_record"),
    "after recording": KillPoint("certificates.rendering:_record", after=True),
    "before done is committed": KillPoint("lms.jobs.queue:finish", after=True),
}


def address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def rows(database: Database, model: Any) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@dataclass(frozen=True)
class Learner:
    """Someone about to finish a module, and how a process finishes it."""

    url: str
    enrolment_id: int
    version_id: int

    def finish(self, run: Callable[..., Any], **kwargs: Any) -> Any:
        return run(finish_module, self.url, self.enrolment_id, self.version_id, **kwargs)


@pytest.fixture
def learner(database: Database) -> Learner:
    with database.writing() as session:
        enrolment = make_enrolment(session)
        version = pinned_versions(session, enrolment.cohort_id)[0]
    return Learner(address(database), enrolment.id, version.id)


def test_eight_processes_that_finish_one_learner_issue_one_certificate(
    learner: Learner, database: Database
) -> None:
    together = crash.context.Barrier(8)
    given = (learner.url, learner.enrolment_id, learner.version_id, together)
    children = [crash.start(finish_module, *given) for _ in range(8)]
    assert [crash.finish(child) for child in children] == [0] * 8
    assert (rows(database, Completion), rows(database, Certificate)) == (1, 1)
    with database.reading() as session:
        assert len(jobs(session, RENDER)) == len(jobs(session, mail.KIND)) == 1


@pytest.mark.parametrize("kill", ISSUING.values(), ids=ISSUING.keys())
def test_a_process_killed_while_issuing_leaves_all_or_nothing(
    kill: KillPoint, learner: Learner, database: Database
) -> None:
    learner.finish(crash.run_until_killed, kill=kill)
    left = {rows(database, model) for model in (Completion, Certificate)}
    assert left == ({1} if kill is ISSUING["after the commit"] else {0})
    assert rows(database, Job) == 2 * left.pop()
    assert crash.finish(learner.finish(crash.start)) == 0
    assert (rows(database, Completion), rows(database, Certificate)) == (1, 1)
    with database.reading() as session:
        assert len(jobs(session, RENDER)) == len(jobs(session, mail.KIND)) == 1


@pytest.mark.parametrize("kill", RENDERING.values(), ids=RENDERING.keys())
def test_a_worker_killed_while_rendering_leaves_one_pdf_to_the_next(
    kill: KillPoint, app: Flask, database: Database, tmp_path: Path
) -> None:
    with database.writing() as session:
        certificate = earn(session)
        session.execute(sa.delete(Job).where(Job.kind != RENDER))
    names = ("ENV", "CERTIFICATE_KEY", "CERTIFICATE_CERT", "CERTIFICATE_KEY_PASSPHRASE")
    config = {name: app.config[name] for name in names}
    given = (address(database), str(tmp_path), config)
    crash.run_until_killed(work, *given, kill=kill)
    with database.writing() as session:
        before = session.scalars(sa.select(Certificate.pdf_sha256)).one()
        session.execute(sa.update(Job).values(leased_until=utcnow() - timedelta(seconds=1)))
    runner = make_runner(*given)
    while runner.run_next():
        pass
    runner.context.database.dispose()
    with database.reading() as session:
        assert session.scalars(sa.select(Job.done_at)).one() is not None
        sha256 = session.scalars(sa.select(Certificate.pdf_sha256)).one()
    assert sha256 is not None
    assert before in {None, sha256}
    verdict = verify_pdf(runner.context.storage.get(sha256), trusted_certificates(config))
    assert (verdict.state, verdict.snapshot) == (FileState.GENUINE, certificate.printed)
