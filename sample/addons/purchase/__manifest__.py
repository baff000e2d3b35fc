{
    "name": "Purchase",
    "version": "17.0.1.0.0",
    "category": "Inventory",
    "depends": ["account"],
    "data": [
        "data/purchase_data.xml",
        "security/ir.model.access.csv",
        "views/purchase_views.xml",
    ],
    "application": True,
    "license": "LGPL-3",
}
