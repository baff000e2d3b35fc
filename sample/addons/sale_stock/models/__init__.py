from . import sale_order, stock
