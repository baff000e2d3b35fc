from . import ir_model, ir_sequence, ir_attachment
from . import res_country, res_currency, res_partner, res_company, res_users
