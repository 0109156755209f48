"""The staff's room in the admin, in place of what the libraries register: their pages show secrets."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.staff.accounts import AccountAdmin
from cases.staff.logs import HistoryEntryAdmin, PersonalDataAccessAdmin, RefusalAdmin
from cases.staff.models import HistoryEntry, PersonalDataAccess, Refusal
from cases.staff.sign_in import StaffLoginForm

for model in (HistoryEntry, TOTPDevice, StaticDevice, get_user_model()):
    admin.site.unregister(model)

admin.site.register(get_user_model(), AccountAdmin)
admin.site.register(HistoryEntry, HistoryEntryAdmin)
admin.site.register(PersonalDataAccess, PersonalDataAccessAdmin)
admin.site.register(Refusal, RefusalAdmin)
admin.site.login_form = StaffLoginForm
