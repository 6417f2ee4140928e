"""The pages of accounts, by what people come for."""

from lms.accounts.routes import access, coming, people, profile
from lms.accounts.routes.blueprint import bp

__all__ = ["access", "bp", "coming", "people", "profile"]
