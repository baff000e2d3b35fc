from . import crm_stage, crm_team, crm_lead, res_users
