"""What a trainee may type: the answer to an assignment and a contribution."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import BooleanField, HiddenField, MultipleFileField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from courses.curriculum.schema import Assignment, Language
from lms.forms import REQUIRED, Form

DRAFT_LIMIT = 20_000
"""Characters of one field of a draft: more than may be handed in, so that nothing is lost."""
AI_LIMIT = 1_000
PREFIX = "section-"


def _at_most(limit: int) -> Any:
    def check(_form: Form, field: TextAreaField) -> None:
        over = len(field.data or "") - limit
        if over > 0:
            raise ValidationError(
                ngettext(
                    "Shorten “%(label)s” by %(num)s character.",
                    "Shorten “%(label)s” by %(num)s characters.",
                    over,
                    label=field.label.text,
                )
            )

    return check


class Buttons(Form):
    """A form of buttons only; what is wrong stands in `form_errors`."""


class AssignmentForm(Form):
    """The fields that every assignment has; `assignment_form` adds one per section."""

    draft = HiddenField()
    ai_use = TextAreaField(lazy_gettext("Use of artificial intelligence"), [_at_most(AI_LIMIT)])
    files = MultipleFileField(lazy_gettext("Add files"))

    def answers(self) -> dict[str, str]:
        """The typed texts by section id, with plain line breaks."""
        typed = {field.name: field.data or "" for field in self if field.name.startswith(PREFIX)}
        return {
            name.removeprefix(PREFIX): text.replace("\r\n", "\n") for name, text in typed.items()
        }

    def declared(self) -> str:
        """The declared use of tools, with plain line breaks."""
        return (self.ai_use.data or "").replace("\r\n", "\n")

    def keepable(self) -> bool:
        """Whether the texts can be kept as a draft; says on the field which one cannot."""
        for field in self:
            if isinstance(field, TextAreaField) and len(field.data or "") > DRAFT_LIMIT:
                field.errors = [_("This text is too long to be kept. Shorten it.")]
        return not self.errors


def assignment_form(assignment: Assignment, language: Language) -> type[AssignmentForm]:
    """The form of an assignment: validating it asks for what handing in asks for."""
    fields: dict[str, Any] = {
        f"{PREFIX}{section.id}": TextAreaField(
            section.label[language],
            [
                InputRequired(_("Fill in “%(label)s”.", label=section.label[language])),
                _at_most(section.max_chars),
            ],
        )
        for section in assignment.sections
    }
    fields["ai_use"] = TextAreaField(
        lazy_gettext("Use of artificial intelligence"), [_at_most(AI_LIMIT)]
    )
    return type("ModuleAssignmentForm", (AssignmentForm,), fields)


class ContributionForm(Form):
    """A text written after watching the recording; the words are counted by the service."""

    watched = BooleanField(
        lazy_gettext("I watched the whole recording of the live session."),
        [InputRequired(lazy_gettext("Confirm that you watched the recording."))],
    )
    text = TextAreaField(
        lazy_gettext("Your contribution"), [InputRequired(REQUIRED), Length(max=DRAFT_LIMIT)]
    )
