#!/usr/bin/env python3
"""Writes the seed corpora: make_corpus.py (from the top folder). The frames come from the vectors of tests/vectors/sup."""
import os, struct

ROOT = os.path.dirname(os.path.abspath(__file__))

def put(target, name, data):
    folder = os.path.join(ROOT, 'corpus', target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), 'wb') as f:
        f.write(data)

def vectors():
    folder = os.path.join(ROOT, '..', 'tests', 'vectors', 'sup')
    for name in sorted(os.listdir(folder)):
        if name.endswith('.hex'):
            lines = open(os.path.join(folder, name), encoding='utf-8').read().splitlines()
            good = any(l.startswith('= ok') for l in lines)
            yield name[:-4], good, bytes.fromhex(''.join(l for l in lines if l[:1] not in '#=').replace(' ', ''))

every = b''
for name, good, data in vectors():
    put('sup', name, b'\0' + data)
    every += data if good else b''
put('sup', 'stream', b'\0' + every)
put('sup', 'stream_mended', b'\1' + every)

for name, text in {
    'plain': 't_ms,station,tag,rssi,flags\n1763899200000,S1,A1,-60,1\n', 'crlf': 'a,b\r\n1,2\r\n', 'bom': '\ufefft_ms,tag\n1,2\n',
    'quoted': '"a ""b""","c\nd",\r\n', 'open': 'a\n"b\nc\n', 'after': '"a"b\nc\n', 'inside': 'a"b\nc\n', 'nul': 'a\0b\nc\n',
    'empty': '', 'blank': '\n\n', 'cols': ',' * 70 + '\n', 'long': 'x' * 65540 + '\ny\n', 'chinese': '衡（电动）阳0001,雁阵\n',
}.items():
    put('csv', name, text.encode())
put('csv', 'latin', b'a\xff,b\n')

for name, text in {
    'min': '{"big":1}', 'all': '{"big":-9223372036854775808,"small":5,"on":true,"f":-1.5e3,"s":"雁","seenAt":1763899200000,"tag":"00A1",'
    '"plate":"衡（电动）阳AB058","where":{"lat":26.894,"lon":112.572},"colour":"green","spots":[{"lat":-90,"lon":180}],"words":["a",""]}',
    'twice': '{"big":1,"big":2}', 'unknown': '{"big":1,"huge":2}', 'deep': '{"big":' + '[' * 40 + ']' * 40 + '}', 'missing': '{}',
    'range': '{"big":1,"small":6}', 'trail': '{"big":1} x', 'escape': '{"big":1,"s":"\\u0000\\ud83d\\ude00\\n"}', 'list': '[]', 'null': '{"big":null}',
    'float': '{"big":1.0}', 'huge': '{"big":99999999999999999999}', 'spots4': '{"big":1,"spots":[' + ','.join(['{"lat":0,"lon":0}'] * 4) + ']}',
    'geo': '{"big":1,"where":{"lat":91,"lon":0}}', 'half': '{"big"',
}.items():
    put('json', name, text.encode())

def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff

head = bytearray(4096)
struct.pack_into('<8sIIQq16sI', head, 0, b'YZJRNL1\0', 1, 4096, 4096, 1, bytes(range(16)), 0)
struct.pack_into('<I', head, 508, crc32c(bytes(head[:508])))
put('journal', 'raw_head', b'\0' + bytes(head))
put('journal', 'raw_zeros', b'\0' + bytes(head) + bytes(200))
put('journal', 'raw_ones', b'\0' + bytes(head) + b'\xff' * 200)
put('journal', 'raw_short', b'\0' + bytes(head[:600]))
recs = b''.join(bytes([n]) + bytes((i * 37 + n) & 255 for i in range(n)) for n in (1, 8, 9, 64, 200))
put('journal', 'built', b'\1' + recs)
for name, change in {'first': (1, 0), 'type': (0xff, 8), 'length': (0x80, 2), 'crc': (1, 5), 'late': (4, 150), 'payload': (0x10, 300)}.items():
    put('journal', 'built_' + name, b'\1' + recs + b'\0' + struct.pack('>BH', *change))

