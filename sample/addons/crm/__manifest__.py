{
    "name": "CRM",
    "version": "17.0.1.0.0",
    "category": "Sales",
    "depends": ["mail", "product"],
    "data": [
        "data/crm_stage_data.csv",
        "security/ir.model.access.csv",
        "views/crm_lead_views.xml",
    ],
    "application": True,
    "license": "LGPL-3",
}
