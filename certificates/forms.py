"""What may be typed or chosen on the pages of certificates."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from certificates.codes import normalise
from certificates.models import CertificateState
from lms.forms import REQUIRED, Form

STATES = {
    CertificateState.VALID: _l("Valid"),
    CertificateState.SUPERSEDED: _l("Replaced"),
    CertificateState.REVOKED: _l("Revoked"),
}
NAME_LENGTH = 80  # as person.certificate_name
REASON_LENGTH = 500


def trimmed(text: str | None) -> str | None:
    """Drop the spaces around what was typed."""
    return text.strip() if text else text


class LookupForm(Form):
    """A code as people type or paste it."""

    code = StringField(_l("Code of the certificate"), [DataRequired(REQUIRED)], [trimmed])

    def validate_code(self, field: Field) -> None:
        """Tell a slip of the fingers from a code that was never issued."""
        if normalise(field.data or "") is None:
            raise ValidationError(
                _l("This is not a whole code, or there is a slip in it. Compare it sign by sign.")
            )


class FileForm(Form):
    """A PDF to hold against the register."""

    file = FileField(_l("PDF file"))

    def validate_file(self, field: Field) -> None:
        """Ask for a file where none was chosen."""
        if not field.data:
            raise ValidationError(_l("Choose a file."))


class RegisterForm(Form):
    """Which certificates the register shows."""

    text = StringField(_l("Name, firm, NIT, cohort or code"), filters=[trimmed])
    state = SelectField(
        _l("State"),
        choices=[
            SelectChoice("", _l("All")),
            *(SelectChoice(state.value, label) for state, label in STATES.items()),
        ],
        default="",
    )


class RevokeForm(Form):
    """Why a certificate no longer holds."""

    reason = TextAreaField(
        _l("Reason"), [DataRequired(REQUIRED), Length(max=REASON_LENGTH)], [trimmed]
    )
    sure = BooleanField(
        _l("I know that this cannot be undone."), [InputRequired(_l("Confirm it first."))]
    )


class ReissueForm(Form):
    """The name as the corrected certificate prints it."""

    name = StringField(
        _l("Corrected name"), [DataRequired(REQUIRED), Length(max=NAME_LENGTH)], [trimmed]
    )
