{
    "name": "Base",
    "version": "1.0",
    "category": "Hidden",
    "summary": "What every other module stands on",
    "depends": [],
    "data": [
        "data/res_currency_data.xml",
        "data/res_country_data.csv",
        "security/base_groups.xml",
        "security/ir.model.access.csv",
        "views/res_partner_views.xml",
        "views/res_company_views.xml",
        "wizard/partner_merge_views.xml",
    ],
    "installable": True,
    "license": "LGPL-3",
}
