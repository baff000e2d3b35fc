//! What is guessed where nothing is declared: containers filled later, parameters, docstrings.

use super::check;

#[test]
fn lists_filled_later() {
    check("x = []\nx.append(1)\nx$0", "list[int]");
    check("x = []\nx.append(1)\nx.insert(0, 'a')\nx$0", "list[int | str]");
    check("x = []\nx.extend(['a'])\nx$0", "list[str]");
    super::check_real("x = []\nx += ['a']\nx$0", "list[str]");
    check("x = list()\nfor i in [1]:\n    x.append(i)\nx[0]$0", "int");
    check("x = []\nx$0", "list");
    check("x = [1]\nx.append('a')\nx$0", "list[int]");
    check("x = []\nx.append(x[0])\nx$0", "list");
    check(
        "def f():\n    x = []\n    for i in 'ab':\n        x.append((i, 1))\n    return x\nf()$0",
        "list[tuple[str, int]]",
    );
}

#[test]
fn dictionaries_and_sets_filled_later() {
    check("d = {}\nd['k'] = 1\nd$0", "dict[str, int]");
    check("d = {}\nd['k'] = 1\nd[2] = 'a'\nd$0", "dict[str | int, int | str]");
    check("d = {}\nd.setdefault('k', []).append(1)\nd.update({'a': 1})\nd$0", "dict[str, list[int] | int]");
    check("d = dict()\nd.setdefault('k', 1.5)\nd$0", "dict[str, float]");
    check("s = set()\ns.add('a')\ns$0", "set[str]");
    super::check_real(
        "from collections import defaultdict\nd = defaultdict(list)\nd['a'].append(1)\nd$0",
        "defaultdict[str, list[int]]",
    );
    super::check_real("from collections import deque\nd = deque()\nd.append(1)\nd$0", "deque[int]");
}

#[test]
fn attributes_filled_by_methods() {
    check(
        "class A:\n    def __init__(self):\n        self.x = []\n    def f(self):\n        self.x.append(1)\nA().x$0",
        "list[int]",
    );
    check(
        "class A:\n    def __init__(self):\n        self.d = {}\n    def f(self, k: str):\n        self.d[k] = 1\nA().d$0",
        "dict[str, int]",
    );
}

#[test]
fn parameters_by_their_defaults() {
    check("def f(x=1): x$0", "int");
    check("def f(x='a'): x$0", "str");
    check("def f(x=None): x$0", "");
    check("def f(*a, **k): a$0", "tuple");
}

#[test]
fn parameters_by_calls_in_the_file() {
    check("def f(x): x$0\nf(1)", "int");
    check("def f(x, y): y$0\nf(1, 'a')\nf(2, y='b')", "str");
    check("def f(x): x$0\nf(1)\nf('a')", "");
    check("def f(x): x$0\nf(unknown)", "");
    check("def f(x=None): x$0\nf(1)", "int");
    check("def f(x): x$0\nf(*y)", "");
    check("class A:\n    def f(self, x): x$0\n    def g(self): self.f('a')", "str");
    check("def f(x): return g(x)\ndef g(x): x$0; return f(x)\nf(1)", "");
    check("def f(x):\n    x$0\n    x = []\n    f(x)", "");
    check("def f(x):\n    x$0\n    def g(): f('a')\nf(1)", "int");
    check("def f(x):\n    x$0\n    return x\n@f\ndef g(): ...\nf(1)", "");
}

#[test]
fn docstrings_of_sphinx() {
    check("def f(x):\n    '''Does.\n\n    :param int x: a number\n    '''\n    x$0", "int");
    check("def f(x, y):\n    ''':param x: a\n    :type x: str or None\n    '''\n    x$0", "str | None");
    check("class A: ...\ndef f(x):\n    ''':param x: a\n    :type x: list[:class:`A`]\n    '''\n    x$0", "list[A]");
    check("def f(x):\n    ''':rtype: str'''\n    return x.y\nf(z)$0", "str");
    check("def f(x):\n    ''':param what one wants x: a'''\n    x$0", "");
}

#[test]
fn docstrings_of_google() {
    check(
        "def f(x, y):\n    '''Does.\n\n    Args:\n        x (int): a number\n        y (str, optional): a text\n    '''\n    y$0",
        "str",
    );
    check(
        "def f(x):\n    '''Does.\n\n    Returns:\n        list of int: numbers\n    '''\n    return x.y\nf(z)$0",
        "list[int]",
    );
}

#[test]
fn docstrings_of_numpy() {
    check(
        "def f(x, y):\n    '''Does.\n\n    Parameters\n    ----------\n    x, y : int, optional\n        A number.\n    '''\n    y$0",
        "int",
    );
    check(
        "def f(x):\n    '''Does.\n\n    Returns\n    -------\n    str\n        A text.\n    '''\n    return x.y\nf(z)$0",
        "str",
    );
}

#[test]
fn more_ways_of_filling() {
    super::reveal(
        "
from collections import Counter, OrderedDict, defaultdict
groups = {}
groups.setdefault('a', []).append(1)
groups  #: dict[str, list[int]]
names = OrderedDict()
names['a'] = 1
names  #: OrderedDict[str, int]
counts = Counter()
counts['a'] += 1
counts  #: Counter[str]
sums = defaultdict(int)
sums[1] += 1
sums  #: defaultdict[int, int]
registry = {}
def register(name: str):
    registry[name] = register
def other(name: str):
    registry = []
    registry.append(name)
registry  #: dict[str, (name: str) -> None]
class A:
    known = {}
    made = []
    sizes = ()
    def __init__(self, key: str):
        self.made.append(key)
        A.known[key] = self
        self.parts = ()
        self.parts += (key,)
    @classmethod
    def one(cls):
        cls.made.append(1)
A.known  #: dict[str, A]
A.made  #: list[str | int]
A('').parts  #: tuple
def f(x=()):
    x  #: tuple
",
    );
}
