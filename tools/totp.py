"""totp - codes of a second factor (RFC 6238: SHA-1, 30 s, 6 digits) for the demo and for tests. Standard library only."""
import base64
import hashlib
import hmac
import re
import struct
import time


def step(at=None):
    return int(time.time() if at is None else at) // 30


def code(secret, n=None):
    """The code of a step; of the present one when none is given."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step() if n is None else n), hashlib.sha1).digest()
    at = mac[19] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06}"


def shown(text):
    """What 'yanzhen init' and 'yanzhen account add' printed: {name: (password or None, secret)}."""
    password = dict(re.findall(r"^account (\S+) password (\S+)$", text, re.M))
    return {name: (password.get(name), secret) for name, secret in re.findall(r"^account (\S+) second-factor \S*secret=([A-Z2-7]+)", text, re.M)}


class Login:
    """The codes of one account in turn: each counts once, so a second log-in within a step takes the next one."""

    def __init__(self, secret, last=0):
        self.secret, self.last = secret, last

    def next(self):
        n = max(step(), self.last + 1)
        while n > step() + 1:           # both codes that count now are used
            time.sleep(0.2)
        self.last = n
        return code(self.secret, n)
