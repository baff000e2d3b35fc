"""Marks what is to be translated."""


def _(source, *args):
    """The translation of a term."""
    return source % args if args else source


class _lt:
    """A term that is translated when it is shown."""

    def __init__(self, source):
        self.source = source

    def __str__(self):
        return _(self.source)
