"""The codes an authenticator app would show."""

import time

from django_otp.oath import totp


def code_of(device, steps=0):
    """The six digits of `device` for the moment `steps` half minutes from now."""
    return f"{totp(device.bin_key, step=device.step, t0=device.t0 - steps * device.step, digits=6):06d}"


def next_code(device):
    """A code that was not used yet: that of the next half minute, which the portal takes as well."""
    device.refresh_from_db()
    return code_of(device, steps=max(0, device.last_t - int(time.time()) // device.step + 1))
