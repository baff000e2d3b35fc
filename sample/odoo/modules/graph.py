"""The dependency graph of modules."""


class Node:
    def __init__(self, name, manifest):
        self.name = name
        self.manifest = manifest
        self.depth = 0

    @property
    def depends(self):
        return self.manifest.get("depends", [])


class Graph(dict):
    """Nodes by name."""

    def add_module(self, name, manifest):
        """Adds a module whose dependencies are there already."""
        node = self[name] = Node(name, manifest)
        node.depth = 1 + max((self[parent].depth for parent in node.depends), default=-1)
        return node

    def load_order(self):
        """A module comes after all it depends on; equal depths go by name."""
        return sorted(self.values(), key=lambda node: (node.depth, node.name))
