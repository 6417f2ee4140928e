"""What people may type about themselves, their firm and the ways in.

Lengths and codes mirror `lms.accounts.models`.
"""

import unicodedata
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from stdnum.co import nit as nit_number
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NitError
from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from lms import i18n
from lms.accounts.activities import ACTIVITIES
from lms.accounts.models import FirmSize, Sector
from lms.accounts.passwords import MAX_LENGTH, MIN_LENGTH, Weakness, weakness
from lms.accounts.territory import DEPARTMENTS
from lms.forms import REQUIRED, Form, choices
from lms.permissions import Role

CHOOSE = ("", lazy_gettext("Choose…"))
SIZES = (
    CHOOSE,
    (FirmSize.MICRO.value, lazy_gettext("Micro")),
    (FirmSize.SMALL.value, lazy_gettext("Small")),
    (FirmSize.MEDIUM.value, lazy_gettext("Medium")),
    (FirmSize.LARGE.value, lazy_gettext("Large")),
    (FirmSize.NATURAL_PERSON.value, lazy_gettext("I work as a natural person")),
    (FirmSize.UNKNOWN.value, lazy_gettext("I do not know")),
)
SECTORS = (
    ("", lazy_gettext("Not chosen yet")),
    (Sector.SOFTWARE.value, lazy_gettext("Software and IT")),
    (Sector.ANIMATION.value, lazy_gettext("Animation and video games")),
    (Sector.XR.value, lazy_gettext("Virtual and augmented reality")),
    (Sector.AUDIOVISUAL.value, lazy_gettext("Film and audiovisual")),
    (Sector.MARKETING.value, lazy_gettext("Digital marketing")),
    (Sector.BPO.value, lazy_gettext("BPO and contact centres")),
    (Sector.GENERAL.value, lazy_gettext("Other services")),
)
ROLE_LABELS = {
    Role.TRAINEE: lazy_gettext("Trainee"),
    Role.TRAINER: lazy_gettext("Trainer"),
    Role.REVIEWER: lazy_gettext("Reviewer"),
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
}
INVITED_ROLES = (Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR)
MAX_NIT = 11


def clean_email(text: str | None) -> str:
    """An address as it is stored and looked up: composed, without outer blanks, lower case."""
    return unicodedata.normalize("NFC", text or "").strip().lower()


def one_line(text: str | None) -> str:
    """The text with every run of blanks as one space and none around it."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def printable(_form: Form, field: Any) -> None:
    """Refuse characters that cannot be seen, which a certificate could not print either."""
    if not (field.data or "").isprintable():
        raise ValidationError(_("Use only letters, digits and signs that can be printed."))


def typed(field: Any) -> str:
    """What was typed into a text field; empty when nothing came."""
    return field.data or ""


def text_field(label: Any, longest: int, *, required: bool = True) -> StringField:
    """A line of text of at most `longest` characters."""
    presence = DataRequired(REQUIRED) if required else Optional()
    return StringField(label, [presence, Length(max=longest), printable], filters=[one_line])


class EmailField:
    """An address that mail can be sent to; whether it arrives is for the mail to find out."""

    email = StringField(
        lazy_gettext("E-mail"), [DataRequired(REQUIRED), Length(max=254)], filters=[clean_email]
    )

    def validate_email(self, field: Any) -> None:
        """Check the form of the address."""
        try:
            validate_email(field.data, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError as error:
            raise ValidationError(
                _("Write the whole address, for example nombre@empresa.com.")
            ) from error


class NewPasswordField:
    """A password to be set; `own_words` are the person's names and address."""

    own_words: tuple[str, ...] = ()
    password = PasswordField(lazy_gettext("Password"), [InputRequired(REQUIRED)])

    def validate_password(self, field: Any) -> None:
        """Apply the rule of `lms.accounts.passwords`."""
        names = ("email", "given_names", "first_surname", "second_surname")
        typed = [getattr(self, name).data or "" for name in names if hasattr(self, name)]
        found = weakness(field.data, (*self.own_words, *typed))
        sentences = {
            Weakness.SHORT: _("Write at least %(n)s characters.", n=MIN_LENGTH),
            Weakness.LONG: _("Write at most %(n)s characters.", n=MAX_LENGTH),
            Weakness.COMMON: _("Many people use this password. Choose one that nobody guesses."),
            Weakness.PERSONAL: _("Choose a password without your name or your e-mail."),
        }
        if found is not None:
            raise ValidationError(sentences[found])


class PersonFields:
    """A person's names and language; `second_surname` may be missing."""

    given_names = text_field(lazy_gettext("Given names"), 80)
    first_surname = text_field(lazy_gettext("First surname"), 80)
    second_surname = text_field(lazy_gettext("Second surname"), 80, required=False)
    certificate_name = StringField(
        lazy_gettext("Name for your certificates"), [printable], filters=[one_line]
    )
    language = SelectField(
        lazy_gettext("Language"), [InputRequired(REQUIRED)], choices=choices(i18n.LANGUAGES)
    )

    def validate_certificate_name(self, field: Any) -> None:
        """Fill an empty name from the three others, if it fits."""
        parts = (self.given_names.data, self.first_surname.data, self.second_surname.data)
        field.data = field.data or " ".join(filter(None, parts))
        if len(field.data) > 80:
            raise ValidationError(
                _("Certificates have space for 80 characters: write a shorter name here.")
            )


