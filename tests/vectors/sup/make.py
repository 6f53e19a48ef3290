#!/usr/bin/env python3
"""Writes the SUP/1 test vectors of this folder: make.py OUT_DIR.

A second implementation of the layout in docs/station-protocol.md, sharing no code with the C codec,
so that the two check each other. One frame a file; lines that begin with "= " say what it decodes to."""
import os, struct, sys

def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff

TYPES = dict(hello=1, hello_ack=2, sightings=0x10, urgent=0x11, gap=0x12, ack=0x18, stats=0x20, time=0x21, config=0x30,
             config_result=0x31, watchlist=0x32, command=0x38, result=0x39, bye=0x60, error=0x61)
u8, u16, u32, u64 = (lambda f: lambda v: struct.pack('>' + f, v))('B'), *((lambda f: lambda v: struct.pack('>' + f, v))(c) for c in 'HIQ')
i8, i16, i64 = ((lambda f: lambda v: struct.pack('>' + f, v))(c) for c in 'bhq')
s8 = lambda s: u8(len(s.encode())) + s.encode()
s16 = lambda s: u16(len(s.encode())) + s.encode()
h8 = bytes.fromhex
ENC = dict(u8=u8, u16=u16, u32=u32, u64=u64, i8=i8, i16=i16, i64=i64, s8=s8, s16=s16, h8=h8)

def frame(type_, payload, seq=0, flags=0, ext=b'', magic=0x5355, version=1, length=None, ext_len=None, crc=None):
    head = struct.pack('>HBBHHIQ', magic, version, TYPES.get(type_, type_), flags, len(ext) if ext_len is None else ext_len,
                       len(payload) if length is None else length, seq)
    c = crc32c(head + b'\0\0\0\0' + ext + payload)
    return head + u32(c if crc is None else crc) + ext + payload

def fields(rows):
    return b''.join(ENC[t](v) for _, t, v in rows), ' '.join(f'{n}={v}' for n, t, v in rows)

def rec(tag, offset, dur, hits, rssi, mean, status, antenna, kind):
    word = (rssi & 255) << 24 | mean << 20 | status << 14 | antenna << 11 | kind << 9 | hits
    text = (f'rec tag={tag:016x} offset_ms={offset} duration_ms={dur * 100} hits={hits} rssi={rssi} mean_below={mean} '
            f'status={status} antenna={antenna} kind={kind}')
    return struct.pack('>QHHI', tag, offset, dur, word), text

def zstd(size, blocks):
    """One zstd frame (RFC 8878) of raw (0) and run-length (1) blocks, made by hand."""
    out = bytes.fromhex('28b52ffd') + b'\xa0' + struct.pack('<I', size)
    for i, (kind, n, data) in enumerate(blocks):
        out += struct.pack('<I', n << 3 | kind << 1 | (i == len(blocks) - 1))[:3] + data
    return out

text = lambda s: 'text ' + s.encode().hex()
OUT = {}
def ok(name, note, type_, rows, seq=0, flags=0, ext=b'', tail=b'', lines=()):
    body, text = fields(rows)
    head = f'ok {type_} flags={flags} seq={seq} ext={len(ext)}'
    OUT[name] = (note, [head + (' ' + text if text else ''), *lines], frame(type_, body + tail, seq, flags, ext))
    return body + tail

def bad(name, note, code, data):
    OUT[name] = (note, ['error ' + code], data)

def hello(station='A-0017', **kw):
    rows = [('proto_min', 'u8', 1), ('proto_max', 'u8', 1), ('clock_source', 'u8', 4), ('reset', 'u8', 1), ('boot_id', 'u64', 0x1122334455667788),
            ('epoch', 'u64', 7), ('first_seq', 'u64', 1201), ('last_seq', 'u64', 1260), ('oldest_age_s', 'u32', 95),
            ('clock_err_ms', 'u32', 20), ('wall_ms', 'i64', 1763899200123), ('mono_ms', 'u64', 86400123),
            ('config_hash', 'h8', 'e3b0c44298fc1c14'), ('watch_version', 'u32', 42), ('station', 's8', station),
            ('hardware', 's8', 'goose-2'), ('firmware', 's8', '1.4.0')]
    return [(n, t, kw.get(n, v)) for n, t, v in rows]

