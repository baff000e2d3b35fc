from . import product_supplierinfo, purchase_order, purchase_order_line
