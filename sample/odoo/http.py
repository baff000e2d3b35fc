"""Controllers and their routes."""

from functools import wraps


class Request:
    """The request that is being answered."""

    def __init__(self, env, params):
        self.env = env
        self.params = params

    def render(self, template, values=None):
        return Response(template, values or {})

    def redirect(self, location):
        return Response(None, {"location": location}, status=303)

    def not_found(self):
        return Response(None, {}, status=404)


class Response:
    def __init__(self, template, values, status=200):
        self.template = template
        self.values = values
        self.status = status


request = Request(None, {})


class Controller:
    """Groups routes."""


def route(route=None, *, type="http", auth="user", methods=None, website=False):
    """Makes a method answer requests for these paths."""

    def decorate(endpoint):
        @wraps(endpoint)
        def wrapper(self, *args, **kwargs):
            return endpoint(self, *args, **kwargs)

        wrapper.routing = {"route": route, "type": type, "auth": auth, "methods": methods, "website": website}
        return wrapper

    return decorate
