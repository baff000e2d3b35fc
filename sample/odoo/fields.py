"""Field descriptors: what a class attribute of a model becomes when it is read from a record."""

import datetime

from .tools import float_round


class Field:
    """A column of a model, stored or computed."""

    type = None

    def __init__(self, string=None, **attributes):
        self.string = string
        self.attributes = attributes
        self.name = None
        self.model_name = None
        self.comodel_name = attributes.get("comodel_name")

    def __set_name__(self, owner, name):
        self.name = name
        self.model_name = getattr(owner, "_name", None)

    def __get__(self, record, owner=None):
        if record is None:
            return self
        return record._cache_get(self)

    def __set__(self, record, value):
        record.write({self.name: self.convert(value)})

    @property
    def compute(self):
        return self.attributes.get("compute")

    @property
    def related(self):
        return self.attributes.get("related")

    @property
    def store(self):
        return self.attributes.get("store", not (self.compute or self.related))

    def convert(self, value):
        """The value as it is kept in the cache."""
        return value

    def default_for(self, model):
        default = self.attributes.get("default")
        return default(model) if callable(default) else default


class Boolean(Field):
    type = "boolean"

    def convert(self, value):
        return bool(value)


class Integer(Field):
    type = "integer"

    def convert(self, value):
        return int(value or 0)


class Float(Field):
    type = "float"

    def __init__(self, string=None, digits=None, **attributes):
        super().__init__(string=string, **attributes)
        self.digits = digits

    def convert(self, value):
        value = float(value or 0.0)
        return float_round(value, self.digits[1]) if isinstance(self.digits, tuple) else value


class Monetary(Field):
    type = "monetary"

    def __init__(self, string=None, currency_field="currency_id", **attributes):
        super().__init__(string=string, **attributes)
        self.currency_field = currency_field


class Char(Field):
    type = "char"

    def __init__(self, string=None, size=None, **attributes):
        super().__init__(string=string, **attributes)
        self.size = size

    def convert(self, value):
        return str(value)[: self.size] if value else False


class Text(Field):
    type = "text"


class Html(Field):
    type = "html"


class Binary(Field):
    type = "binary"


class Json(Field):
    type = "json"


class Date(Field):
    type = "date"

    @staticmethod
    def today():
        return datetime.date.today()

    @staticmethod
    def context_today(record):
        return datetime.date.today()

    @staticmethod
    def add(value, days=0):
        return value + datetime.timedelta(days=days)


class Datetime(Field):
    type = "datetime"

    @staticmethod
    def now():
        return datetime.datetime.now().replace(microsecond=0)


class Selection(Field):
    type = "selection"

    def __init__(self, selection=None, string=None, **attributes):
        super().__init__(string=string, **attributes)
        self.selection = selection or []

    def extend(self, more):
        """Adds the values that another module brings."""
        self.selection = self.selection + [pair for pair in more if pair not in self.selection]


class _Relational(Field):
    def __init__(self, comodel_name=None, string=None, **attributes):
        super().__init__(string=string, comodel_name=comodel_name, **attributes)


class Many2one(_Relational):
    type = "many2one"

    @property
    def delegate(self):
        return self.attributes.get("delegate", False)


class One2many(_Relational):
    type = "one2many"

    def __init__(self, comodel_name=None, inverse_name=None, string=None, **attributes):
        super().__init__(comodel_name, string, **attributes)
        self.inverse_name = inverse_name


class Many2many(_Relational):
    type = "many2many"

    def __init__(self, comodel_name=None, relation=None, column1=None, column2=None, string=None, **attributes):
        super().__init__(comodel_name, string, **attributes)
        self.relation, self.column1, self.column2 = relation, column1, column2


class Reference(Selection):
    type = "reference"


class Many2oneReference(Integer):
    type = "many2one_reference"

    def __init__(self, string=None, model_field=None, **attributes):
        super().__init__(string=string, **attributes)
        self.model_field = model_field


class Command:
    """What to do with the lines of a relation, as the triples a write understands."""

    CREATE, UPDATE, DELETE, UNLINK, LINK, CLEAR, SET = range(7)

    @classmethod
    def create(cls, values):
        return (cls.CREATE, 0, values)

    @classmethod
    def update(cls, id, values):
        return (cls.UPDATE, id, values)

    @classmethod
    def delete(cls, id):
        return (cls.DELETE, id, 0)

    @classmethod
    def unlink(cls, id):
        return (cls.UNLINK, id, 0)

    @classmethod
    def link(cls, id):
        return (cls.LINK, id, 0)

    @classmethod
    def clear(cls):
        return (cls.CLEAR, 0, 0)

    @classmethod
    def set(cls, ids):
        return (cls.SET, 0, list(ids))
