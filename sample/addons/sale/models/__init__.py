from . import sale_order, sale_order_line, account_move, product_template, res_partner
