"""Models and their records."""

from . import api, fields
from .exceptions import MissingError, ValidationError
from .tools import OrderedSet, split_every

PREFETCH_MAX = 1000


class MetaModel(type):
    """Notes each model class under the module that defines it."""

    module_to_models = {}

    def __init__(cls, name, bases, attributes):
        super().__init__(name, bases, attributes)
        if attributes.get("_register", True):
            module = cls.__module__.split(".")[2:3]
            cls.module_to_models.setdefault("".join(module), []).append(cls)


class BaseModel(metaclass=MetaModel):
    """A recordset: an ordered collection of records of one model."""

    _register = False
    _name = None
    _description = None
    _inherit = None
    _inherits = {}
    _table = None
    _auto = False
    _abstract = True
    _transient = False
    _order = "id"
    _rec_name = None
    _parent_name = "parent_id"
    _parent_store = False
    _sql_constraints = []

    id = fields.Integer("ID", readonly=True)
    display_name = fields.Char(compute="_compute_display_name")
    create_uid = fields.Many2one("res.users", string="Created by", readonly=True)
    create_date = fields.Datetime(string="Created on", readonly=True)
    write_uid = fields.Many2one("res.users", string="Last updated by", readonly=True)
    write_date = fields.Datetime(string="Last updated on", readonly=True)

    def __init__(self, env, ids, prefetch_ids):
        self.env = env
        self._ids = ids
        self._prefetch_ids = prefetch_ids

    def __iter__(self):
        for chunk in split_every(PREFETCH_MAX, self._ids):
            for id in chunk:
                yield self.__class__(self.env, (id,), self._prefetch_ids)

    def __len__(self):
        return len(self._ids)

    def __bool__(self):
        return bool(self._ids)

    def __getitem__(self, key):
        if isinstance(key, str):
            return self._fields[key].__get__(self)
        ids = self._ids[key]
        return self.browse(ids if isinstance(key, slice) else (ids,))

    def __add__(self, other):
        return self.browse(self._ids + other._ids)

    def __or__(self, other):
        return self.browse(OrderedSet(self._ids + other._ids))

    def __sub__(self, other):
        return self.browse([id for id in self._ids if id not in other._ids])

    def __and__(self, other):
        return self.browse([id for id in self._ids if id in other._ids])

    def __eq__(self, other):
        return isinstance(other, BaseModel) and (self._name, set(self._ids)) == (other._name, set(other._ids))

    def __hash__(self):
        return hash((self._name, frozenset(self._ids)))

    @property
    def ids(self):
        return list(self._ids)

    @property
    def _fields(self):
        return self.env.registry.fields_of(self._name)

    @property
    def _context(self):
        return self.env.context

    @api.depends(lambda self: (self._rec_name,) if self._rec_name else ())
    def _compute_display_name(self):
        for record in self:
            record.display_name = record[self._rec_name or "name"]

    def _cache_get(self, field):
        values = self.env.cache.setdefault(field, {})
        if self and self._ids[0] not in values:
            self._fetch(field)
        return values.get(self._ids[0]) if self else field.convert(None)

    def _fetch(self, field):
        if field.compute:
            getattr(self, field.compute)()
        else:
            self.env.cr.fetch(self, field)

    def browse(self, ids=()):
        """The records with these ids, without asking whether they exist."""
        ids = (ids,) if isinstance(ids, int) else tuple(ids)
        return self.__class__(self.env, ids, ids)

    def exists(self):
        """Those of the records that are there."""
        return self.browse(self.env.cr.existing(self._table, self._ids))

    def ensure_one(self):
        """The record itself; an error unless it is exactly one."""
        if len(self._ids) != 1:
            raise ValidationError(f"Expected one record, got {self}")
        return self

    @api.model
    def search(self, domain, offset=0, limit=None, order=None):
        """The records that satisfy the domain."""
        return self.browse(self._search(domain, offset, limit, order or self._order))

    @api.model
    def search_count(self, domain, limit=None):
        return len(self._search(domain, limit=limit))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None):
        return self.env.cr.select(self._table, domain, offset, limit, order)

    @api.model
    def read_group(self, domain, fields, groupby):
        return self.env.cr.group(self._table, domain, fields, groupby)

    @api.model_create_multi
    def create(self, vals_list):
        """New records with these values."""
        vals_list = [{**self.default_get(list(self._fields)), **vals} for vals in vals_list]
        records = self.browse(self.env.cr.insert(self._table, vals_list))
        records._validate(OrderedSet(name for vals in vals_list for name in vals))
        return records

    @api.model
    def default_get(self, fields_list):
        defaults = {}
        for name in fields_list:
            value = self._fields[name].default_for(self)
            if value is not None:
                defaults[name] = value
        return defaults

    def write(self, vals):
        """Writes the values to all of the records."""
        if self and not self.exists():
            raise MissingError("The record has been deleted.")
        self.env.cr.update(self._table, self._ids, vals)
        self._validate(vals)
        return True

    def unlink(self):
        """Deletes the records."""
        self.env.cr.delete(self._table, self._ids)
        return True

    def copy(self, default=None):
        """A duplicate of the record."""
        values = self.ensure_one().copy_data(default)[0]
        return self.create(values)

    def copy_data(self, default=None):
        return [{**record.read()[0], **(default or {})} for record in self]

    def read(self, fields=None):
        names = fields or list(self._fields)
        return [{name: record[name] for name in names} for record in self]

    def name_get(self):
        return [(record.id, record.display_name) for record in self]

    @api.model
    def name_search(self, name="", args=None, operator="ilike", limit=100):
        domain = [(self._rec_name or "name", operator, name)] + (args or [])
        return self.search(domain, limit=limit).name_get()

    def mapped(self, path):
        """The values at the end of a dotted path, or of a function, over all records."""
        if callable(path):
            return [path(record) for record in self]
        values = self
        for name in path.split("."):
            values = [record[name] for record in values]
        return values

    def filtered(self, condition):
        """Those of the records for which the function or the path is true."""
        test = condition if callable(condition) else lambda record: record.mapped(condition)
        return self.browse([record.id for record in self if test(record)])

    def filtered_domain(self, domain):
        return self & self.search(domain)

    def sorted(self, key=None, reverse=False):
        """The records in another order."""
        records = sorted(self, key=key or (lambda record: record.id), reverse=reverse)
        return self.browse([record.id for record in records])

    def grouped(self, key):
        groups = {}
        for record in self:
            value = key(record) if callable(key) else record[key]
            groups[value] = groups.get(value, self.browse()) | record
        return groups

    def with_context(self, *args, **overrides):
        """The records in an environment with another context."""
        context = {**(args[0] if args else self.env.context), **overrides}
        return self.with_env(self.env(context=context))

    def with_env(self, env):
        return self.__class__(env, self._ids, self._prefetch_ids)

    def with_user(self, user):
        return self.with_env(self.env(user=user, su=False))

    def with_company(self, company):
        return self.with_context(allowed_company_ids=[int(company)])

    def sudo(self, flag=True):
        """The records without access checks."""
        return self.with_env(self.env(su=flag))

    def _validate(self, names):
        for method in self.env.registry.constraints_of(self._name):
            if set(names) & set(method._constrains):
                method(self)

    def fields_get(self, allfields=None, attributes=None):
        return {name: field.attributes for name, field in self._fields.items() if not allfields or name in allfields}


AbstractModel = BaseModel


class Model(AbstractModel):
    """A model with a table of its own."""

    _register = False
    _auto = True
    _abstract = False


class TransientModel(Model):
    """A model whose records are thrown away after a while: wizards."""

    _register = False
    _transient = True

    @api.autovacuum
    def _transient_vacuum(self):
        self.sudo().search([("create_date", "<", fields.Datetime.now())]).unlink()