def hello_ack(**kw):
    rows = [('result', 'u8', 0), ('version', 'u8', 1), ('heartbeat_s', 'u16', 30), ('server_ms', 'i64', 1763899200200), ('epoch', 'u64', 7),
            ('cum_seq', 'u64', 1200), ('credits', 'u32', 1048576), ('config_hash', 'h8', 'e3b0c44298fc1c14'),
            ('watch_version', 'u32', 42), ('retry_s', 'u32', 0), ('redirect', 's8', '')]
    return [(n, t, kw.get(n, v)) for n, t, v in rows]

def batch(n, **kw):
    rows = [('boot_id', 'u64', 0x1122334455667788), ('base_mono_ms', 'u64', 86400000), ('utc_minus_mono_ms', 'i64', 1763812800000),
            ('clock_err_ms', 'u32', 20), ('clock_source', 'u8', 4), ('reserved', 'u8', 0), ('n', 'u16', n)]
    return [(a, t, kw.get(a, v)) for a, t, v in rows]

def stats(n, **kw):
    rows = [('uptime_s', 'u32', 86400), ('free_journal_kib', 'u32', 16384), ('backlog_rows', 'u32', 0), ('backlog_age_s', 'u32', 0),
            ('temperature_c10', 'i16', -53), ('battery_pct', 'u8', 97), ('power', 'u8', 1), ('door', 'u8', 0), ('reference_heard', 'u8', 1),
            ('link_dbm', 'i8', -85), ('config_hash', 'h8', 'e3b0c44298fc1c14'), ('watch_version', 'u32', 42), ('n', 'u8', n)]
    return [(a, t, kw.get(a, v)) for a, t, v in rows]

R1 = rec(0x0000e20034120137, 0, 0, 1, -61, 0, 4, 0, 0)
R2 = rec(0xe2003412deadbeef, 65535, 65535, 511, -128, 15, 63, 7, 3)
R3 = rec(1, 250, 12, 40, 20, 3, 1, 1, 2)

