"""A PDF encrypted with AES-256 (ISO 32000-2, 7.6, revision 5), which the libraries of the tests cannot write."""

from __future__ import annotations

import hashlib

from tests.reading import hostile

KEY = bytes(range(32))


def _table() -> list[int]:
    """The S-box (FIPS 197, 5.1.1): the inverse in GF(2^8), then an affine map."""
    table, p, q = [0x63] * 256, 1, 1
    while True:
        p ^= (p << 1) ^ (0x11B if p & 0x80 else 0)
        for shift in (1, 2, 4):
            q ^= q << shift
        q &= 0xFF
        q ^= 0x09 if q & 0x80 else 0
        turned = [(q << n | q >> (8 - n)) & 0xFF for n in range(5)]
        table[p & 0xFF] = turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4] ^ 0x63
        if p == 1:
            return table


BOX = _table()


def _round_keys(key: bytes) -> list[bytes]:
    words = [key[at : at + 4] for at in range(0, 32, 4)]
    constant = 1
    for at in range(8, 60):
        word = words[-1]
        if at % 8 == 0:
            word = bytes(BOX[byte] for byte in word[1:] + word[:1])
            word = bytes((word[0] ^ constant, *word[1:]))
            constant <<= 1
        elif at % 8 == 4:
            word = bytes(BOX[byte] for byte in word)
        words.append(bytes(a ^ b for a, b in zip(words[at - 8], word, strict=True)))
    return [b"".join(words[at : at + 4]) for at in range(0, 60, 4)]


def _double(byte: int) -> int:
    return (byte << 1 ^ (0x1B if byte & 0x80 else 0)) & 0xFF


def _block(keys: list[bytes], block: bytes) -> bytes:
    state = bytes(a ^ b for a, b in zip(block, keys[0], strict=True))
    for number, key in enumerate(keys[1:], 1):
        rows = [BOX[state[(at + 4 * (at % 4)) % 16]] for at in range(16)]
        if number < 14:
            mixed = []
            for at in range(0, 16, 4):
                column = rows[at : at + 4]
                whole = column[0] ^ column[1] ^ column[2] ^ column[3]
                mixed += [column[n] ^ whole ^ _double(column[n] ^ column[(n + 1) % 4]) for n in range(4)]
            rows = mixed
        state = bytes(a ^ b for a, b in zip(rows, key, strict=True))
    return state


def encrypt(key: bytes, data: bytes, start: bytes = bytes(16)) -> bytes:
    """AES-256 in CBC mode without padding."""
    keys, out = _round_keys(key), b""
    for at in range(0, len(data), 16):
        start = _block(keys, bytes(a ^ b for a, b in zip(data[at : at + 16], start, strict=True)))
        out += start
    return out


def aes_256(password: str) -> bytes:
    """A page of text that this password opens."""
    word = password.encode()

    def entries(secret: bytes, salt: bytes, more: bytes) -> tuple[bytes, bytes]:
        check, key = salt, salt[::-1]
        digest = hashlib.sha256(secret + check + more).digest()
        return digest + check + key, encrypt(hashlib.sha256(secret + key + more).digest(), KEY)

    user, user_key = entries(word, b"saltsalt", b"")
    owner, owner_key = entries("ägare".encode(), b"ownersal", user)
    rights = encrypt(KEY, b"\xfc\xff\xff\xff\xff\xff\xff\xffTadbrand")
    padded = hostile.TEXT + bytes([16 - len(hostile.TEXT) % 16]) * (16 - len(hostile.TEXT) % 16)
    contents = bytes(16) + encrypt(KEY, padded)
    dictionary = (
        b"<</Filter/Standard/V 5/R 5/Length 256/P -4/CF<</StdCF<</CFM/AESV3/AuthEvent/DocOpen/Length 32>>>>"
        b"/StmF/StdCF/StrF/StdCF/U<%s>/UE<%s>/O<%s>/OE<%s>/Perms<%s>>>"
        % tuple(part.hex().encode() for part in (user, user_key, owner, owner_key, rights))
    )
    return hostile.build({4: hostile.stream(contents), 6: dictionary}, b"/Encrypt 6 0 R/ID[<00><00>]")
