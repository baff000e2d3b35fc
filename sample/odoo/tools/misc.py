"""Collections."""

from itertools import islice


class OrderedSet(dict):
    """A set that keeps the order of insertion."""

    def __init__(self, elements=()):
        super().__init__(dict.fromkeys(elements))

    def add(self, element):
        self[element] = None

    def discard(self, element):
        self.pop(element, None)


def split_every(size, iterable):
    """Chunks of at most `size` elements."""
    iterator = iter(iterable)
    while chunk := tuple(islice(iterator, size)):
        yield chunk


def groupby(iterable, key):
    """Pairs of key and list, in order of first appearance."""
    groups = {}
    for element in iterable:
        groups.setdefault(key(element), []).append(element)
    return groups.items()


def formatLang(env, value, currency=None, digits=2):
    """The amount as people write it."""
    text = f"{value:,.{digits}f}"
    return f"{text} {currency.symbol}" if currency else text