def good():
    ok('hello', 'a station with 60 stored batches says hello', 'hello', hello())
    ok('hello_empty', 'no clock, empty store, shortest texts', 'hello',
       hello('S', clock_source=0, reset=0, first_seq=0, last_seq=0, oldest_age_s=0, clock_err_ms=0xffffffff, wall_ms=0, hardware='', firmware=''))
    ok('hello_ack', 'welcome: 1200 is durable, send from 1201', 'hello_ack', hello_ack())
    ok('hello_ack_not_registered', 'keep the data, ask again in 600 s', 'hello_ack',
       hello_ack(result=1, cum_seq=0, credits=0, heartbeat_s=0, retry_s=600))
    ok('hello_ack_quarantined', 'quarantined', 'hello_ack', hello_ack(result=2, credits=0, retry_s=3600))
    ok('hello_ack_redirect', 'go elsewhere', 'hello_ack', hello_ack(result=3, credits=0, retry_s=1, redirect='ingest-2.example:7440'))
    ok('sightings', 'three records, live lane', 'sightings', batch(3), 1201, tail=R1[0] + R2[0] + R3[0], lines=(R1[1], R2[1], R3[1]))
    ok('sightings_backlog', 'one record, backlog lane, clock unknown', 'sightings',
       batch(1, clock_err_ms=0xffffffff, clock_source=0, utc_minus_mono_ms=0), 1, 2, tail=R1[0], lines=(R1[1],))
    ok('sightings_negative_offset', 'a monotonic clock that is ahead of UTC', 'sightings',
       batch(1, base_mono_ms=1 << 53, utc_minus_mono_ms=-(1 << 53)), 2**64 - 1, tail=R3[0], lines=(R3[1],))
    ok('sightings_ext', 'two unknown extensions that are not critical', 'sightings', batch(1), 5,
       ext=bytes.fromhex('00010000') + bytes.fromhex('7fff0003') + b'abc', tail=R1[0], lines=(R1[1],))
    ok('urgent', 'the station heard a tag of its own watch list', 'urgent', [('reason', 'u8', 0)] + batch(1), 1202, 4, tail=R3[0], lines=(R3[1],))
    ok('urgent_tamper_backlog', 'tamper, told late', 'urgent', [('reason', 'u8', 1)] + batch(1), 1203, 6, tail=R1[0], lines=(R1[1],))
    raw = fields(batch(1))[0] + R1[0]
    ok('sightings_zstd', 'one record in a zstd frame of one raw block', 'sightings', batch(1), 77, 1, tail=R1[0], lines=(R1[1],))
    note, lines, _ = OUT['sightings_zstd']
    OUT['sightings_zstd'] = (note, lines, frame('sightings', zstd(len(raw), [(0, len(raw), raw)]), 77, 1))
    ok('gap', 'batches 900..950 are lost', 'gap', [('first_seq', 'u64', 900), ('last_seq', 'u64', 950), ('why', 'u8', 1), ('records', 'u32', 3264)], 1204)
    ok('ack', 'everything up to 1260', 'ack', [('epoch', 'u64', 7), ('cum_seq', 'u64', 1260), ('credits', 'u32', 1048576), ('n', 'u8', 0)])
    rng = [('first', 'u64', 1262), ('last', 'u64', 1262), ('first', 'u64', 1270), ('last', 'u64', 1299)]
    ok('ack_ranges', 'two ranges above the cumulative number', 'ack',
       [('epoch', 'u64', 7), ('cum_seq', 'u64', 1260), ('credits', 'u32', 0), ('n', 'u8', 2)] + rng)
    eight = [(a, 'u64', 10 * i + d) for i in range(1, 9) for a, d in (('first', 0), ('last', 5))]
    ok('ack_eight', 'the most ranges an ACK holds', 'ack', [('epoch', 'u64', 0), ('cum_seq', 'u64', 0), ('credits', 'u32', 65536), ('n', 'u8', 8)] + eight)
    ok('stats', 'heartbeat, no antenna rows', 'stats', stats(0))
    ant = [('good', 'u32', 61234), ('bad', 'u32', 17), ('noise_dbm', 'i8', -97), ('good', 'u32', 0), ('bad', 'u32', 0), ('noise_dbm', 'i8', -101)]
    ok('stats_two', 'heartbeat on battery, two antennas', 'stats', stats(2, power=0, battery_pct=41, door=1, reference_heard=2, link_dbm=0) + ant)
    tm = lambda a, b, c, d: [('t1_mono_ms', 'u64', a), ('t2_utc_ms', 'i64', b), ('t3_utc_ms', 'i64', c), ('t4_mono_ms', 'u64', d)]
    ok('time_ask', 'the station asks', 'time', tm(86400500, 0, 0, 0))
    ok('time_answer', 'the server answers', 'time', tm(86400500, 1763899200530, 1763899200531, 0))
    ok('config', 'two settings', 'config', [('hash', 'h8', 'b1946ac92492d234')], tail=s16('dwell_s=60\nbeacon=1\n'), lines=(text('dwell_s=60\nbeacon=1\n'),))
    ok('config_empty', 'no settings', 'config', [('hash', 'h8', 'e3b0c44298fc1c14')], tail=s16(''), lines=(text(''),))
    ok('config_result', 'refused, with the reason', 'config_result', [('hash', 'h8', 'b1946ac92492d234'), ('ok', 'u8', 0)],
       tail=s8('未知的键 dwell'), lines=(text('未知的键 dwell'),))
    ok('watchlist_full', 'a full list of two tags', 'watchlist', [('from_version', 'u32', 0), ('to_version', 'u32', 41), ('n', 'u16', 2)],
       tail=u8(1) + u64(0xe2003412deadbeef) + u8(1) + u64(1), lines=('item 1 e2003412deadbeef', 'item 1 0000000000000001'))
    ok('watchlist_delta', 'one tag leaves, one comes', 'watchlist', [('from_version', 'u32', 41), ('to_version', 'u32', 42), ('n', 'u16', 2)],
       tail=u8(0) + u64(1) + u8(1) + u64(2), lines=('item 0 0000000000000001', 'item 1 0000000000000002'))
    ok('watchlist_part', 'the third and last frame of a list of 32,001 tags', 'watchlist', [('from_version', 'u32', 2), ('to_version', 'u32', 40001), ('n', 'u16', 1)],
       tail=u8(1) + u64(3), lines=('item 1 0000000000000003',))
    ok('watchlist_empty', 'an empty full list', 'watchlist', [('from_version', 'u32', 0), ('to_version', 'u32', 1), ('n', 'u16', 0)])
    ok('command', 'reboot', 'command', [('id', 'u32', 9), ('what', 'u8', 1)], tail=s8(''), lines=(text(''),))
    ok('command_arg', 'a command with an argument', 'command', [('id', 'u32', 10), ('what', 'u8', 200)], tail=s8('now'), lines=(text('now'),))
    ok('result', 'the answer to command 9', 'result', [('id', 'u32', 9), ('ok', 'u8', 1)], tail=s16('rebooting'), lines=(text('rebooting'),))
    ok('bye', 'the server restarts; come back in 12 s', 'bye', [('why', 'u8', 0), ('retry_s', 'u32', 12)])
    ok('bye_station', 'the station leaves', 'bye', [('why', 'u8', 6), ('retry_s', 'u32', 0)])
    for code, word in enumerate(('magic version type flags length crc ext trunc value zstd order seq credit identity internal busy').split(), 1):
        ok(f'error_{word}', f'ERROR with code {code}', 'error', [('code', 'u8', code), ('seq', 'u64', 1201 if code > 7 else 0)],
           tail=s8('see the log' if code == 15 else ''), lines=(text('see the log' if code == 15 else ''),))

