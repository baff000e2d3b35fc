{
    "name": "Employees",
    "version": "17.0.1.0.0",
    "category": "Human Resources",
    "depends": ["mail"],
    "data": [
        "security/ir.model.access.csv",
        "views/hr_employee_views.xml",
    ],
    "application": True,
    "license": "LGPL-3",
}
