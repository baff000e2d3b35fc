{
    "name": "Inventory",
    "version": "17.0.1.0.0",
    "category": "Inventory",
    "depends": ["product"],
    "data": [
        "data/stock_data.xml",
        "security/ir.model.access.csv",
        "views/stock_picking_views.xml",
    ],
    "application": True,
    "license": "LGPL-3",
}
