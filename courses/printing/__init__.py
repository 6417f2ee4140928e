"""Modules on paper: the workbook of a trainee and the session pack of a trainer, as PDF.

Everything here works from the files as well as from the database, without Flask.
"""
