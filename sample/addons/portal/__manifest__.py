{
    "name": "Portal",
    "version": "17.0.1.0.0",
    "category": "Hidden",
    "depends": ["mail"],
    "data": [
        "views/portal_templates.xml",
    ],
    "license": "LGPL-3",
}
