"""The proxies of ours, read from the environment."""

import ipaddress

from django.core.exceptions import ImproperlyConfigured

UNIX = "unix"


def proxies_of(names: list[str]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network | str, ...]:
    """Return the networks of `names`, and "unix" where a proxy speaks over a socket without an address."""
    return tuple(name if name == UNIX else _network(name) for name in map(str.strip, names) if name)


def _network(name):
    try:
        return ipaddress.ip_network(name)
    except ValueError:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES={name}: 네트워크 주소(예: 127.0.0.1, 10.0.0.0/24, ::1)나 unix를 적어 주세요."
        ) from None
