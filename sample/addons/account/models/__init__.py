from . import account_account, account_tax, account_payment_term, account_move, account_move_line, company, partner, product
