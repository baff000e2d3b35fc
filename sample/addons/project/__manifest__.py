{
    "name": "Project",
    "version": "17.0.1.0.0",
    "category": "Services",
    "depends": ["portal", "hr"],
    "data": [
        "security/ir.model.access.csv",
        "views/project_views.xml",
    ],
    "application": True,
    "license": "LGPL-3",
}
