from . import hr_department, hr_employee, res_users
