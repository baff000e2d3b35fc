"""The core of the sample workspace: just enough of a framework for its modules to be real code."""

SUPERUSER_ID = 1

from . import exceptions, release, tools
from . import api, fields, models
from .tools.translate import _, _lt
