"""The environment of a request, and the decorators of model methods."""

from collections.abc import Mapping
from contextlib import contextmanager
from functools import wraps

from .exceptions import AccessError


def _marking(name, values):
    def decorate(method):
        setattr(method, name, values)
        return method

    return decorate


def depends(*paths):
    """The method computes a field from these."""
    return _marking("_depends", paths)


def depends_context(*keys):
    """The computed field varies with these keys of the context."""
    return _marking("_depends_context", keys)


def constrains(*names):
    """The method checks these fields after each write."""
    return _marking("_constrains", names)


def onchange(*names):
    """The method runs in forms when one of these changes."""
    return _marking("_onchange", names)


def ondelete(*, at_uninstall):
    """The method may refuse a deletion."""
    return _marking("_ondelete", at_uninstall)


def autovacuum(method):
    """The method is run once a day."""
    method._autovacuum = True
    return method


def model(method):
    """The method does not look at the records it is called on."""
    method._api = "model"
    return method


def model_create_multi(create):
    """The method takes a list of values; a single one is wrapped."""

    @wraps(create)
    def wrapper(self, values):
        return create(self, [values] if isinstance(values, Mapping) else values)

    wrapper._api = "model_create"
    return wrapper


def returns(model, downgrade=None):
    """The method returns records of this model."""
    return _marking("_returns", (model, downgrade))


class Environment(Mapping):
    """Database cursor, user and context: the models seen from one request."""

    def __init__(self, cr, uid, context, su=False):
        self.cr = cr
        self.uid = uid
        self.context = context
        self.su = su
        self.registry = cr.registry
        self.cache = {}

    def __getitem__(self, model_name):
        """The empty recordset of a model."""
        return self.registry[model_name](self, (), ())

    def __iter__(self):
        return iter(self.registry)

    def __len__(self):
        return len(self.registry)

    def __call__(self, cr=None, user=None, context=None, su=None):
        """This environment with some parts replaced."""
        return Environment(
            self.cr if cr is None else cr,
            self.uid if user is None else int(user),
            self.context if context is None else context,
            self.su if su is None else su,
        )

    @property
    def user(self):
        return self(su=True)["res.users"].browse(self.uid)

    @property
    def company(self):
        return self.user.company_id

    @property
    def companies(self):
        return self.user.company_ids

    @property
    def lang(self):
        return self.context.get("lang")

    def ref(self, xml_id, raise_if_not_found=True):
        """The record an XML id stands for."""
        return self["ir.model.data"]._xmlid_to_record(xml_id, raise_if_not_found)

    def is_admin(self):
        return self.su or self.user._is_admin()

    def check_admin(self):
        if not self.is_admin():
            raise AccessError("Only an administrator may do this.")

    @contextmanager
    def protecting(self, fields, records):
        """Leaves these fields alone while the block runs."""
        self.cache.setdefault("protected", []).append((fields, records))
        try:
            yield
        finally:
            self.cache["protected"].pop()
