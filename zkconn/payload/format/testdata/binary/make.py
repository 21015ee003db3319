"""Writes the fixtures of binary formats: python3 make.py in this folder.

See README.md for what it needs.
"""
import bz2
import datetime
import io
import json
import os
import subprocess
import sys
import tempfile
import zlib

import bson
import cbor2
import cramjam
import fastavro
import lz4.block
import lz4.frame
import msgpack
import zstandard
from PIL import Image

DOCUMENT = {"user": "bob", "password": "hunter2", "port": 2181, "ratio": 0.5, "on": True, "none": None, "tags": ["a", "数据"], "inner": {"name": "x", "blob": b"\x00\xff\x01"}}
TEXT = json.dumps({**DOCUMENT, "inner": {"name": "x"}}, ensure_ascii=False).encode()


BUILD = tempfile.mkdtemp()


def write(name, data):
    with open(name, "wb") as f:
        f.write(data)


write("json.zlib", zlib.compress(TEXT))
write("json.deflate", zlib.compress(TEXT, wbits=-15))
write("json.bz2", bz2.compress(TEXT, 1))
write("zeros.bz2", bz2.compress(bytes(1 << 20)))
write("json.base16", TEXT.hex().encode())
write("json.zst", zstandard.ZstdCompressor(write_checksum=True).compress(TEXT))
write("json.lz4", lz4.frame.compress(TEXT, content_checksum=True))
write("json.snappy", bytes(cramjam.snappy.compress(TEXT)))
write("json.lz4-block", lz4.block.compress(TEXT))
write("json.snappy-block", bytes(cramjam.snappy.compress_raw(TEXT)))
write("json.txt", TEXT)  # which Fixtures.java packs

write("document.msgpack", msgpack.packb({**DOCUMENT, "at": msgpack.Timestamp(1700000000, 5), 7: "seven", "big": 2**64 - 1, "less": -5, "ext": msgpack.ExtType(4, b"\x01\x02")}))
write("list.msgpack", msgpack.packb(["--user", "bob", "--password", "hunter2", 1]))
write("document.cbor", cbor2.dumps({**DOCUMENT, "at": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc), "big": 2**80, "less": -(2**70), "half": 1.5, 7: "seven", "tagged": cbor2.CBORTag(4000, [1, 2])}))
write("said.cbor", b"\xd9\xd9\xf7" + cbor2.dumps([1, 2, 3]))
write("endless.cbor", b"\xbf" + cbor2.dumps("words") + b"\x7f" + cbor2.dumps("one ") + cbor2.dumps("two") + b"\xff" + cbor2.dumps("list") + b"\x9f\x01\x02\xff\xff")
write("document.bson", bson.encode({**DOCUMENT, "_id": bson.ObjectId("65a1b2c3d4e5f60718293a4b"), "at": datetime.datetime(2026, 1, 2, 3, 4, 5), "long": bson.Int64(2**60), "price": bson.Decimal128("1.10"), "like": bson.Regex("^a", "i"), "when": bson.Timestamp(1700000000, 1), "code": bson.Code("f()", {"x": 1}), "min": bson.MinKey()}))

SCHEMA = {
    "type": "record", "name": "Login", "namespace": "test",
    "fields": [
        {"name": "user", "type": "string"}, {"name": "password", "type": ["null", "string"]},
        {"name": "port", "type": "int"}, {"name": "ratio", "type": "double"}, {"name": "half", "type": "float"}, {"name": "on", "type": "boolean"},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
        {"name": "tags", "type": {"type": "array", "items": "string"}}, {"name": "more", "type": {"type": "map", "values": "long"}},
        {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 4}}, {"name": "blob", "type": "bytes"},
        {"name": "next", "type": ["null", "Login"]},
    ],
}
RECORD = {"user": "bob", "password": "hunter2", "port": 2181, "ratio": 0.5, "half": 0.25, "on": True, "kind": "B", "tags": ["a", "数据"], "more": {"x": -1}, "hash": b"\x00\xff\x01\x02", "blob": b"", "next": None}
for codec in ("null", "deflate", "snappy", "zstandard"):
    out = io.BytesIO()
    fastavro.writer(out, SCHEMA, [RECORD, {**RECORD, "user": "eve", "password": None, "next": RECORD}], codec=codec, sync_marker=b"0123456789abcdef")
    write(codec + ".avro", out.getvalue())

for kind in ("png", "jpeg", "gif", "webp"):
    out = io.BytesIO()
    Image.new("RGB", (3, 2), (200, 30, 30)).save(out, kind)
    write("image." + kind, out.getvalue())

CLASSPATH = os.environ["CLASSPATH"]  # lz4-java and snappy-java
subprocess.run(["javac", "-cp", CLASSPATH, "-d", BUILD, "Fixtures.java"], check=True)
subprocess.run(["java", "-cp", os.pathsep.join([BUILD, CLASSPATH]), "Fixtures"], check=True)

from google.protobuf import descriptor_pb2, message_factory  # noqa: E402

subprocess.run([sys.executable, "-m", "grpc_tools.protoc", "-I.", "--descriptor_set_out=" + BUILD + "/login.pb", "login.proto"], check=True)
with open(BUILD + "/login.pb", "rb") as f:
    files = descriptor_pb2.FileDescriptorSet.FromString(f.read())
Login = message_factory.GetMessages(list(files.file))["test.Login"]
login = Login(user="bob", password="hunter2", port=-1, zigzag=-3, ratio=0.5, half=0.25, on=True, kind=1, tags=["a", "数据"], numbers=[1, 300, 70000], blob=b"\x00\xff\x01", fixed=7, more={"token": "s3cret", "x": "y"})
login.next.user = "eve"
login.next.on = False
write("login.pb", login.SerializeToString(deterministic=True))
