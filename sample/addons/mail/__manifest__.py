{
    "name": "Discuss",
    "version": "17.0.1.0.0",
    "category": "Productivity",
    "depends": ["base"],
    "data": [
        "data/mail_message_subtype_data.xml",
        "security/ir.model.access.csv",
        "views/mail_message_views.xml",
    ],
    "license": "LGPL-3",
}
