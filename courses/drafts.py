"""Writes on the trainee's own assignment: drafting in several tabs, files, handing in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from courses.queries import Place
from courses.services import own_module
from lms.assignments import services as assignments
from lms.assignments.answers import Answers
from lms.assignments.models import Submission, SubmissionState
from lms.assignments.queries import submissions_of
from lms.assignments.uploads import Upload

WRITABLE = (SubmissionState.DRAFT, SubmissionState.RETURNED)


class StaleDraft(Exception):
    """The draft was saved from elsewhere since this page was opened."""


@dataclass(frozen=True)
class Typed:
    """What a page sends: answers by section, declared use of tools, the draft it was opened on."""

    answers: Answers
    ai_use: str
    seen: str


@dataclass(frozen=True)
class Stored:
    """A checked file that is in the storage already."""

    upload: Upload
    sha256: str


def draft_mark(last: Submission | None) -> str:
    """Which saved state a page shows, so that a later save can tell whether it moved on."""
    return f"{last.number}.{last.saved_at.timestamp():.6f}" if last else "0"


def newest(session: Session, place: Place) -> Submission | None:
    """The newest version of the trainee's answer."""
    return next(iter(submissions_of(session, *place.key)), None)


def save_draft(session: Session, place: Place, typed: Typed) -> Submission:
    """Keep what was typed; what is saved already stays as it is.

    Raises CohortClosed, Locked, NotADraft (handed in already) and StaleDraft.
    """
    own_module(session, place)
    last = newest(session, place)
    if last is not None and last.state not in WRITABLE:
        raise assignments.NotADraft
    if last is not None and last.state is SubmissionState.DRAFT and _says(last, typed):
        return last
    if typed.seen != draft_mark(last):
        raise StaleDraft
    return assignments.save_draft(session, *place.key, typed.answers, typed.ai_use)


def _says(draft: Submission, typed: Typed) -> bool:
    return draft.answers == dict(typed.answers) and draft.ai_use == typed.ai_use


def attach(session: Session, place: Place, draft: Submission, files: Sequence[Stored]) -> None:
    """Add stored files to the draft. Raises TooManyFiles."""
    limit = own_module(session, place).assignment.max_files
    for file in files:
        assignments.attach(session, draft, file.upload, file.sha256, limit)
    session.expire(draft, ["files"])


def take_off(session: Session, draft: Submission, sha256: str) -> None:
    """Take a file off the draft, by its content: a new version has copies of the old files."""
    for file in draft.files:
        if file.sha256 == sha256:
            assignments.detach(session, draft, file.id)
    session.expire(draft, ["files"])


def hand_in(session: Session, draft: Submission, user_id: int) -> None:
    """Hand the draft in. Raises EmptySubmission."""
    assignments.submit(session, draft, user_id)
