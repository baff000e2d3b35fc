from . import common, test_sale_order
