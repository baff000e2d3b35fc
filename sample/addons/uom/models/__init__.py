from . import uom
