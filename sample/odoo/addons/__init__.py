"""The package that all modules live in, wherever their folders are."""

__path__ = __import__("pkgutil").extend_path(__path__, __name__)
