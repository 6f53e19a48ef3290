"""The planted bugs. One row: a name, the file, the text to replace (exactly once in the file), the wrong text, and the
tests that should see it, the quickest first."""
from typing import NamedTuple


class Row(NamedTuple):
    name: str
    file: str
    old: str
    new: str
    tests: list


J = "src/store/journal/"
T = "src/track/trail/"
ROWS = [Row(*r) for r in [
    # ---- journal: what is acknowledged is on the disk ----
    ("ack before sync", J + "journal.c",
     "\tint rc = write_jobs(j, job, n);\n",
     "\tpublish(j, lsn);\n\tint rc = write_jobs(j, job, n);\n", ["journal_test"]),
    ("no sync", J + "journal.c",
     'FAILPOINT("journal.sync") ? -1 : sys.fdatasync(j->fd);',
     'FAILPOINT("journal.sync") ? -1 : 0;', ["journal_test"]),
    ("no directory sync", J + "journal.c",
     '\tif (FAILPOINT("journal.dirsync") || sys.fsync(j->dir_fd) < 0)\n',
     '\tif (FAILPOINT("journal.dirsync"))\n', ["journal_test", "power_sim_test"]),
    ("failed sync is retried", J + "journal.c",
     'FAILPOINT("journal.sync") ? -1 : sys.fdatasync(j->fd);',
     'FAILPOINT("journal.sync") ? -1 : sys.fdatasync(j->fd) < 0 ? sys.fdatasync(j->fd) : 0;', ["fail_call_test"]),
    ("CRC of a record ignored", J + "journal_rec.c",
     "\tif (c != le32(p + 4))\n\t\treturn false;\n", "", ["journal_test"]),
    ("synced damage taken for a torn tail", J + "journal_rec.c",
     "\ts.damaged = s.durable > s.end || proven_behind(v, s.end);\n",
     "\ts.damaged = false;\n", ["journal_test", "rot_test"]),
    ("full disk is final", J + "journal.c",
     "\tcase ENOSPC: case EDQUOT: case EMFILE:", "\tcase EMFILE:", ["journal_test", "fail_call_test"]),
    # ---- trail ----
    ("position one too far", T + "trail.c",
     "put_be64(pos, t->hand.lsn);", "put_be64(pos, t->hand.lsn + 1);", ["trail_test"]),
    ("merge drops a group", T + "trail_value.c",
     "for (size_t i = 0; i < n && good; i++)", "for (size_t i = n > 1; i < n && good; i++)", ["trail_test"]),
    ("retention off by one day", T + "trail.c",
     "int32_t limit = day_of(now - (int64_t)t->o.keep_days * DAY_MS)",
     "int32_t limit = day_of(now - (int64_t)t->o.keep_days * DAY_MS) - 1", ["trail_test"]),
    ("late visit filed under today", T + "trail.c",
     ".i = i, .day = (uint16_t)(", ".i = i, .day = n ? a[0].day : (uint16_t)(", ["trail_test"]),
]]
