//! Variable-length integers: seven bits a byte, the high bit says that more follow.

/// Appends `value`.
pub(super) fn write(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads at `*at` and moves it on; past the end it gives zeros.
#[inline]
pub(super) fn read(bytes: &[u8], at: &mut usize) -> u32 {
    // Nearly all fit in one byte.
    match bytes.get(*at) {
        Some(&byte) if byte < 0x80 => {
            *at += 1;
            byte.into()
        }
        _ => read_long(bytes, at),
    }
}

fn read_long(bytes: &[u8], at: &mut usize) -> u32 {
    let mut value = 0u32;
    let mut shift = 0;
    while let Some(&byte) = bytes.get(*at) {
        *at += 1;
        value |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trip(values: Vec<u32>) {
            let mut bytes = Vec::new();
            values.iter().for_each(|&value| super::write(&mut bytes, value));
            let mut at = 0;
            for value in values {
                prop_assert_eq!(super::read(&bytes, &mut at), value);
            }
            prop_assert_eq!(at, bytes.len());
        }
    }
}
