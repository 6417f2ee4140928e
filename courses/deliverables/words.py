"""The words of the files to fill in, in their two languages."""

from dataclasses import dataclass
from typing import Final

from courses.curriculum.schema import Language


@dataclass(frozen=True, slots=True)
class Words:
    """What a file says around the assignment; `{…}` marks a fact."""

    tag: str
    firm: str
    person: str
    module: str
    made_on: str
    hand_in: str
    how_docx: str
    how_xlsx: str
    write_here: str
    choose_one: str
    options: str
    worked_out: str
    rows: str
    row: str
    texts: str
    lists: str
    rubric: str
    criterion: str
    levels: tuple[str, str, str, str]
    not_a_number: str
    not_a_date: str
    not_an_option: str
    page: str


WORDS: Final[dict[Language, Words]] = {
    "es": Words(
        tag="es-CO",
        firm="Empresa",
        person="Persona",
        module="Módulo {code}, versión {version}: {title}",
        made_on="Archivo descargado el {day}",
        hand_in="Qué se entrega",
        how_docx="Escriba debajo de cada guía. En las tablas puede agregar filas.",
        how_xlsx=(
            "Llene las celdas blancas, hoja por hoja. Las celdas grises se calculan solas y "
            "están protegidas sin contraseña."
        ),
        write_here="Escriba aquí.",
        choose_one="Marque una opción.",
        options="Opciones de «{column}»: {options}.",
        worked_out="«{column}» = {formula}.",
        rows="Al menos {least} filas completas; hasta {most}.",
        row="Fila",
        texts="Portada y textos",
        lists="Listas",
        rubric="Cómo se califica",
        criterion="Criterio",
        levels=("1 Inicial", "2 En desarrollo", "3 Listo", "4 Ejemplar"),
        not_a_number="Escriba un número, sin letras ni símbolos de moneda.",
        not_a_date="Escriba una fecha, por ejemplo 2026-11-24.",
        not_an_option="Escoja una opción de la lista.",
        page="Página",
    ),
    "en": Words(
        tag="en-CA",
        firm="Firm",
        person="Person",
        module="Module {code}, version {version}: {title}",
        made_on="File downloaded on {day}",
        hand_in="What you hand in",
        how_docx="Write below each piece of guidance. You may add rows to the tables.",
        how_xlsx=(
            "Fill in the white cells, sheet by sheet. The grey cells work themselves out and are "
            "protected without a password."
        ),
        write_here="Write here.",
        choose_one="Mark one option.",
        options="Options for “{column}”: {options}.",
        worked_out="“{column}” = {formula}.",
        rows="At least {least} whole rows; up to {most}.",
        row="Row",
        texts="Cover and texts",
        lists="Lists",
        rubric="How it is marked",
        criterion="Criterion",
        levels=("1 Beginning", "2 Developing", "3 Ready", "4 Exemplary"),
        not_a_number="Write a number, without letters or currency symbols.",
        not_a_date="Write a date, such as 2026-11-24.",
        not_an_option="Choose an option from the list.",
        page="Page",
    ),
}
