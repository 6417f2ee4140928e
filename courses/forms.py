"""What a trainee may type: the answer to an assignment and a contribution."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    MultipleFileField,
    RadioField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from courses.curriculum.schema import Assignment, Language, Section
from courses.sheet import TableField
from lms.assignments.answers import Answer
from lms.forms import REQUIRED, Form, choices

DRAFT_LIMIT = 20_000
"""Characters of one text of a draft: more than may be handed in, so that nothing is lost."""
TOTAL_LIMIT = 100_000
"""Characters of all answers together."""
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

    def answers(self) -> dict[str, Answer]:
        """What was typed and chosen, by section id."""
        return {
            field.name.removeprefix(PREFIX): _answer(field)
            for field in self
            if field.name.startswith(PREFIX)
        }

    def declared(self) -> str:
        """The declared use of tools, with plain line breaks."""
        return _plain(self.ai_use)

    def tables(self) -> dict[str, TableField]:
        """The tables by section id."""
        return {field.section.id: field for field in self if isinstance(field, TableField)}

    def keepable(self, *, strict: bool = True) -> bool:
        """Whether the answers can be kept as a draft; says on the field which one cannot.

        A strict draft keeps no wrong number or date, since someone is there to mend it.
        """
        for field in self:
            if isinstance(field, TextAreaField) and len(field.data or "") > DRAFT_LIMIT:
                field.errors = [_("This text is too long to be kept. Shorten it.")]
            elif isinstance(field, TableField):
                field.keepable(strict=strict)
        if not self.errors and _length(self.answers()) > TOTAL_LIMIT:
            self.form_errors = [_("All answers together are too long to be kept. Shorten some.")]
        return not self.errors


def _plain(field: Field) -> str:
    return (field.data or "").replace("\r\n", "\n")


def _answer(field: Field) -> Answer:
    if isinstance(field, TableField):
        return field.answer
    if isinstance(field, RadioField):
        return str(field.data) if any(option.checked for option in field) else ""
    return _plain(field)


def _length(answers: dict[str, Answer]) -> int:
    texts = [answer for answer in answers.values() if isinstance(answer, str)]
    rows = [row for answer in answers.values() if isinstance(answer, list) for row in answer]
    return sum(map(len, texts)) + sum(len(text) for row in rows for text in row.values())


def assignment_form(
    assignment: Assignment, language: Language, *, whole: bool = True
) -> type[AssignmentForm]:
    """The form of an assignment: validating it asks for what handing in asks for.

    Unless it must be `whole`, what is left empty is fine.
    """
    fields: dict[str, Any] = {
        f"{PREFIX}{section.id}": _field(section, language, whole=whole)
        for section in assignment.sections
    }
    fields["ai_use"] = TextAreaField(
        lazy_gettext("Use of artificial intelligence"), [_at_most(AI_LIMIT)]
    )
    return type("ModuleAssignmentForm", (AssignmentForm,), fields)


def _field(section: Section, language: Language, *, whole: bool) -> Any:
    label = section.label[language]
    asked = InputRequired(_("Fill in “%(label)s”.", label=label)) if whole else Optional()
    if section.type == "table":
        return TableField(label, section, language, whole=whole)
    if section.type == "choice":
        offered = choices((option.id, option.text[language]) for option in section.options)
        return RadioField(label, [asked], choices=offered)
    return TextAreaField(label, [asked, _at_most(section.max_chars)])


class ContributionForm(Form):
    """A text written after watching the recording; the words are counted by the service."""

    watched = BooleanField(
        lazy_gettext("I watched the whole recording of the live session."),
        [InputRequired(lazy_gettext("Confirm that you watched the recording."))],
    )
    text = TextAreaField(
        lazy_gettext("Your contribution"), [InputRequired(REQUIRED), Length(max=DRAFT_LIMIT)]
    )
