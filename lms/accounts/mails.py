"""The mails about accounts, in each language.

They are written by background jobs too, outside a request, so they carry their own translations.
"""

from collections.abc import Mapping

from lms.mail import Mail
from lms.permissions import Role

ROLE_NAMES: Mapping[Role, Mapping[str, str]] = {
    Role.TRAINEE: {"es": "participante", "en": "trainee"},
    Role.TRAINER: {"es": "formador", "en": "trainer"},
    Role.REVIEWER: {"es": "revisor", "en": "reviewer"},
    Role.ADMINISTRATOR: {"es": "administrador", "en": "administrator"},
}
RESET = {
    "es": (
        "Cree una contraseña nueva para Gateway",
        """Alguien pidió una contraseña nueva para su cuenta de Gateway. Si fue usted, abra este
enlace y escríbala. Sirve una sola vez, durante 2 horas:

{link}

Si no fue usted, ignore este correo: su contraseña no ha cambiado.
""",
    ),
    "en": (
        "Choose a new password for Gateway",
        """Someone asked for a new password for your Gateway account. If it was you, open this
link and write it. It works once, for 2 hours:

{link}

If it was not you, ignore this mail: your password has not changed.
""",
    ),
}
INVITATION = {
    "es": (
        "Le invitamos a Gateway",
        """Usted tiene una invitación a Gateway · Puerta al Comercio, el programa de formación
para exportar servicios a Canadá, como {role}. Para aceptarla, abra este enlace.
Sirve una sola vez, durante 14 días:

{link}

Si no esperaba esta invitación, ignore este correo.
""",
    ),
    "en": (
        "You are invited to Gateway",
        """You have an invitation to Gateway · Puerta al Comercio, the training programme for
exporting services to Canada, as {role}. To accept it, open this link.
It works once, for 14 days:

{link}

If you did not expect this invitation, ignore this mail.
""",
    ),
}
ADDRESS_TAKEN = {
    "es": (
        "Usted ya tiene una cuenta en Gateway",
        """Alguien intentó crear una cuenta de Gateway con este correo, que ya tiene una. Si fue
usted, inicie sesión y únase a la cohorte desde su cuenta:

{sign_in}

Si no recuerda su contraseña, cree una nueva:

{forgot}

Si no fue usted, ignore este correo: nada ha cambiado.
""",
    ),
    "en": (
        "You already have a Gateway account",
        """Someone tried to create a Gateway account with this address, which has one. If it was
you, sign in and join the cohort from your account:

{sign_in}

If you do not remember your password, choose a new one:

{forgot}

If it was not you, ignore this mail: nothing has changed.
""",
    ),
}


def reset(to: str, language: str, link: str) -> Mail:
    """The link for a new password."""
    subject, text = RESET[language]
    return Mail(to, subject, text.format(link=link))


def invitation(to: str, language: str, role: Role, link: str) -> Mail:
    """The link by which an invited person gets an account or a role."""
    subject, text = INVITATION[language]
    return Mail(to, subject, text.format(link=link, role=ROLE_NAMES[role][language]))


def address_taken(to: str, language: str, sign_in: str, forgot: str) -> Mail:
    """Tells the owner of an account that someone tried to sign up with her address."""
    subject, text = ADDRESS_TAKEN[language]
    return Mail(to, subject, text.format(sign_in=sign_in, forgot=forgot))
