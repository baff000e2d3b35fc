{
    "name": "Invoicing",
    "version": "17.0.1.0.0",
    "category": "Accounting",
    "depends": ["product", "portal"],
    "data": [
        "data/account_data.xml",
        "security/ir.model.access.csv",
        "views/account_move_views.xml",
        "wizard/account_payment_register_views.xml",
    ],
    "license": "LGPL-3",
}
