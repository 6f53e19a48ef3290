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
