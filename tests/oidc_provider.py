"""A small OpenID Connect provider on loopback: `python -m tests.oidc_provider PORT`.

It checks what a real one checks: the client's secret, the registered address to come back to, PKCE, that a code is
used once. On its page a person types the number they are registered with, or cancels. `POST /control` makes it
misbehave: `fault` is one word (below, where it is used), `rotate` gives it a new key, `facts` changes what it says
of people, and {} makes everything as it was.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "portal", "a secret with: signs & blanks"
CALLBACK_PATH = "/sign-on/callback/"
SLOW_SECONDS, DAY = 3, 86_400
PAGE = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>로그인</title>
<link rel="icon" href="data:,"><h1>연습 로그인</h1>
<form method="post" action="/login">{held}
<label for="phone">휴대전화</label> <input id="phone" name="phone" value="+82 10-1234-5678">
<button name="go" value="in">로그인</button> <button name="go" value="cancel">취소</button></form></html>"""


class Provider(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key_number, self.codes, self.tokens, self.asked = 0, {}, {}, []
        self.rotate()
        self.foreign = RSAKey.generate_key(2048, {"kid": self.key.kid})
        self.control({})

    def rotate(self):
        self.key_number += 1
        self.key = RSAKey.generate_key(2048, {"kid": f"key-{self.key_number}", "use": "sig", "alg": "RS256"})

    def control(self, wishes):
        self.fault, self.facts = wishes.get("fault", ""), wishes.get("facts", {})
        self.asked = []
        if wishes.get("rotate"):
            self.rotate()

    @property
    def metadata(self):
        ways = ["none", "client_secret_post"] if self.fault == "post_only" else ["client_secret_basic"]
        return {
            "issuer": "https://other.example" if self.fault == "issuer" else self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
            "token_endpoint_auth_methods_supported": ways,
        }

    def claims(self, phone):
        """What is known of a person: the number and what `facts` adds, changes or (null) takes away."""
        facts = {"sub": "member-" + hashlib.sha256(phone.encode()).hexdigest()[:8], "phone_number": phone}
        facts |= {"phone_number_verified": True} | self.facts
        return {name: value for name, value in facts.items() if value is not None}

    def id_token(self, login):
        now = int(time.time())
        times = {"iat": now, "exp": now + 300}
        if self.fault == "expired":
            times = {"iat": now - 900, "exp": now - 600}
        token = {"iss": self.issuer, "aud": CLIENT, "azp": CLIENT, "nonce": login["nonce"]} | times
        token |= self.claims(login["phone"])
        if self.fault in ("userinfo", "other_sub"):
            token = {name: token[name] for name in ("iss", "aud", "nonce", "iat", "exp", "sub")}
        wrong = {"nonce": "another", "audience": "somebody else", "token_issuer": "https://other.example"}
        if self.fault in wrong:
            token[{"audience": "aud", "token_issuer": "iss"}.get(self.fault, "nonce")] = wrong[self.fault]
        key = self.foreign if self.fault == "foreign_key" else self.key
        if self.fault == "unsigned":
            parts = [json.dumps(part).encode() for part in ({"alg": "none"}, token)]
            return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])
        return jwt.encode({"alg": "RS256", "kid": key.kid}, token, key)


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        """Nothing: what is asked for here would be a number."""

    def do_GET(self):
        self.answer_at({"/authorize": self.authorize, "/userinfo": self.userinfo, "/keys": self.keys})

    def do_POST(self):
        self.answer_at({"/login": self.login, "/token": self.token, "/control": self.control})

    def answer_at(self, pages):
        provider, address = self.server, urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(address.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.body = body if address.path == "/control" else dict(parse_qs(body))
        provider.asked.append(address.path)
        pages = pages | {"/.well-known/openid-configuration": lambda: self.send(200, provider.metadata)}
        if provider.fault == f"500 {address.path}":
            self.send(500, {"error": "server_error"})
        elif address.path not in pages:
            self.send(404, {})
        else:
            if provider.fault == f"slow {address.path}":
                time.sleep(SLOW_SECONDS)
            pages[address.path]()

    def send(self, status, content, **headers):
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        kind = "text/html; charset=utf-8" if isinstance(content, str) else "application/json"
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def control(self):
        self.server.control(json.loads(self.body))
        self.send(200, {})

    def keys(self):
        self.send(200, {"keys": [self.server.key.as_dict(private=False)]})

    def authorize(self):
        asked = self.query
        is_right = (
            asked.get("client_id") == CLIENT
            and urlsplit(asked.get("redirect_uri", "")).path == CALLBACK_PATH
            and asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and min(len(asked.get(name, "")) for name in ("state", "nonce", "code_challenge")) >= 20
        )
        if not is_right:
            return self.send(400, "<!doctype html><title>400</title>")
        held = (
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in asked.items()
        )
        return self.send(200, PAGE.format(held="".join(held)))

    def login(self):
        form = {name: values[0] for name, values in self.body.items()}
        if form.get("go") == "cancel":
            answer = {"error": "access_denied", "error_description": form["phone"]}
        else:
            code = secrets.token_urlsafe(24)
            self.server.codes[code] = form
            answer = {"code": code}
        target = f"{form['redirect_uri']}?{urlencode(answer | {'state': form['state']})}"
        self.send(303, "", Location=target)

    def token(self):
        form = {name: values[0] for name, values in self.body.items()}
        if not self.is_client(form):
            return self.send(401, {"error": "invalid_client"})
        login = self.server.codes.pop(form.get("code"), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_right = (
            login
            and form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == login["redirect_uri"]
            and challenge == login["code_challenge"]
        )
        if not is_right:
            return self.send(400, {"error": "invalid_grant", "error_description": str(form)})
        access = secrets.token_urlsafe(24)
        self.server.tokens[access] = login["phone"]
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        return self.send(200, answer | {"id_token": self.server.id_token(login)})

    def is_client(self, form):
        if self.server.fault == "post_only":
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        given = base64.b64decode(value).decode() if kind == "Basic" else ""
        return given in (f"{CLIENT}:{SECRET}", f"{CLIENT}:{quote(SECRET, safe='')}")

    def userinfo(self):
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        phone = self.server.tokens.get(unquote(value)) if kind == "Bearer" else None
        if phone is None:
            return self.send(401, {"error": "invalid_token"})
        changes = {"sub": "member-0"} if self.server.fault == "other_sub" else {}
        return self.send(200, self.server.claims(phone) | changes)


if __name__ == "__main__":
    Provider(int(sys.argv[1])).serve_forever()
