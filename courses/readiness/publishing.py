"""Putting a readiness instrument into the database: idempotent."""

import hashlib

from sqlalchemy.orm import Session

from courses.curriculum.readiness import Readiness, dump_readiness
from courses.curriculum.schema import LANGUAGES, Localized
from courses.models import InstrumentContent
from lms.learning import services as learning
from lms.learning.models import Programme


def publish_readiness(session: Session, programme: Programme, readiness: Readiness) -> bool:
    """Publish an instrument with its content and say whether it is new.

    Raises VersionConflict when it differs from what its version already published.
    """
    body = dump_readiness(readiness)
    sha256 = hashlib.sha256(body).hexdigest()
    new = learning.NewInstrument(
        version=readiness.version,
        dimensions=[
            {
                "id": one.id,
                "title": _localized(one.title),
                "weight": one.weight,
                "items": [{"id": item.id, "text": _localized(item.text)} for item in one.items],
            }
            for one in readiness.dimensions
        ],
        bands=[{"id": band.id, "title": _localized(band.title)} for band in readiness.bands],
        sha256=sha256,
    )
    instrument, is_new = learning.publish_instrument(session, programme, new)
    if is_new:
        content = InstrumentContent(instrument_id=instrument.id, sha256=sha256, body=body.decode())
        session.add(content)
        session.flush()
    return is_new


def _localized(text: Localized) -> dict[str, str]:
    return {language: text[language] for language in LANGUAGES}
