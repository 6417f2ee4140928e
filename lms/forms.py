"""The base of every form. The CSRF token is checked before any form is read, so none carries it."""

from collections.abc import Iterable
from typing import Any, Self

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form as WTForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from lms.i18n import language


class Form(WTForm):
    """A form whose own messages come in the language of the request."""

    class Meta:
        """WTForms reads the language from here."""

        @property
        def locales(self) -> list[str]:
            return [language()]

    @classmethod
    def of_request(cls, **kwargs: Any) -> Self:
        """The form with what a POST sent, files included; on a GET filled as `kwargs` say.

        What a POST did not send is empty, whatever `kwargs` say.
        """
        if request.method != "POST":
            return cls(**kwargs)
        return cls(CombinedMultiDict((request.files, request.form)))


REQUIRED = _l("Fill in this field.")


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """What a select offers, from values and labels."""
    return [SelectChoice(value, label) for value, label in pairs]
