"""A mail server on loopback that keeps what it takes in: `python -m …gateways.mail_server PORT FOLDER`.

Speaks as much of SMTP (RFC 5321) as a client needs that has one message to one mailbox. It has no mailbox
`nobody@…`, is busy for `later@…`, and fails as `trouble` says.
"""

import sys
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event

REFUSALS = {"nobody": "550 5.1.1 <nobody@example.org> no such mailbox", "later": "451 4.7.1 try again later"}


class MailServer(ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def __init__(self, port=0, folder=None):
        super().__init__(("127.0.0.1", port), Session)
        self.folder, self.mails, self.trouble, self.end = folder, [], "", Event()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def keep(self, mail):
        self.mails.append(mail)
        if self.folder:
            (self.folder / f"{len(self.mails)}.eml").write_bytes(mail)


class Session(StreamRequestHandler):
    def handle(self):
        if self.server.trouble == "silence":
            self.server.end.wait(30)
            return
        self._say("421 too busy" if self.server.trouble == "busy" else "220 loopback")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                self._say("354 end with a dot")
                self._take_in()
            elif word == "RCPT":
                mailbox = line.partition("<")[2].partition("@")[0]
                self._say(REFUSALS.get(mailbox, "250 ok"))
            else:
                self._say("221 bye" if word == "QUIT" else "250 loopback")

    def _say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def _take_in(self):
        lines = iter(self.rfile.readline, b".\r\n")
        mail = b"".join(line.removeprefix(b".") if line.startswith(b"..") else line for line in lines)
        if self.server.trouble == "full":
            return self._say("552 5.2.2 <hong@example.org> mailbox full")
        self.server.keep(mail)
        return self._say("250 taken in")


if __name__ == "__main__":
    MailServer(int(sys.argv[1]), Path(sys.argv[2])).serve_forever()
