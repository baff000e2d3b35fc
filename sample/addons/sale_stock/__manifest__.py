{
    "name": "Sales and inventory",
    "version": "17.0.1.0.0",
    "category": "Hidden",
    "depends": ["sale", "stock"],
    "data": [
        "views/sale_order_views.xml",
    ],
    "auto_install": True,
    "license": "LGPL-3",
}
