"""The sections of an assignment as the house keeps them: what showing an answer takes."""

from typing import Any

from courses.curriculum.schema import LANGUAGES, Column, Localized, Section


def section_of(section: Section) -> dict[str, Any]:
    """A section as `ModuleVersion.sections` keeps it."""
    kept: dict[str, Any] = {
        "id": section.id,
        "label": _localized(section.label),
        "type": section.type,
    }
    if section.type == "choice":
        kept["options"] = [
            {"id": option.id, "label": _localized(option.text)} for option in section.options
        ]
    if section.type == "table":
        kept["columns"] = [column_of(column) for column in section.columns]
        kept["rows"] = [{"id": row.id, "label": _localized(row.label)} for row in section.rows]
    return kept


def column_of(column: Column) -> dict[str, Any]:
    """A column of a table as `ModuleVersion.sections` keeps it."""
    return {
        "id": column.id,
        "label": _localized(column.label),
        "type": column.type,
        "options": [_localized(option) for option in column.options],
        "formula": column.formula,
    }


def _localized(text: Localized) -> dict[str, str]:
    return {language: text[language] for language in LANGUAGES}
