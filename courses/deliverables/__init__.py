"""An assignment as a file to fill in: a text document or a workbook, blank or with a draft."""

from courses.curriculum.schema import Assignment
from courses.deliverables.document import document
from courses.deliverables.values import Cover as Cover
from courses.deliverables.values import file_name as file_name
from courses.deliverables.workbook import workbook
from lms.assignments.answers import Answers

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}


def template(work: Assignment, cover: Cover, answers: Answers) -> bytes:
    """The file of the assignment, with these answers filled in."""
    make = workbook if work.file == "xlsx" else document
    return make(work, cover, answers)
