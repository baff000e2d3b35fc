{
    "name": "Products",
    "version": "17.0.1.0.0",
    "category": "Sales",
    "depends": ["base", "mail", "uom"],
    "data": [
        "data/product_data.xml",
        "security/ir.model.access.csv",
        "views/product_views.xml",
    ],
    "license": "LGPL-3",
}
