"""PDFs as no program should write them: bombs, loops, depths and huge numbers, object by object."""

from __future__ import annotations

import zlib
from functools import lru_cache

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TEXT = b"BT /F1 12 Tf 72 720 Td (Regionen och kommunerna) Tj ET"


def stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<<" + entries + b"/Length %d>>stream\n" % len(body) + body + b"\nendstream"


def build(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects with a right cross-reference table; what is missing of a plain page is filled in."""
    whole = {1: CATALOG, 2: PAGES, 3: PAGE, 4: stream(TEXT), 5: FONT} | objects
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number in sorted(whole):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + whole[number] + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number in sorted(whole):
        out += b"%d 1\n%010d 00000 n \n" % (number, places[number])
    out += b"trailer\n<</Size %d/Root 1 0 R" % (max(whole) + 1) + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def zeros(size: int, times: int = 1) -> bytes:
    """So many zeros (a multiple of 1 MB), packed once or more. The megabytes are packed alike, so one is repeated."""
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    other = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    check = (size % 65521) << 16 | 1  # Adler-32 of zeros
    packed = first + other * ((size >> 20) - 1) + b"\x03\x00" + check.to_bytes(4, "big")
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    return packed


def nested(opening: bytes, closing: bytes, depth: int) -> bytes:
    return opening * depth + closing * depth


GIGABYTE = 1 << 30


@lru_cache(maxsize=1)
def files() -> dict[str, bytes]:
    """Each hostile file by its name."""
    page_with = PAGE.replace(b"/Font", b"/XObject<</X 6 0 R>>/Font")
    use = stream(b"/X Do " + TEXT)
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>"
    image = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
    cmap = b"1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 1 beginbfrange <0000> <FFFFFFFF> <0041> endbfrange"
    found = {
        "flate bomb": build({4: stream(zeros(GIGABYTE), b"/Filter/FlateDecode")}),
        "flate bomb twice": build({4: stream(zeros(GIGABYTE, 2), b"/Filter[/FlateDecode/FlateDecode]")}),
        "many flate bombs": build(
            {
                3: PAGE.replace(b"4 0 R", b"[" + b"4 0 R " * 500 + b"]"),
                4: stream(zeros(64 << 20), b"/Filter/FlateDecode"),
            }
        ),
        "run length bomb": build({4: stream(b"\x81 " * (2 << 20), b"/Filter/RunLengthDecode")}),
        "filter chain": build({4: stream(b"00" * 1000, b"/Filter[" + b"/ASCIIHexDecode" * 10000 + b"]")}),
        "predictor": build(
            {4: stream(zeros(1 << 20), b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2000000000>>")}
        ),
        "image bomb": build({3: page_with, 4: use, 6: stream(zeros(GIGABYTE), image % (32768, 32768) + b"/Filter/FlateDecode")}),
        "image too wide": build({3: page_with, 4: use, 6: stream(b"", image % (2**31 - 1, 2**31 - 1))}),
        "form in itself": build({3: page_with, 4: use, 6: stream(b"/X Do /X Do " + TEXT, form)}),
        "forms doubling": build(
            {3: page_with, 4: use}
            | {
                n: stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (n + 1))
                for n in range(6, 40)
            }
            | {40: stream(TEXT, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")}
        ),
        "pages in themselves": build({2: b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>"}),
        "pages that are their parent": build({2: b"<</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>>"}),
        "deep pages": build(
            {2: b"<</Type/Pages/Kids[10 0 R]/Count 1>>"}
            | {n: b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (n + 1, max(n - 1, 2)) for n in range(10, 5000)}
            | {5000: PAGE}
        ),
        "a hundred thousand pages": build({2: b"<</Type/Pages/Kids[" + b"3 0 R " * 100_000 + b"]/Count 100000>>"}),
        "countless pages": build({2: b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>"}),
        "outline in itself": build(
            {1: CATALOG.replace(b">>", b"/Outlines 6 0 R>>"), 6: b"<</First 7 0 R/Last 7 0 R>>", 7: b"<</Title(A)/Next 7 0 R/First 7 0 R>>"}
        ),
        "deep outline": build(
            {1: CATALOG.replace(b">>", b"/Outlines 6 0 R>>")}
            | {n: b"<</Title(A)/First %d 0 R/Last %d 0 R>>" % (n + 1, n + 1) for n in range(6, 5000)}
        ),
        "labels in themselves": build({1: CATALOG.replace(b">>", b"/PageLabels 6 0 R>>"), 6: b"<</Kids[6 0 R]>>"}),
        "deep array": build({3: PAGE.replace(b"[0 0 595 842]", nested(b"[", b"]", 100_000))}),
        "deep dictionary": build({6: nested(b"<</A", b">>", 50_000)}, b"/Info 6 0 R"),
        "deep array in the contents": build({4: stream(nested(b"[", b"]", 100_000) + TEXT)}),
        "a million q": build({4: stream(b"q " * 1_000_000 + TEXT)}),
        "a million strings": build({4: stream(b"BT /F1 12 Tf 72 720 Td " + b"(ord)Tj " * 1_000_000 + b"ET")}),
        "a string without end": build({4: stream(b"BT (" + b"(" * 1_000_000)}),
        "huge numbers": build(
            {
                3: PAGE.replace(b"595 842", b"1e38 " + b"9" * 400),
                4: stream(b"9" * 5000 + b" 0 0 1 0 0 cm BT /F1 1e300 Tf 1e308 1e308 Td (stor) Tj ET"),
            }
        ),
        "huge page": build({3: PAGE.replace(b"595 842", b"1000000 1000000").replace(b"/Type/Page", b"/Type/Page/UserUnit 1000000")}),
        "no page": build({3: PAGE.replace(b"595 842", b"0 0")}),
        "long length": build({4: stream(TEXT).replace(b"/Length", b"/Length 999999999999 /L")}),
        "length of itself": build({4: b"<</Length 4 0 R>>stream\n" + TEXT + b"\nendstream"}),
        "cmap of everything": build({5: FONT.replace(b">>", b"/ToUnicode 6 0 R>>"), 6: stream(cmap)}),
        "type 3 in itself": build(
            {
                5: b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 82/LastChar 82/Widths[1e30]"
                b"/Encoding<</Differences[82/R]>>/CharProcs<</R 6 0 R>>/Resources<</Font<</F1 5 0 R>>>>>>",
                6: stream(b"1 0 d0 BT /F1 1 Tf (RRRR) Tj ET"),
            }
        ),
        "font that is an array": build({5: b"[5 0 R]"}),
        "widths without end": build({5: FONT.replace(b">>", b"/FirstChar -2000000000/LastChar 2000000000/Widths[1]>>")}),
        "unknown encryption": build({6: b"<</Filter/Standard/V 9/R 99/Length -8/P 0/O()/U()>>"}, b"/Encrypt 6 0 R/ID[()()]"),
        "previous table is itself": build({}, b"/Prev 9"),
        "object stream in itself": build({6: stream(b"6 0 <<>>", b"/Type/ObjStm/N 1/First 4/Extends 6 0 R")}),
        "soft mask in itself": build(
            {
                3: PAGE.replace(b"/Font", b"/ExtGState<</G<</SMask<</S/Luminosity/G 6 0 R>>>>>>/Font"),
                4: stream(b"/G gs " + TEXT),
                6: stream(b"/G gs " + TEXT, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Group<</S/Transparency>>"
                          b"/Resources<</ExtGState<</G<</SMask<</S/Luminosity/G 6 0 R>>>>>>>>"),
            }
        ),
        "only a header": b"%PDF-1.7\n",
        "zeros behind a header": b"%PDF-1.7\n" + bytes(1 << 20),
    }  # fmt: skip
    loop = found["previous table is itself"]
    at = loop.rindex(b"xref\n0 1")
    found["previous table is itself"] = loop.replace(b"/Prev 9", b"/Prev %d" % at)
    found["endless table"] = build({}).replace(b"xref\n0 1\n", b"xref\n0 2147483647\n")
    return found
