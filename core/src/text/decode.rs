//! From bytes to text as Python reads a source file: byte order mark, coding cookie (PEP 263), else UTF-8.

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, WINDOWS_1252};
use memchr::memmem;

/// The text of a file, and how it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// What the file was decoded as.
    pub encoding: &'static Encoding,
    /// Whether bytes were replaced by U+FFFD, since they do not belong to the encoding or the declared one is unknown.
    pub lossy: bool,
}

/// Decodes a source file. Never fails: what cannot be decoded is replaced, and `lossy` says so.
///
/// ASCII and UTF-8 keep the buffer they came in.
pub fn decode(mut bytes: Vec<u8>) -> Decoded {
    let (encoding, bom) = match Encoding::for_bom(&bytes) {
        Some(found) => found,
        None => (cookie(&bytes).and_then(lookup).unwrap_or(UTF_8), 0),
    };
    if encoding != UTF_8 {
        let (text, lossy) = encoding.decode_without_bom_handling(&bytes[bom..]);
        return Decoded { text: text.into_owned(), encoding, lossy };
    }
    bytes.drain(..bom);
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, encoding, lossy: false },
        Err(error) => Decoded { text: String::from_utf8_lossy(error.as_bytes()).into_owned(), encoding, lossy: true },
    }
}

/// The name in a coding cookie; the second line counts only if the first is blank or a comment.
fn cookie(bytes: &[u8]) -> Option<&[u8]> {
    for line in bytes.split(|&byte| byte == b'\n').take(2) {
        let line = line.split(|&byte| byte == b'\r').next().unwrap_or_default();
        match line.trim_ascii_start() {
            [] => {}
            [b'#', comment @ ..] => {
                let found =
                    memmem::find_iter(comment, b"coding").find_map(|at| name_after(&comment[at + b"coding".len()..]));
                if found.is_some() {
                    return found;
                }
            }
            _ => return None,
        }
    }
    None
}

/// The name in `: utf-8` or `=latin-1`, the part of a cookie after its first word.
fn name_after(rest: &[u8]) -> Option<&[u8]> {
    let [b':' | b'=', rest @ ..] = rest else { return None };
    let rest = rest.trim_ascii_start();
    let end =
        rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_.".contains(byte)).unwrap_or(rest.len());
    (end > 0).then_some(&rest[..end])
}

/// The encoding Python means by `name`; the web's label table knows most of Python's aliases, but not these.
fn lookup(name: &[u8]) -> Option<&'static Encoding> {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase().replace('_', "-");
    match name.as_str() {
        "utf-8-sig" | "u8" | "utf" => Some(UTF_8),
        "latin-1" | "iso-latin-1" | "iso8859" | "8859" | "cp819" | "l1" => Some(WINDOWS_1252),
        "cp932" | "mskanji" | "ms-kanji" => Some(SHIFT_JIS),
        name => {
            let label = name.strip_prefix("mac-").map_or(name, |rest| if rest == "roman" { "macintosh" } else { name });
            // Python writes iso8859-15 and cp1252 where the web writes iso-8859-15 and windows-1252.
            Encoding::for_label(label.as_bytes())
                .or_else(|| Encoding::for_label(label.replace("iso8859-", "iso-8859-").as_bytes()))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, encoding: &str, lossy: bool) {
        let found = decode(bytes.to_vec());
        assert_eq!((found.text.as_str(), found.encoding.name(), found.lossy), (text, encoding, lossy));
    }

    #[test]
    fn encodings_are_read_as_python_reads_them() {
        check(b"", "", "UTF-8", false);
        check("x = 'é'".as_bytes(), "x = 'é'", "UTF-8", false);
        check(b"\xEF\xBB\xBFx", "x", "UTF-8", false);
        check(b"# -*- coding: latin-1 -*-\n'\xe9'", "# -*- coding: latin-1 -*-\n'é'", "windows-1252", false);
        check(
            b"#!/usr/bin/python\r\n# vim: set fileencoding=ISO_8859-15 :\n'\xa4'",
            "#!/usr/bin/python\r\n# vim: set fileencoding=ISO_8859-15 :\n'€'",
            "ISO-8859-15",
            false,
        );
        check(b"\n#coding=cp1252\n'\x80'", "\n#coding=cp1252\n'€'", "windows-1252", false);
        check(b"# coding: iso8859-2\n\xb1", "# coding: iso8859-2\ną", "ISO-8859-2", false);
        check(b"# coding: utf8\n\xc3\xa9", "# coding: utf8\né", "UTF-8", false);
    }

    #[test]
    fn what_is_no_cookie_is_ignored() {
        check(b"x = 1\n# coding: latin-1\n", "x = 1\n# coding: latin-1\n", "UTF-8", false);
        check(b"\n\n# coding: latin-1\n", "\n\n# coding: latin-1\n", "UTF-8", false);
        check(b"# coding\n", "# coding\n", "UTF-8", false);
        check(b"# encoding the coding: latin-1\n\xe9", "# encoding the coding: latin-1\né", "windows-1252", false);
    }

    #[test]
    fn undecodable_bytes_are_replaced_and_reported() {
        check(b"'\xe9'", "'\u{FFFD}'", "UTF-8", true);
        check(b"# coding: klingon\n'\xe9'", "# coding: klingon\n'\u{FFFD}'", "UTF-8", true);
        check(b"# coding: klingon\nx", "# coding: klingon\nx", "UTF-8", false);
        check(b"# coding: shift_jis\n\xff", "# coding: shift_jis\n\u{FFFD}", "Shift_JIS", true);
    }
}
