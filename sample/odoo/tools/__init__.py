"""Helpers that know nothing of models."""

from .float_utils import float_compare, float_is_zero, float_round
from .misc import OrderedSet, formatLang, groupby, split_every
from .translate import _, _lt
