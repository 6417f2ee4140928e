"""What the trainer's decisions send to trainees."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms import mail
from lms.assignments.models import Submission
from lms.events import SubmissionMarked
from lms.i18n import LOCALES, local
from trainer_portal.queries import comment_on


def tell_trainee(session: Session, event: SubmissionMarked) -> None:
    """Write the mail that tells a trainee how her submission was marked, in her language.

    Only a row of the outbox is written, in the marker's transaction; one mail per submission.
    """
    submission = session.get_one(Submission, event.submission_id)
    person = submission.enrolment.user
    comment = comment_on(session, submission.id)
    write = _passed if event.passed else _returned
    with force_locale(str(LOCALES[person.language])):
        subject, text = write(submission, comment)
    mail.post(session, mail.Mail(person.email, subject, text), f"marked-{submission.id}")


def _passed(submission: Submission, comment: str) -> tuple[str, str]:
    title = local(submission.module_version.title)
    subject = _("Your assignment passed: %(module)s", module=title)
    opening = _("Your trainer passed your assignment for “%(module)s”.", module=title)
    return subject, _letter(submission, comment, opening, _("See the marks and what comes next:"))


def _returned(submission: Submission, comment: str) -> tuple[str, str]:
    title = local(submission.module_version.title)
    subject = _("Please revise your assignment: %(module)s", module=title)
    opening = _(
        "Your trainer read your assignment for “%(module)s” and asks you to revise it.",
        module=title,
    )
    return subject, _letter(
        submission, comment, opening, _("Read the marks and hand in a new version:")
    )


def _letter(submission: Submission, comment: str, opening: str, pointer: str) -> str:
    parts = [
        _("Hello %(name)s,", name=submission.enrolment.user.given_names),
        opening,
        _("Comment:") + "\n" + comment if comment else "",
        pointer + "\n" + current_app.config["BASE_URL"],
    ]
    return "\n\n".join(filter(None, parts))