class NitField:
    """The NIT with its check digit, with or without points and dash."""

    nit = StringField(lazy_gettext("NIT of your firm"), [DataRequired(REQUIRED)])

    def validate_nit(self, field: Any) -> None:
        """Check length, digits and check digit (DIAN, módulo 11)."""
        try:
            compact = nit_number.validate(field.data)
        except InvalidChecksum as error:
            raise ValidationError(
                _("The last digit of this NIT does not match. Check it in your RUT.")
            ) from error
        except NitError as error:
            raise ValidationError(_("Write the NIT with its check digit.")) from error
        if len(compact) > MAX_NIT:
            raise ValidationError(_("Write the NIT with its check digit."))


def activity_labels() -> list[tuple[str, str]]:
    """The activities in the language of the request, an open end first."""
    named = ((code, f"{code} · {i18n.local(names)}") for code, names in ACTIVITIES.items())
    return [("", _("Another one, or I do not know")), *named]


class FirmDetailsFields:
    """What a firm's people may change about it."""

    firm_name = text_field(lazy_gettext("Name of your firm"), 200)
    department = SelectField(
        lazy_gettext("Department"),
        [InputRequired(REQUIRED)],
        choices=choices((CHOOSE, *DEPARTMENTS.items())),
    )
    ciiu = SelectField(
        lazy_gettext("Main activity (CIIU)"),
        choices=lambda: choices(activity_labels()),
    )
    size = SelectField(
        lazy_gettext("Size of your firm"), [InputRequired(REQUIRED)], choices=choices(SIZES)
    )
    sector = SelectField(lazy_gettext("What your firm sells"), default="", choices=choices(SECTORS))


class ConsentField:
    """Never ticked beforehand."""

    consent = BooleanField(
        lazy_gettext("I am 18 or older and I authorise this treatment of my data."),
        [DataRequired(lazy_gettext("Without your authorisation we cannot open your account."))],
    )


FIRM_FIELDS = ("nit", "firm_name", "department", "ciiu", "size", "sector")


class SignInForm(Form):
    """The address and the password, as they come."""

    email = StringField(lazy_gettext("E-mail"), [DataRequired(REQUIRED)], filters=[clean_email])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(REQUIRED)])


class ForgotForm(EmailField, Form):
    """The address of the account."""


class ResetForm(NewPasswordField, Form):
    """A new password."""


class JoinCodeForm(Form):
    """A cohort's code."""

    code = StringField(
        lazy_gettext("Code of your cohort"), [DataRequired(REQUIRED)], filters=[one_line]
    )


class SignUpForm(
    EmailField, NewPasswordField, PersonFields, NitField, FirmDetailsFields, ConsentField, Form
):
    """Everything that an account with a seat needs."""


class JoinForm(NitField, FirmDetailsFields, Form):
    """The firm of a person who has an account and none."""


class InvitedForm(NewPasswordField, PersonFields, NitField, FirmDetailsFields, ConsentField, Form):
    """A new account by invitation; the firm only for a seat in a cohort."""


class AcceptForm(NitField, FirmDetailsFields, Form):
    """An invitation accepted with an account; a password unless signed in with it."""

    password = PasswordField(lazy_gettext("Password"), [InputRequired(REQUIRED)])


class ProfileForm(PersonFields, Form):
    """A person's own data."""


class PasswordForm(NewPasswordField, Form):
    """A new password, with the present one."""

    password = PasswordField(lazy_gettext("New password"), [InputRequired(REQUIRED)])
    current = PasswordField(lazy_gettext("Current password"), [InputRequired(REQUIRED)])


class FirmForm(FirmDetailsFields, Form):
    """A firm's data, its NIT left out."""

    def offer_activity(self, code: str | None) -> None:
        """Offer the firm's present activity too, though the list does not name it."""
        if code and code not in ACTIVITIES:
            self.ciiu.choices = choices((*activity_labels(), (code, code)))


class InviteForm(EmailField, Form):
    """Whom to invite, and as what."""

    role = SelectField(
        lazy_gettext("Role"),
        [InputRequired(REQUIRED)],
        choices=choices((role.value, ROLE_LABELS[role]) for role in INVITED_ROLES),
    )
    language = SelectField(
        lazy_gettext("Language of the mail"),
        [InputRequired(REQUIRED)],
        choices=choices(i18n.LANGUAGES),
    )


class PeopleFilter(Form):
    """What the list of people is narrowed by."""

    search = StringField(lazy_gettext("Name, e-mail or firm"), filters=[one_line])
    role = SelectField(
        lazy_gettext("Role"),
        choices=choices(
            (("", lazy_gettext("All")), *((role.value, ROLE_LABELS[role]) for role in Role))
        ),
        default="",
    )


def without(form: Form, *names: str) -> None:
    """Take fields out of a form that does not need them now."""
    for name in names:
        del form[name]
