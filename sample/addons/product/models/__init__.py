from . import product_category, product_template, product_product, product_pricelist, res_partner
