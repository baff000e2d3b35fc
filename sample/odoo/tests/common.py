"""Test cases."""

import unittest

from ..api import Environment
from ..modules import Registry
from ..sql_db import Cursor


def tagged(*tags):
    """Chooses when the tests of a class are run."""

    def decorate(case):
        case.test_tags = getattr(case, "test_tags", set()) | set(tags)
        return case

    return decorate


class TransactionCase(unittest.TestCase):
    """Each test runs in a transaction that is rolled back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = Environment(Cursor(Registry("test")), 1, {})

    def assertRecordValues(self, records, expected):
        self.assertEqual([{name: record[name] for name in values} for record, values in zip(records, expected)], expected)


class Form:
    """A form as the client shows it: defaults, then one onchange per assignment."""

    def __init__(self, record, view=None):
        self._record = record
        self._values = {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if error[0] is None:
            self.save()

    def save(self):
        return self._record.create(self._values)
