from . import mail_message, mail_followers, mail_activity
from . import mail_thread, mail_activity_mixin
from . import res_partner, res_users
