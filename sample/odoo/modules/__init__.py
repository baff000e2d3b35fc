"""Modules: how they are found, and in which order they are loaded."""

from .graph import Graph, Node
from .registry import Registry
