"""The authorisation to treat personal data that everyone gives before an account exists.

Written for Ley 1581 of 2012 (arts. 8, 9, 12, 14 and 15) and Decreto 1377 of 2013. A changed text
needs a new `VERSION`; each given consent keeps the version and the SHA-256 of what was shown.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

VERSION = date(2026, 11, 23)
PURPOSE = "programme"
SPANISH = """
El responsable del tratamiento es la organización que opera esta plataforma Gateway. Para
cualquier asunto sobre sus datos escriba a {contact}.

Sus datos son: nombre, correo, idioma, los datos de su empresa que usted escribe, y su trabajo en
el programa (lecciones, evaluaciones, tareas, asistencia y certificados).

Se usan solo para: crear su cuenta e inscribirle en una cohorte; enseñarle, calificarle y
acompañarle; expedir sus certificados y permitir que quien tenga el código de uno compruebe que es
auténtico; e informar a TFO Canada, en Canadá, sobre los resultados del programa.

Los ven su formador, quienes administran la plataforma y quienes revisan el programa en TFO
Canada. No se venden y no se usan para publicidad.

Usted puede conocer, actualizar, rectificar y pedir que se supriman sus datos, pedir prueba de
esta autorización, revocarla y presentar quejas ante la Superintendencia de Industria y Comercio.
Es gratis: las consultas se responden en 10 días hábiles y los reclamos en 15.

Esta plataforma no le pide datos sensibles, como su salud, origen étnico, religión o ideas
políticas. Por favor no los escriba en sus tareas. Es solo para mayores de 18 años.
"""
ENGLISH = """
The organisation that operates this Gateway platform is responsible for your data. For anything
about your data, write to {contact}.

Your data are: name, e-mail, language, what you tell about your firm, and your work in the
programme (lessons, quizzes, assignments, attendance and certificates).

They are used only to: open your account and enrol you in a cohort; teach, mark and support you;
issue your certificates and let whoever holds the code of one check that it is genuine; and report
the results of the programme to TFO Canada, in Canada.

Your trainer, the people who administer the platform and those who review the programme at TFO
Canada see them. They are not sold and not used for advertising.

You may know, update, correct and ask to delete your data, ask for proof of this authorisation,
revoke it, and complain to the Superintendencia de Industria y Comercio. It is free: questions are
answered within 10 working days and claims within 15.

This platform does not ask for sensitive data, such as your health, ethnic origin, religion or
political views. Please do not write them in your assignments. It is only for people aged 18 or
over.
"""


@dataclass(frozen=True)
class ConsentText:
    """The text as it was shown to a person."""

    language: str
    paragraphs: tuple[str, ...]
    version: date = VERSION

    @property
    def sha256(self) -> str:
        """Of the paragraphs in UTF-8, separated by an empty line."""
        return hashlib.sha256("\n\n".join(self.paragraphs).encode()).hexdigest()


def consent_text(language: str, contact: str) -> ConsentText:
    """The text in `es` or `en`; `contact` is the e-mail address that answers about data."""
    text = (SPANISH if language == "es" else ENGLISH).format(contact=contact)
    paragraphs = tuple(" ".join(lines.split()) for lines in text.split("\n\n"))
    return ConsentText(language, paragraphs)
