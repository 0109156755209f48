"""SOLAPI as its documents and its SDK describe it, on loopback: `python -m …gateways.solapi_server PORT`.

Checks the signature of each request as the provider does, takes messages in or refuses them, and fails in every
way a test asks for (`trouble`). What was taken in is told at `/sent`, which the provider does not have.
"""

import hashlib
import hmac
import json
import re
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event

API_KEY, API_SECRET, SENDER = "NCSTESTTESTTEST0", "SECRETSECRETSECRETSECRETSECRET00", "0212345678"
PATH = "/messages/v4/send-many/detail"
AUTHORIZATION = re.compile(
    r"HMAC-SHA256 ApiKey=(?P<key>[^,]+), Date=(?P<date>[^,]+), salt=(?P<salt>[^,]{12,64}), "
    r"signature=(?P<signature>[0-9a-f]{64})"
)
SKEW = timedelta(minutes=15)
BLOCKED, REFUSING = "01000001060", "01000001061"
MOST_BYTES = 90


class SolapiServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Handler)
        self.requests, self.sent, self.signatures = [], [], set()
        self.trouble = ""
        self.end = Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Refused(Exception):
    """Status, errorCode and errorMessage of an answer."""


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self._answer(200, self.server.sent if self.path == "/sent" else {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(body)
        if self.server.trouble:
            return getattr(self, f"_{self.server.trouble}")()
        try:
            self._require_signature()
            return self._answer(200, self._take_in(json.loads(body)))
        except Refused as refusal:
            status, code, words = refusal.args
            return self._answer(status, {"errorCode": code, "errorMessage": words})

    def _require_signature(self):
        given = AUTHORIZATION.fullmatch(self.headers["Authorization"] or "")
        if self.path != PATH or not given:
            raise Refused(400, "ValidationError", "인증 정보가 필요합니다.")
        if given["key"] != API_KEY:
            raise Refused(403, "InvalidAPIKey", f"{given['key']}: 유효한 API Key가 아닙니다.")
        if abs(datetime.now(UTC) - datetime.fromisoformat(given["date"])) > SKEW:
            raise Refused(403, "RequestTimeTooSkewed", "시간 값이 서버 시간을 15분 이상 벗어났습니다.")
        data = (given["date"] + given["salt"]).encode()
        if not hmac.compare_digest(
            hmac.digest(API_SECRET.encode(), data, hashlib.sha256).hex(), given["signature"]
        ):
            raise Refused(403, "SignatureDoesNotMatch", "생성한 signature를 확인하세요.")
        if given["signature"] in self.server.signatures:
            raise Refused(403, "DuplicatedSignature", "15분 안에 동일한 signature 값입니다.")
        self.server.signatures.add(given["signature"])

    def _take_in(self, body):
        if set(body) != {"messages", "allowDuplicates", "agent"} or len(body["messages"]) != 1:
            raise Refused(400, "ValidationError", "messages를 확인해 주세요.")
        message = body["messages"][0]
        fault = fault_of(message)
        if not fault:
            self.server.sent.append(message)
        return group(message, fault)

    def _answer(self, status, body):
        text = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _balance(self):
        self._answer(402, {"errorCode": "NotEnoughBalance", "errorMessage": "잔액이 부족합니다. 01012345678"})

    def _internal(self):
        self._answer(500, {"errorCode": "InternalError", "errorMessage": "01012345678"})

    def _unauthorized(self):
        self._answer(401, {"errorCode": "Unauthorized", "errorMessage": API_KEY})

    def _page(self):
        self._answer(200, b"<html>01012345678</html>")

    def _page_of_an_error(self):
        self._answer(502, b"<html>01012345678</html>")

    def _refusal_without_json(self):
        self._answer(400, b"01012345678")

    def _empty(self):
        self._answer(200, {})

    def _code_that_is_text(self):
        self._answer(400, {"errorCode": "01012345678", "errorMessage": ""})

    def _silence(self):
        self.server.end.wait(30)

    def _dropping(self):
        """An answer that never ends, a byte at a time: no time limit of a socket sees it."""
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        while not self.server.end.wait(0.05):
            self.wfile.write(b" ")

    def _cut(self):
        self.close_connection = True
        self.connection.close()


def fault_of(message):
    """Status code and words of what keeps a message from being taken in; None where nothing does."""
    if message.get("country") != "82" or not re.fullmatch(r"0[0-9]{8,10}", message["to"]):
        return "1011", "Format Error"
    if message["from"] != SENDER:
        return "1062", "발신번호 미등록"
    if message.get("type") == "SMS" and len(message["text"].encode("euc-kr")) > MOST_BYTES:
        return "1031", "SMS는 90byte까지 사용 가능합니다."
    blocked = {BLOCKED: ("1060", "차단된 수신번호"), REFUSING: ("1061", "사용자에 의해 수신거부 됨")}
    return blocked.get(message["to"])


def group(message, fault):
    """The answer about a group of one message."""
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    count = dict.fromkeys(
        ("sentTotal", "sentFailed", "sentSuccess", "sentPending", "sentReplacement", "refund"), 0
    )
    money = dict.fromkeys(("requested", "replacement", "refund", "sum"), 0)
    failed = fault and message | {
        "statusCode": fault[0],
        "statusMessage": fault[1],
        "messageId": "M4V20261128000000AAAAAAAAAAAAAAA",
        "accountId": "26112800000000",
    }
    return {
        "failedMessageList": [failed] if failed else [],
        "groupInfo": {
            "count": count
            | {"total": 1, "registeredFailed": int(bool(fault)), "registeredSuccess": int(not fault)},
            "countForCharge": {"sms": {"82": int(not fault)}, "lms": {}, "mms": {}},
            "balance": money,
            "point": money,
            "app": {"profit": {"sms": 0, "lms": 0, "mms": 0}, "appId": None},
            "log": [{"createAt": now, "message": "국가코드(82)의 단문문자(SMS) 1 건이 추가되었습니다."}],
            "status": "FAILED" if fault else "SENDING",
            "allowDuplicates": False,
            "isRefunded": False,
            "accountId": "26112800000000",
            "masterAccountId": None,
            "apiVersion": "4",
            "groupId": "G4V20261128000000AAAAAAAAAAAAAAA",
            "price": {"82": {"sms": 18, "lms": 45, "mms": 110}},
            "dateCreated": now,
            "dateUpdated": now,
            "scheduledDate": None,
            "dateSent": now,
            "dateCompleted": None,
        },
    }


if __name__ == "__main__":
    SolapiServer(int(sys.argv[1])).serve_forever()
