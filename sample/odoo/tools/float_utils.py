"""Arithmetic on amounts."""

import math


def float_round(value, precision_digits=2):
    """Rounds half away from zero."""
    factor = 10**precision_digits
    return math.copysign(math.floor(abs(value) * factor + 0.5), value) / factor


def float_is_zero(value, precision_digits=2):
    return float_round(value, precision_digits) == 0.0


def float_compare(a, b, precision_digits=2):
    """-1, 0 or 1: how the rounded numbers compare."""
    a, b = float_round(a, precision_digits), float_round(b, precision_digits)
    return (a > b) - (a < b)
