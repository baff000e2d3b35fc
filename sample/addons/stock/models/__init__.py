from . import stock_location, stock_warehouse, stock_quant, stock_move, stock_picking, product
