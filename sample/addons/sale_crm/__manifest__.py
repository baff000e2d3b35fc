{
    "name": "Opportunity to quotation",
    "version": "17.0.1.0.0",
    "category": "Hidden",
    "depends": ["sale", "crm"],
    "data": [
    ],
    "auto_install": ["sale", "crm"],
    "license": "LGPL-3",
}
