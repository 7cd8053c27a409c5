//! Looking at many bytes at once: which of them end a text, which are digits. One bit a byte, the first lowest.
//!
//! `wide` makes of it the instructions every x86-64 or ARM64 processor has, and plain code elsewhere; no unsafe code is
//! needed for it here.

use wide::u8x16;

/// How many bytes a look takes in.
pub const WIDTH: usize = 16;

/// Whether a byte can't stand in a text as it is: a double quote, a backslash, a control character.
pub const fn special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..=0x1f)
}

/// The bytes of which [`special`] holds.
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

/// All bits of a byte set where it is at most `limit`.
#[inline]
fn at_most(bytes: u8x16, limit: u8) -> u8x16 {
    bytes.min(u8x16::splat(limit)).simd_eq(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_in_every_lane_is_seen_alike() {
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
