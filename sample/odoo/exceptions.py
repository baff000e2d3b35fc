"""Errors that reach the user."""


class UserError(Exception):
    """Something the user can put right."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


class ValidationError(UserError):
    """A record breaks a constraint."""


class AccessError(UserError):
    """The user may not do this."""


class MissingError(UserError):
    """The record is gone."""
