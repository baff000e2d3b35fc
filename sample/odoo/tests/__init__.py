"""What tests of modules build on."""

from .common import Form, TransactionCase, tagged