for i, text in enumerate(['衡（电动）阳AB1258', '衡【电动】阳ＡＢ－１２５８ ', '无', '***', 'LX0O1IlZ2', '11010519491231002x', '430405190102030010', '91350100M000100Y43',
                          '+86 139 0000 0001', '（0734）8000001', '008613900000001', '①②〇零一二', 'АВЕ\u200b\ufeff', '🚲é\u0301', 'A' * 62, 'A' * 63, '衡' * 21, '']):
    put('number', f'{i:02d}', text.encode())

for name, text in {
    'int': '-9223372036854775808', 'int_past': '9223372036854775808', 'zeros': '0000000000000000007', 'minus': '-', 'hex': 'fFfFfFfFfFfFfFfF',
    'real': '-12.5000000000000000000000000000000000', 'dot': '.', 'tag': ' 00A1\t', 'tag_zero': '0000000000000000', 'plate': '衡（电动）阳AB058',
    'plate_wide': '［粤］ ａｂ·１２３４', 'plate_long': '衡' * 10 + 'ab', 'station': 'A-17.x_9', 'name': '欧阳娜娜', 'phone': '13800001111', 'phone_text': 'ab电13800001111',
}.items():
    put('value', name, text.encode())
put('value', 'surrogate', b'\xed\xa0\x80')
put('value', 'overlong', b'\xc0\x80\xe0\x80\x80\xf0\x80\x80\x80')
put('value', 'cut', b'ab\xe7\x94')
put('value', 'leap', struct.pack('<q', 951753600000))

for name, text in {
    'some': '# a comment\n\nhttp_listen = 127.0.0.1:0\r\nsnapshot_s=5\n\tstation_plain_listen =\nlog_level=debug\n', 'unknown': 'snapshot_s = 5\nno_such = 1\n',
    'range': 'snapshot_s = 4', 'bool': 'plain_text_over_the_network_i_know_what_i_do = yes\n', 'no_value': 'data_dir\n', 'chinese': 'data_dir = /数据\n',
    'address': '[::1]:65535', 'port': 'a:65536', 'empty': '', 'long': 'data_dir=' + 'x' * 1001,
}.items():
    put('config', name, text.encode())
put('config', 'nul', b'data_dir = a\0b\n')

for name, text in {
    'list': '/api/v1/bikes?q=x&n=5&any=-1&small=7&at=1763899200000&f=1.5&lat=26.894&lon=112.572&on=true&tag=A1&text=', 'id': '/api/v1/bikes/17', 'zero': '/api/v1/bikes/0',
    'leading': '/api/v1/bikes/017', 'step': '/api/v1/bikes/9223372036854775807/do/plate?q=1', 'name': '/api/v1/stations/A%2D1/key', 'empty_name': '/api/v1/stations//key',
    'slash': '/api/v1/bikes/', 'escape': '/x?q=%E8%A1%A1&text=%00', 'bad': '/x?q=%2', 'twice': '/x?q=1&q=2', 'long': '/x?q=' + 'y' * 21, 'range': '/x?q=1&n=501', 'lat': '/x?lat=90.1',
    'unknown': '/x?\x7f=1', 'missing': '/x?n=1', 'flag': '/x?q',
}.items():
    put('url', name, text.encode())

