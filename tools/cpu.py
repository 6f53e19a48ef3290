#!/usr/bin/env python3
"""cpu CMD... - runs CMD and ends as it did; the last line says what processor time it took, as a comment of TAP: with all that it started, what it left behind too (a
browser does not wait for its own)."""
import ctypes
import os
import signal
import sys
import time

try:
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)       # PR_SET_CHILD_SUBREAPER: who loses its parent comes to us
except (OSError, AttributeError):
    pass
pid = os.fork()
if pid == 0:
    try:
        os.execvp(sys.argv[1], sys.argv[1:])
    except OSError as e:
        os.write(2, f"{sys.argv[1]}: {e}\n".encode())
    os._exit(127)
signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
status = os.waitpid(pid, 0)[1]
signal.signal(signal.SIGTERM, signal.SIG_DFL)
try:
    for _ in range(20):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        time.sleep(0.02)          # it is still ending; longer nobody waits for it
except ChildProcessError:
    pass
used = os.times()
os.write(1, f"\n# processor {used.children_user + used.children_system:.1f} s\n".encode())
code = os.waitstatus_to_exitcode(status)
if code < 0:
    signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
sys.exit(code)
