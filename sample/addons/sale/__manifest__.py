{
    "name": "Sales",
    "version": "17.0.1.0.0",
    "category": "Sales",
    "depends": ["account", "portal"],
    "data": [
        "data/sale_data.xml",
        "security/ir.model.access.csv",
        "views/sale_order_views.xml",
        "wizard/sale_advance_payment_views.xml",
    ],
    "application": True,
    "license": "LGPL-3",
}
