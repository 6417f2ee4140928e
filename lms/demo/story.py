"""The invented people, firms and work of the demonstration."""

from dataclasses import dataclass
from datetime import date, timedelta

from lms.accounts.models import FirmSize, Sector
from lms.accounts.services import NewFirm
from lms.permissions import Role


@dataclass(frozen=True)
class Person:
    """Someone invented; `e-mail` ends in example.org, which no one can own."""

    email: str
    given_names: str
    first_surname: str
    second_surname: str = ""
    language: str = "es"


@dataclass(frozen=True)
class Account:
    """A one-click account of the front page; `key` names it in the address."""

    key: str
    role: Role
    person: Person


TRAINEE = Person("angela.nanez@example.org", "Ángela María", "Ñáñez", "Güiza")
TRAINER = Person("hernan.bolanos@example.org", "Hernán Darío", "Bolaños", "Zúñiga")
OTHER_TRAINER = Person("yurany.palacios@example.org", "Yurany", "Palacios", "Mosquera")
REVIEWER = Person("margaret.osei@example.org", "Margaret", "Osei", language="en")
ADMINISTRATOR = Person("beatriz.quintero@example.org", "Beatriz", "Quintero", "Peña")

ACCOUNTS = (
    Account("trainee", Role.TRAINEE, TRAINEE),
    Account("trainer", Role.TRAINER, TRAINER),
    Account("other-trainer", Role.TRAINER, OTHER_TRAINER),
    Account("reviewer", Role.REVIEWER, REVIEWER),
    Account("administrator", Role.ADMINISTRATOR, ADMINISTRATOR),
)


@dataclass(frozen=True)
class Trainee:
    """A trainee, her firm, and how far she has come: 0 (nothing) to 6 (completed).

    1 one lesson · 2 all lessons · 3 quiz passed · 4 assignment waits · 5 assignment returned.
    """

    person: Person
    firm: NewFirm
    stage: int
    attended: bool = True


_SECTORS = {"6201": Sector.SOFTWARE, "5911": Sector.AUDIOVISUAL, "7310": Sector.MARKETING}


def firm(nit: str, name: str, department: str, ciiu: str, size: FirmSize) -> NewFirm:
    """An invented firm; the NIT's last digit is its check digit."""
    sector = _SECTORS.get(ciiu, Sector.GENERAL)
    return NewFirm(nit, name, department, ciiu, size, sector)


@dataclass(frozen=True)
class Group:
    """A cohort, its trainer and its people."""

    name: str
    department: str
    trainer: Person
    starts_on: date
    trainees: tuple[Trainee, ...]

    @property
    def ends_on(self) -> date:
        """Twelve weeks after the start."""
        return self.starts_on + timedelta(weeks=12)


def groups(today: date) -> tuple[Group, ...]:
    """Both cohorts, dated so that they run today."""
    return (
        Group("Nariño digital 2026", "52", TRAINER, today - timedelta(days=24), _NARINO),
        Group("Cali creativa 2026", "76", OTHER_TRAINER, today - timedelta(days=17), _CALI),
    )


_MICRO, _SMALL, _MEDIUM = FirmSize.MICRO, FirmSize.SMALL, FirmSize.MEDIUM
_NARINO = (
    Trainee(TRAINEE, firm("9014512389", "Estudio Cumbal S.A.S.", "52", "6201", _SMALL), 1),
    Trainee(
        Person("jairo.tulcan@example.org", "Jairo Andrés", "Tulcán", "Rosero"),
        firm("9014512389", "Estudio Cumbal S.A.S.", "52", "6201", _SMALL),
        4,
    ),
    Trainee(
        Person("luz.benavides@example.org", "Luz Dary", "Benavides", "Erazo"),
        firm("9013377241", "Galeras Audiovisual S.A.S.", "52", "5911", _MICRO),
        6,
    ),
    Trainee(
        Person("camilo.insuasty@example.org", "Camilo", "Insuasty", "Ortega"),
        firm("9008841568", "Sur Software Ltda.", "52", "6201", _SMALL),
        3,
    ),
    Trainee(
        Person("paola.chamorro@example.org", "Paola Andrea", "Chamorro", "Díaz"),
        firm("9011209039", "Carnaval Juegos S.A.S.", "52", "6201", _MICRO),
        2,
        attended=False,
    ),
    Trainee(
        Person("wilson.guerrero@example.org", "Wilson", "Guerrero", "Peña"),
        firm("9012205415", "Putumayo Datos S.A.S.", "86", "6311", _MICRO),
        0,
        attended=False,
    ),
    Trainee(
        Person("natalia.burbano@example.org", "Natalia", "Burbano", "Muñoz"),
        firm("9007763300", "Popayán Marketing Digital S.A.S.", "19", "7310", _SMALL),
        5,
    ),
)
_CALI = (
    Trainee(
        Person("diana.lozano@example.org", "Diana Marcela", "Lozano", "Caicedo"),
        firm("9005518828", "Pacífico Animación S.A.S.", "76", "5911", _MEDIUM),
        6,
    ),
    Trainee(
        Person("oscar.arboleda@example.org", "Óscar Iván", "Arboleda", "Núñez"),
        firm("9009934172", "Contacto Valle BPO S.A.S.", "76", "8220", _MEDIUM),
        6,
    ),
    Trainee(
        Person("mariana.hurtado@example.org", "Mariana", "Hurtado", "Angulo"),
        firm("9016625508", "Realidad Farallones S.A.S.", "76", "6201", _MICRO),
        4,
    ),
    Trainee(
        Person("julian.cuero@example.org", "Julián", "Cuero", "Valencia"),
        firm("9010047717", "Chocó Creativo S.A.S.", "27", "7310", _MICRO),
        1,
    ),
)

RETURNED = (
    "Buen comienzo. Falta decir quién compra en Canadá y qué prueba tiene de que pagaría: agregue "
    "una llamada o una cotización con fecha, y el tope de concentración que acepta."
)
PASSED = "Memo claro y con pruebas fechadas. El tope de concentración está bien puesto."