def hostile():
    b1, _ = fields(batch(1))
    sight = frame('sightings', b1 + R1[0], 9)
    bad('x_magic', 'wrong magic', 'magic', frame('bye', u8(0) + u32(1), magic=0x5356))
    bad('x_http', 'a web browser', 'magic', b'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    bad('x_tls', 'a TLS handshake on a plain port', 'magic', bytes.fromhex('160301020001000131030309'))
    bad('x_version', 'major version 2', 'version', frame('bye', u8(0) + u32(1), version=2))
    bad('x_type_zero', 'type 0', 'type', frame(0, b''))
    bad('x_type_firmware', 'the first reserved firmware type', 'type', frame(0x40, b''))
    bad('x_type_high', 'type 255', 'type', frame(255, b''))
    bad('x_flags', 'an undefined flag', 'flags', frame('sightings', b1 + R1[0], 9, 8))
    bad('x_flags_lane', 'a lane on a frame that is not journaled', 'flags', frame('bye', u8(0) + u32(1), flags=2))
    bad('x_length', 'payload one byte over the limit, told by the header alone', 'length', frame('sightings', b'', 9, length=262145))
    bad('x_length_max', 'payload length 2^32-1', 'length', frame('sightings', b'', 9, length=0xffffffff))
    bad('x_ext_len', 'extensions longer than 4,096 bytes', 'ext', frame('sightings', b'', 9, ext_len=4097))
    bad('x_ext_critical', 'an unknown critical extension', 'ext', frame('sightings', b1 + R1[0], 9, ext=bytes.fromhex('80010000')))
    bad('x_ext_short', 'an extension whose header is cut', 'ext', frame('sightings', b1 + R1[0], 9, ext=b'\0\1\0'))
    bad('x_ext_over', 'an extension that reaches into the payload', 'ext', frame('sightings', b1 + R1[0], 9, ext=b'\0\1\0\1'))
    bad('x_crc', 'one bit of the payload flipped', 'crc', sight[:-1] + bytes([sight[-1] ^ 1]))
    bad('x_crc_header', 'one bit of the sequence number flipped', 'crc', sight[:19] + bytes([sight[19] ^ 1]) + sight[20:])
    bad('x_crc_zero', 'no checksum', 'crc', frame('sightings', b1 + R1[0], 9, crc=0))
    bad('x_seq_zero', 'sightings without a sequence number', 'seq', frame('sightings', b1 + R1[0], 0))
    bad('x_seq_gap', 'a gap without a sequence number', 'seq', frame('gap', u64(1) + u64(2) + u8(0) + u32(0)))
    bad('x_seq_bye', 'a sequence number on BYE', 'seq', frame('bye', u8(0) + u32(1), 3))
    bad('x_zstd', 'compressed flag, but no zstd data', 'zstd', frame('sightings', b1 + R1[0], 9, 1))
    bad('x_zstd_empty', 'compressed flag and no payload', 'zstd', frame('sightings', b'', 9, 1))
    bad('x_zstd_bomb', '384 KiB in 30 bytes', 'zstd', frame('sightings', zstd(3 << 17, [(1, 1 << 17, b'A')] * 3), 9, 1))
    bad('x_zstd_inside', 'zstd of a payload that is too short', 'trunc', frame('sightings', zstd(2, [(0, 2, b'ab')]), 9, 1))
    for t in TYPES:
        bad(f'x_empty_{t}', 'no payload', 'trunc', frame(t, b'', 1 if t in ('sightings', 'urgent', 'gap') else 0))
    def value(name, note, t, rows, seq=0, tail=b''):
        bad('x_value_' + name, note, 'value', frame(t, fields(rows)[0] + tail, seq))
    value('hello_station', 'an empty station id', 'hello', hello(''))
    value('hello_space', 'a station id with a space', 'hello', hello('A 17'))
    value('hello_long', 'a station id of 33 bytes', 'hello', hello('a' * 33))
    value('hello_range', 'first stored number above the last', 'hello', hello(first_seq=5, last_seq=4))
    value('hello_half', 'a first stored number without a last', 'hello', hello(first_seq=5, last_seq=0))
    value('hello_proto', 'lowest protocol version above the highest', 'hello', hello(proto_min=2))
    value('hello_clock', 'an unknown clock source', 'hello', hello(clock_source=5))
    value('hello_wall', 'a wall clock before 1970', 'hello', hello(wall_ms=-1))
    value('hello_control', 'a control character in a text', 'hello', hello(firmware='1\x1b[2J'))
    bad('x_value_hello_utf8', 'a text that is not UTF-8', 'value', frame('hello', fields(hello(firmware='zz'))[0][:-2] + b'\xc0\xaf'))
    value('ack_redirect', 'a redirect without a place', 'hello_ack', hello_ack(result=3))
    value('ack_result', 'an unknown result', 'hello_ack', hello_ack(result=4))
    value('ack_heartbeat', 'welcome without a heartbeat', 'hello_ack', hello_ack(heartbeat_s=0))
    value('batch_none', 'a batch of no records', 'sightings', batch(0), 9)
    value('batch_tag', 'tag 0', 'sightings', batch(1), 9, bytes(15) + b'\1')
    value('batch_hits', 'hits 0', 'sightings', batch(1), 9, R1[0][:14] + b'\0\0')
    value('batch_mono', 'a base that no sum may hold', 'sightings', batch(1, base_mono_ms=2**53 + 1), 9, R1[0])
    value('batch_offset', 'a clock offset of -2^63', 'sightings', batch(1, utc_minus_mono_ms=-2**63), 9, R1[0])
    value('batch_reserved', 'a reserved byte that is not 0', 'sightings', batch(1, reserved=1), 9, R1[0])
    value('urgent_reason', 'an unknown reason', 'urgent', [('r', 'u8', 3)] + batch(1), 9, R1[0])
    value('gap_zero', 'a gap that begins at 0', 'gap', [('a', 'u64', 0), ('b', 'u64', 3), ('w', 'u8', 0), ('n', 'u32', 0)], 9)
    value('gap_order', 'a gap that ends before it begins', 'gap', [('a', 'u64', 4), ('b', 'u64', 3), ('w', 'u8', 0), ('n', 'u32', 0)], 9)
    head = [('e', 'u64', 7), ('c', 'u64', 10), ('cr', 'u32', 0)]
    value('ack_below', 'a range at the cumulative number', 'ack', head + [('n', 'u8', 1), ('a', 'u64', 10), ('b', 'u64', 12)])
    value('ack_overlap', 'ranges that overlap', 'ack', head + [('n', 'u8', 2), ('a', 'u64', 12), ('b', 'u64', 14), ('a', 'u64', 14), ('b', 'u64', 15)])
    bad('x_trunc_ack_nine', 'nine ranges announced', 'trunc', frame('ack', fields(head)[0] + u8(9) + b''.join(u64(20 + i) for i in range(18))))
    value('stats_battery', 'a battery at 101 %', 'stats', stats(0, battery_pct=101))
    value('time_negative', 'a time before 1970', 'time', [('a', 'u64', 1), ('b', 'i64', -1), ('c', 'i64', 0), ('d', 'u64', 0)])
    value('watch_remove', 'a full list that removes', 'watchlist', [('f', 'u32', 0), ('t', 'u32', 1), ('n', 'u16', 1)], tail=u8(0) + u64(5))
    value('watch_op', 'an unknown operation', 'watchlist', [('f', 'u32', 1), ('t', 'u32', 2), ('n', 'u16', 1)], tail=u8(2) + u64(5))
    value('watch_back', 'a delta that goes back', 'watchlist', [('f', 'u32', 5), ('t', 'u32', 5), ('n', 'u16', 0)])
    value('command_zero', 'command 0', 'command', [('i', 'u32', 1), ('w', 'u8', 0), ('a', 's8', '')])
    value('bye_why', 'an unknown reason', 'bye', [('w', 'u8', 7), ('r', 'u32', 0)])
    value('error_code', 'error 0', 'error', [('c', 'u8', 0), ('s', 'u64', 0), ('t', 's8', '')])
    value('error_long', 'a text of 129 bytes', 'error', [('c', 'u8', 1), ('s', 'u64', 0), ('t', 's8', 'x' * 129)])
    bad('x_trunc_batch_short', 'two records announced, one there', 'trunc', frame('sightings', fields(batch(2))[0] + R1[0], 9))
    bad('x_trunc_batch_long', 'one byte too many', 'trunc', frame('sightings', b1 + R1[0] + b'\0', 9))
    bad('x_trunc_config', 'a text longer than the payload', 'trunc', frame('config', bytes(8) + u16(10) + b'abc'))
    OUT['more_header'] = ('23 of 24 header bytes', ['more 0'], sight[:23])
    OUT['more_payload'] = ('all but the last byte', [f'more {len(sight)}'], sight[:-1])
    OUT['more_nothing'] = ('no byte at all', ['more 0'], b'')

def main():
    good()
    hostile()
    for name, (note, lines, data) in OUT.items():
        with open(os.path.join(sys.argv[1], name + '.hex'), 'w') as f:
            f.write(f'# {note}\n' + ''.join(f'= {l}\n' for l in lines))
            f.write(''.join(data[i:i + 32].hex(' ', -4) + '\n' for i in range(0, len(data), 32)))
    print(len(OUT), 'vectors')

main()
