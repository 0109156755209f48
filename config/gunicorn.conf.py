"""gunicorn facing the network itself: few processes, threads for slow clients.

Behind a proxy `WEB_CONCURRENCY=3 WEB_THREADS=1` (sync workers) has the tightest tail.
"""

import gc
import os

wsgi_app = "config.wsgi"
# Set but empty means unset: an empty host would be every address of the machine.
bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
control_socket_disable = True
timeout = 30
graceful_timeout = 20


def post_fork(server, worker):
    """What was loaded before the fork stays; the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
