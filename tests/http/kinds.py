# tests/http/kinds.py: a small file of each kind that people attach to tickets, made here.
# SPDX-License-Identifier: Apache-2.0
import bz2
import gzip
import io
import lzma
import sqlite3
import struct
import tarfile
import zipfile

from samples import GIF, HTML, JPEG, PDF, SVG, png

WORDS = "The mailbox of my domain is full and nothing arrives any more.\n" * 40
CYRILLIC = "Поштанско сандуче мог домена је пуно.\n" * 40
LATIN = "Poštansko sanduče mog domena je puno i ništa više ne stiže.\n" * 40


def archive(*names, first=b"", method=zipfile.ZIP_DEFLATED):
    """A zip archive; first: the content of its first file, which is not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as zipped:
        for at, name in enumerate(names):
            zipped.writestr(name, first if first and at == 0 else b"<xml/>" * 300,
                            compress_type=zipfile.ZIP_STORED if first and at == 0 else method)
    return out.getvalue()


def opened(kind):
    """OpenDocument and EPUB: the first file says what it is."""
    return archive("mimetype", "content.xml", "META-INF/manifest.xml", first=f"application/{kind}".encode())


def office(folder, *before):
    return archive("[Content_Types].xml", "_rels/.rels", *before, f"{folder}/first.xml", f"{folder}/second.xml")


def java_archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        first = zipfile.ZipInfo("META-INF/")
        first.extra = b"\xfe\xca\0\0"
        zipped.writestr(first, b"")
        zipped.writestr("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\r\n")
    return out.getvalue()


def packed(name="notes.txt"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info = tarfile.TarInfo(name)
        info.size = len(WORDS)
        tar.addfile(info, io.BytesIO(WORDS.encode()))
    return out.getvalue()


def put(content, at, what):
    """Bytes written over others, or behind them."""
    content = content.ljust(at, b"\0")
    return content[:at] + what + content[at + len(what):]


def as_tar(content):
    """Bytes the first 512 of which are a header of tar, too: sign, size 0, check sum."""
    head = put(put(content.ljust(512, b"\0"), 257, b"ustar\x0000"), 124, b"0" * 11 + b"\0")
    return put(head, 148, b"%06o\0 " % (sum(put(head, 148, b" " * 8)[:512])))


def old_tar():
    """As tar wrote before 1988: without a sign."""
    made = put(packed(), 257, b"\0" * 8)
    return put(made, 148, b"%06o\0 " % sum(put(made, 148, b" " * 8)[:512]))


def box(brand, kind=b"ftyp"):
    """The beginning of a film, a sound or a picture by ISO/IEC 14496-12."""
    return struct.pack(">I4s4sI4s4s", 24, kind, brand, 512, b"isom", brand) + struct.pack(">I4s", 400, b"mdat") + b"\x01\xd3" * 196


def riff(kind, rest):
    return b"RIFF" + struct.pack("<I", 4 + len(rest)) + kind + rest


def ogg(packet):
    return b"OggS\0\x02" + b"\0" * 8 + struct.pack("<III", 77, 0, 0x1234) + bytes([1, len(packet)]) + packet


def ebml(kind):
    return bytes.fromhex("1a45dfa3 9f 4286810142f7810142f2810442f38108") + b"\x42\x82" + bytes([0x80 + len(kind)]) + kind + b"\x42\x87\x81\x04"


def program(stub, new=b"PE\0\0"):
    """A program of DOS or Windows: "MZ", and where the new header is."""
    head = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0\0\0\0\0" + struct.pack("<H", 0x40) + b"\0" * 34 + struct.pack("<I", 64 + len(stub))
    return head + stub + new + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x22) + b"\x0b\x02" + b"\0" * 300


def elf(kind, order="<", bits=2):
    return b"\x7fELF" + bytes([bits, 1 if order == "<" else 2, 1]) + b"\0" * 9 + struct.pack(order + "HHI", kind, 62, 1) + b"\0" * 100


def compound(stream, class_id=b"\0" * 16, before=0, content=b"\xec\xa5\xc1\0"):
    """A document of old Microsoft programs: a file system with one stream, the name of which tells the program.
    before: sectors of 512 bytes in front of the directory."""
    def entry(name, kind, child, class_id, start, size):
        text = name.encode("utf-16-le") + b"\0\0" if name else b""
        return struct.pack("<64sHBBIII16sIQQIQ", text, len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, class_id, 0, 0, 0, start, size)
    end = 0xFFFFFFFE
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6sIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, b"\0" * 6, 0, 1, 1 + before, 0, 4096, end, 0, end, 0, 0)
    head += struct.pack("<108I", *([0xFFFFFFFF] * 108))
    free, at = 0xFFFFFFFF, 2 + before  # the sector of the stream, which has eight
    table = struct.pack("<128I", 0xFFFFFFFD, *([free] * before), end, *range(at + 1, at + 8), end, *([free] * (118 - before)))
    directory = entry("Root Entry", 5, 1, class_id, end, 0) + entry(stream, 2, 0xFFFFFFFF, b"\0" * 16, at, 4096) + entry("", 0, 0, b"\0" * 16, 0, 0) * 2
    return (head + b"\0" * 4)[:512] + table + b"\0" * (512 * before) + directory + content.ljust(4096, b"\0")


def summary(program):
    """What such a document says of itself: the name of the program that made it."""
    text = program.encode() + b"\0"
    section = struct.pack("<IIIIII", 24 + len(text), 1, 0x12, 16, 0x1E, len(text)) + text
    return struct.pack("<HHHH16sI16sI", 0xFFFE, 0, 6, 2, b"\0" * 16, 1, b"\xe0\x85\x9f\xf2\xf9\x4f\x68\x10\xab\x91\x08\0\x2b\x27\xb3\xd9", 48) + section


def database():
    made = sqlite3.connect(":memory:")
    made.execute("CREATE TABLE t (a)")
    made.commit()
    return made.serialize()


def utf16(text):
    return b"\xff\xfe" + text.encode("utf-16-le")


EXE = program(b"This program cannot be run in DOS mode.\r\r\n$" + b"\0" * 420)  # long enough to be a tar, too
EXE_FAR = put(put(EXE, 60, struct.pack("<I", 70000)), 70000, b"PE\0\0\x64\x86\1\0" + b"\0" * 300)  # behind what libmagic is shown
MACH_O = struct.pack("<7I", 0xFEEDFACF, 0x01000007, 3, 2, 1, 72, 0x85) + b"\0" * 200
PIF = put(b"\0\x78" + b"holiday".ljust(30) + b"\0" * 513, 0x171, b"MICROSOFT PIFEX\0\x87\1\0\0\x71\1")


def universal(magic, count):
    """The beginning of a program of macOS for several processors."""
    return struct.pack(">7I", magic, count, 0x01000007, 3, 4096, 100, 12) + b"\0" * 200


MAIL = "From: a@example.com\r\nTo: b@example.com\r\nSubject: Full\r\nDate: Mon, 1 Jun 2026 10:00:00 +0200\r\n\r\nIt is full.\r\n"
MSI = bytes.fromhex("84100c0000000000c000000000000046")

KINDS = {
    # pictures
    "png": png(), "jpeg": JPEG, "gif": GIF, "gif-87": b"GIF87a" + GIF[6:],
    "webp": riff(b"WEBP", b"VP8L" + b"\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"),
    "bmp": b"BM" + struct.pack("<IHHIIiiHHIIiiII", 70, 0, 0, 54, 40, 2, 2, 1, 24, 0, 16, 2835, 2835, 0, 0) + b"\x20\x60\xa0" * 5 + b"\0",
    "tiff-le": b"II*\0" + struct.pack("<IH", 8, 1) + struct.pack("<HHII", 256, 3, 1, 2) + b"\0" * 8,
    "tiff-be": b"MM\0*" + struct.pack(">IH", 8, 1) + struct.pack(">HHIHH", 256, 3, 1, 2, 0) + b"\0" * 8, "svg": SVG,
    "svg-bare": SVG.partition(b"\n")[2], "svg-typed": SVG.replace(b"\n", b'\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n', 1),
    "svg-commented": SVG.replace(b"\n", b"\n<!-- made by a program -->\n", 1), "heic": box(b"heic"), "heif": box(b"mif1"),
    "avif": box(b"avif"), "jp2": b"\0\0\0\x0cjP  \r\n\x87\n" + box(b"jp2 "),
    "ico": b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0" + struct.pack("<IiiHH", 40, 16, 32, 1, 32) + b"\0" * 200,
    "ico-png": b"\0\0\1\0\1\0\2\2\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0" + png(),
    "psd": b"8BPS\0\1" + b"\0" * 6 + struct.pack(">HIIHH", 3, 16, 16, 8, 3) + b"\0" * 40,
    # documents
    "pdf": PDF, "pdf-mark": b"\xef\xbb\xbf" + PDF, "rtf": rb"{\rtf1\ansi\deff0 {\fonttbl {\f0 Arial;}} Hello.\par}",
    "postscript": b"%!PS-Adobe-3.0\n%%Pages: 1\nshowpage\n", "docx": office("word"), "xlsx": office("xl"), "pptx": office("ppt"),
    "docx-more": office("word", "docProps/app.xml", "docProps/core.xml"),
    "docx-libreoffice": archive("_rels/.rels", "docProps/core.xml", "docProps/app.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"),
    "xlsx-custom": office("xl", "customXml/item1.xml"),
    **{name: opened(f"vnd.oasis.opendocument.{kind}") for name, kind in [("odt", "text"), ("ods", "spreadsheet"), ("odp", "presentation"), ("odg", "graphics"), ("ott", "text-template")]},
    "epub": opened("epub+zip"), "doc": compound("WordDocument"), "doc-late": compound("WordDocument", before=100), "xls": compound("Workbook"),
    "ppt": compound("\5SummaryInformation", content=summary("Microsoft Office PowerPoint")), "ole": compound("Table"),
    "msg": compound("__properties_version1.0"),
    # archives
    "zip": archive("notes.txt"), "zip-empty": archive(), "zip-folder": archive("word/notes.txt", "b.txt"), "jar": java_archive(),
    "gzip": gzip.compress(WORDS.encode()), "bzip2": bz2.compress(WORDS.encode()), "xz": lzma.compress(WORDS.encode()),
    "zstd": b"\x28\xb5\x2f\xfd\x24\x05\x29\0\0hello\x87\xc1\x2c\x51", "tar": packed(), "tar-old": old_tar(),
    "tar-of-mz": packed("MZ-report.txt"), "tar-of-mz-long": packed("MZ" + "x" * 70), "tar-of-gif": packed("GIF89a.txt"), "tar-of-moov": packed("old-moov.txt"),
    "7z": b"7z\xbc\xaf\x27\x1c\0\4" + b"\x5a" * 40,
    "rar": b"Rar!\x1a\7\0" + b"\xcf\x90\x73\0\0\x0d" + b"\0" * 30, "rar5": b"Rar!\x1a\7\1\0" + b"\x33\x92\xb5\xe5\x0a" + b"\0" * 30,
    # sound and film
    "mp3-tags": b"ID3\4\0\0\0\0\0\x19TSSE\0\0\0\x0f\0\0\3Lavf58.29.100\0" + (b"\xff\xfb\x90\x64" + b"\0" * 413) * 3,
    "mp3": (b"\xff\xfb\x90\x64" + b"\0" * 413) * 3, "mp3-v2": (b"\xff\xf3\x40\xc4" + b"\0" * 140) * 3,
    "aac": (b"\xff\xf1\x50\x80\x02\x1f\xfc" + b"\x21" * 200) * 3, "mp4": box(b"isom"), "mp4-2": box(b"mp42"), "mp4-avc": box(b"avc1"),
    "mov": box(b"qt  "), "m4a": box(b"M4A "), "m4v": box(b"M4V "), "3gp": box(b"3gp5"), "3g2": box(b"3g2a"), "webm": ebml(b"webm"),
    "mkv": ebml(b"matroska"),
    "wav": riff(b"WAVE", b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data\4\0\0\0" + b"\x80" * 4),
    "avi": riff(b"AVI ", b"LIST" + struct.pack("<I", 192) + b"hdrlavih" + b"\x38\0\0\0" + b"\0" * 100),
    "ogg-vorbis": ogg(b"\1vorbis\0\0\0\0\2\x44\xac\0\0" + b"\0" * 20), "ogg-opus": ogg(b"OpusHead\1\2\x38\1\x80\xbb\0\0\0\0\0"),
    "ogv": ogg(b"\x80theora\3\2\1" + b"\0" * 30), "flac": b"fLaC\0\0\0\x22\x10\0\x10\0" + b"\x0a\xc4\x42\xf0" * 9,
    "mp3-cover": b"ID3\4\0\0\0\x06\0\0APIC\0\1\x80\0\0\0" + b"\0image/jpeg\0" + b"\x11" * 99000, "amr": b"#!AMR\n" + b"\x3c\x91\x17\x16" * 20,
    "midi": b"MThd\0\0\0\6\0\1\0\1\0\x60MTrk\0\0\0\4\0\xff\x2f\0", "wmv": bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + b"\x1e" * 60,
    # mail, calendars, cards
    "mail": MAIL.encode(),
    "mail-received": b"Received: from mail.example.com by mx.example.com; Mon, 1 Jun 2026 10:00:00 +0200\r\n" + MAIL.encode(),
    "mail-returned": b"Return-Path: <a@example.com>\r\n" + MAIL.encode(), "mail-delivered": b"Delivered-To: b@example.com\r\n" + MAIL.encode(),
    "winmail": b"\x78\x9f\x3e\x22\1\0\1\6\x90\x08\0\4\0\0\0\0\0\1\0\1\0" + b"\1" * 40,
    "ics": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "vcf": b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n",
    # programs
    "exe": program(b"This program cannot be run in DOS mode.\r\r\n$" + b"\0" * 20), "exe-16-bit": program(b"\0" * 64, b"NE\6\1"),
    "msi": compound("\5SummaryInformation", MSI, content=summary("Windows Installer")),
    "msi-late": compound("\5SummaryInformation", MSI, before=100, content=summary("Windows Installer")),
    "msi-patch": compound("\5SummaryInformation", content=summary("Windows Installer")),
    "exe-dos": b"MZ" + struct.pack("<13H", 0x50, 2, 0, 4, 15, 0xFFFF, 0, 0xB8, 0, 0, 0, 0x1C, 0) + b"\xb4\x09\xba" * 80,
    "elf-executable": elf(2), "elf-library": elf(3), "elf-object": elf(1), "elf-core": elf(4), "elf-executable-be": elf(2, ">", 1),
    "mach-o": MACH_O,
    "mach-o-32": struct.pack("<7I", 0xFEEDFACE, 7, 3, 2, 1, 72, 0x85) + b"\0" * 200,
    "mach-o-be": struct.pack(">8I", 0xFEEDFACF, 0x01000012, 0, 2, 1, 72, 0x85, 0) + b"\0" * 200,
    "mach-o-32-be": struct.pack(">7I", 0xFEEDFACE, 18, 0, 2, 1, 72, 0x85) + b"\0" * 200, "pif": PIF,
    "mach-o-universal": universal(0xCAFEBABE, 2), "mach-o-universal-25": universal(0xCAFEBABE, 25), "mach-o-universal-64": universal(0xCAFEBABF, 2),
    "com": b"\xb4\x09\xba\x0d\x01\xcd\x21\xb4\x4c\xcd\x21Hello$",
    # programs with the signs of others, where Windows and Linux do not look
    "exe-avif": put(EXE, 4, b"ftypavif"), "exe-m4a": put(EXE, 4, b"ftypM4A "), "exe-moov": put(EXE, 4, b"moov"), "exe-mdat": put(EXE, 4, b"mdat"),
    "exe-far": EXE_FAR, "exe-tar": as_tar(EXE), "exe-tar-far": as_tar(EXE_FAR), "msi-tar": as_tar(compound("\5SummaryInformation", MSI, content=summary("Windows Installer"))),
    "elf-avif": put(elf(2), 4, b"ftypavif"), "elf-moov": put(elf(3), 4, b"moov"), "elf-order-0": put(elf(2), 5, b"\0"), "elf-order-2": put(elf(3), 5, b"\2"),
    "elf-order-3": put(elf(3), 5, b"\3"), "elf-order-1-be": put(elf(2, ">"), 5, b"\1"), "elf-tar": as_tar(elf(3)), "mach-o-tar": as_tar(MACH_O),
    "pif-png": put(PIF, 0, png()[:8]), "pif-sqlite": put(PIF, 0, b"SQLite format 3\0"), "pif-tar": as_tar(PIF),
    "class": struct.pack(">IHHH", 0xCAFEBABE, 0, 61, 20) + b"\7\0\2\1" * 20, "sh": b"#!/bin/sh\nexit 0\n", "bash": b"#!/bin/bash\nexit 0\n",
    "env-bash": b"#!/usr/bin/env bash\nexit 0\n", "perl": b"#!/usr/bin/perl\nexit 0;\n", "env-perl": b"#!/usr/bin/env perl\nexit 0;\n",
    "python": b"#!/usr/bin/python3\nimport sys\n", "env-python": b"#!/usr/bin/env python3\nimport sys\n",
    "node": b"#!/usr/bin/env node\nprocess.exit(0);\n", "ruby": b"#!/usr/bin/ruby\nexit\n", "php": b"<?php\nphpinfo();\n",
    "php-script": b"#!/usr/bin/php\n<?php exit;\n", "batch": b"@echo off\r\ndir\r\n", "awk": b"#!/usr/bin/awk -f\n{ print }\n",
    # markup, data, text
    "html": HTML, "html-old": b"<HTML>\n<HEAD><TITLE>x</TITLE></HEAD></HTML>\n", "html-head": b"<html lang='en'>\n<body>x</body></html>\n",
    "html-space": b"\n\n   " + HTML, "html-commented": b"<!-- saved -->\n" + HTML, "html-16": utf16(HTML.decode()),
    "xhtml": b'<?xml version="1.0" encoding="utf-8"?>\n' + HTML, "html-script": b"<script>alert(1)</script>\n",
    "xml": b'<?xml version="1.0"?>\n<a><b/></a>\n', "xml-quote": b"<?xml version='1.0'?>\n<a/>\n", "sqlite": database(),
    "pcap": struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1),
    "pcapng": bytes.fromhex("0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000"), "json": b'{"a": [1, 2, {"b": null}]}\n',
    "csv": b"a,b,c\n1,2,3\n4,5,6\n7,8,9\n", "text": WORDS.encode(), "text-cyrillic": CYRILLIC.encode(),
    "text-marked": b"\xef\xbb\xbf" + CYRILLIC.encode(), "text-1250": LATIN.encode("windows-1250"),
    "text-1251": CYRILLIC.encode("windows-1251"), "text-8859-2": LATIN.encode("iso-8859-2"), "text-16": utf16(CYRILLIC),
    "pem": b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "log": b'192.0.2.1 - - [01/Jun/2026:10:00:00 +0200] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0 <x>"\n' * 30,
    "ini": b"[section]\nname=value\n" * 20, "css": b"body { color: red; }\n" * 9, "sql": b"-- dump\nCREATE TABLE a (b INT);\n" * 9,
    "text-mz": b"MZ 12-34\n" * 300, "empty": b"", "one": b"x", "unknown": bytes(byte ^ 0x80 for byte in gzip.compress(CYRILLIC.encode(), mtime=0)) * 3,
}
