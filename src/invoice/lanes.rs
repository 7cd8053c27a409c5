//! Examines many bytes at once: which of them end a text, and which are digits. One bit per byte, the first byte in the
//! lowest bit.
//!
//! `wide` compiles to instructions that every x86-64 and ARM64 processor has, and to plain code elsewhere. This file
//! needs no unsafe code for it.

use wide::u8x16;

/// The number of bytes in one step.
pub const WIDTH: usize = 16;

/// Whether a byte can't appear unescaped in a text: a double quote, a backslash, a control character.
pub const fn special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..=0x1f)
}

/// The bytes for which [`special`] is true.
#[inline]
pub fn specials(bytes: &[u8; WIDTH]) -> u32 {
    let lanes = u8x16::from(*bytes);
    let equal = |byte: u8| lanes.simd_eq(u8x16::splat(byte));
    (equal(b'"') | equal(b'\\') | at_most(lanes, 0x1f)).to_bitmask()
}

/// The bytes that are decimal digits.
#[inline]
pub fn digits(bytes: &[u8; WIDTH]) -> u32 {
    at_most(u8x16::from(*bytes) - u8x16::splat(b'0'), 9).to_bitmask()
}

/// Sets all bits of each byte that is at most `limit`.
#[inline]
fn at_most(bytes: u8x16, limit: u8) -> u8x16 {
    bytes.min(u8x16::splat(limit)).simd_eq(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_classified_alike_in_every_lane() {
        for byte in 0..=u8::MAX {
            for at in 0..WIDTH {
                let mut bytes = [b'a'; WIDTH];
                bytes[at] = byte;
                let bit = |set: bool| u32::from(set) << at;
                assert_eq!(specials(&bytes), bit(special(byte)), "{byte} at {at}");
                assert_eq!(digits(&bytes), bit(byte.is_ascii_digit()), "{byte} at {at}");
            }
        }
    }
}