for name, text in {
    'plain': 'Host: a\r\nCookie: a=b; yz_session=0123; c=d\r\nX-Yanzhen: 1\r\nContent-Length: 2\r\nAccept-Encoding: br, gzip;q=0.5\r\n\r\n',
    'bare_lf': 'Host: a\nContent-Length: 2\r\n\r\n', 'bare_cr': 'Host: a\rContent-Length: 2\r\n\r\n', 'folded': 'Host: a\r\n b\r\nContent-Length: 2\r\n\r\n',
    'both': 'Host: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n', 'two': 'Content-Length: 2\r\nContent-Length: 2\r\n\r\n', 'sign': 'Content-Length: +2\r\n\r\n',
    'space': 'Content-Length : 2\r\n\r\n', 'coding': 'Transfer-Encoding: gzip, chunked\r\n\r\n', 'end_lf': 'Host: a\r\n\n', 'tab': 'Host:\t a \t\r\n\r\n', 'nul': 'Host: a\0b\r\n\r\n',
    'two_tokens': 'Cookie: yz_session=1; yz_session=2\r\n\r\n', 'auth': 'Authorization: Bearer x\r\nOrigin: http://a\r\nIf-None-Match: "1"\r\nLast-Event-ID: 7\r\nUser-Agent: y\r\n'
    'Content-Type: application/json\r\n\r\n', 'empty': '\r\n', 'gzip_off': 'Accept-Encoding: gzip;q=0\r\n\r\n',
}.items():
    put('head', name, text.encode())

put('seqset', 'row', b'\0' + bytes(x for i in range(20) for x in (i, 8)))
put('seqset', 'holes', b'\0' + bytes(x for i in range(20) for x in (i * 5, 0)))
put('seqset', 'top', b'\1' + bytes(x for i in (127, 125, 126, 120) for x in (i, 0x01)))
put('seqset', 'top_done', b'\3' + bytes(x for i in (0, 3, 1, 127) for x in (i, 0xf0)))

put('trail', 'built', b'\1' + bytes((i * 89 + i // 7) & 255 for i in range(8 * 40)))
put('trail', 'built_same', b'\1' + bytes([0, 0, 0, 9, 1, 2, 3, 4]) * 30)
put('trail', 'one', b'\0' + bytes([0x31, 1, 0, 7, 0, 5, 0, 9, 0, 1, 0, 80, 0, 0]))
put('trail', 'nine', b'\0' + bytes([0x31, 9, 0, 7, 1, 5, 0, 9, 0, 1, 0, 80, 0, 0, 0x55]))
put('trail', 'widths', b'\0' + bytes([0x31, 12, 0x88, 16, 1, 0x81, 20, 5, 0, 9, 0, 1, 0, 80, 2, 0x80, 2]) + bytes(range(90)))


def gbt(items, controller=7, esc=True):
    body = struct.pack('>HBIBBBB', 0x0102, 1, controller, 1, 9, 0x60, len(items)) + b''.join(bytes([i + 1, 4 + len(v), c, o, a, e]) + v for i, (c, o, a, e, v) in enumerate(items))
    body = struct.pack('>H', len(body) + 4) + body
    crc = 0
    for b in body:
        crc ^= b << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1005 if crc & 0x8000 else crc << 1) & 0xffff
    body += struct.pack('>H', crc)
    return b'\x7e' + b''.join(bytes([0x5c, b]) if esc and b in (0x7e, 0x7d, 0x5c) else bytes([b]) for b in body) + b'\x7d'


lights = gbt([(3, 3, 1, i + 1, bytes([s])) for i, s in enumerate((0x10, 0x20, 0x30, 0x31, 0x01, 0x7d))])
put('gbt20999', 'lights', lights)
put('gbt20999', 'escapes', gbt([(0x7e, 0x7d, 0x5c, 1, b'\x7e\x7d\x5c')], 0x7d5c7e00))
put('gbt20999', 'unescaped', gbt([(0x7e, 3, 1, 1, b'\x10')], 7, False))
put('gbt20999', 'two', b'noise' + lights + lights)
put('gbt20999', 'cut', lights[:20] + lights)
put('gbt20999', 'heart', gbt([]))
put('gbt20999', 'mode', gbt([(0x0d, 2, 2, 0, b'\x31')]))
put('gbt20999', 'crc', lights[:-2] + bytes([lights[-2] ^ 1, 0x7d]))
