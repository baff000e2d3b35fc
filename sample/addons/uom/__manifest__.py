{
    "name": "Units of measure",
    "version": "17.0.1.0.0",
    "category": "Hidden",
    "depends": ["base"],
    "data": [
        "data/uom_data.xml",
        "security/ir.model.access.csv",
    ],
    "license": "LGPL-3",
}
