"""The models of a database, each made of the classes that all modules give to it."""

from collections.abc import Mapping


class Registry(Mapping):
    def __init__(self, db_name):
        self.db_name = db_name
        self.models = {}

    def __getitem__(self, model_name):
        return self.models[model_name]

    def __iter__(self):
        return iter(self.models)

    def __len__(self):
        return len(self.models)

    def extend(self, model_name, definition):
        """Puts a class in front of those that define the model so far."""
        bases = (definition, self.models[model_name]) if model_name in self.models else (definition,)
        self.models[model_name] = type(definition.__name__, bases, {"_register": False})

    def fields_of(self, model_name):
        from ..fields import Field

        model = self[model_name]
        return {name: getattr(model, name) for name in dir(model) if isinstance(getattr(model, name), Field)}

    def constraints_of(self, model_name):
        model = self[model_name]
        return [getattr(model, name) for name in dir(model) if hasattr(getattr(model, name), "_constrains")]
