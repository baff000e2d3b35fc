//! Borrowed texts.

// Texts are made of raw pointers; reading them is what this module is for.
#![allow(unsafe_code)]

/// Borrowed bytes, in most places UTF-8. A null pointer with length 0 is the empty text.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Str {
    /// The first byte.
    pub ptr: *const u8,
    /// Number of bytes.
    pub len: usize,
}

/// A borrowed array of texts.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct StrList {
    /// The first text.
    pub ptr: *const Str,
    /// Number of texts.
    pub len: usize,
}

impl Str {
    /// The empty text.
    pub const EMPTY: Str = Str { ptr: std::ptr::null(), len: 0 };

    /// Borrows `bytes`; the caller sees to it that they outlive the use.
    pub const fn new(bytes: &[u8]) -> Self {
        Self { ptr: bytes.as_ptr(), len: bytes.len() }
    }

    /// The bytes.
    ///
    /// # Safety
    /// Unless the length is 0 or the pointer null, they must be valid for `'a`.
    pub const unsafe fn bytes<'a>(self) -> &'a [u8] {
        if self.ptr.is_null() || self.len == 0 {
            return &[];
        }
        // SAFETY: Not null, and valid by the caller's promise.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }

    /// The text, or `None` if it is not UTF-8.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    pub unsafe fn text<'a>(self) -> Option<&'a str> {
        // SAFETY: By the caller's promise.
        std::str::from_utf8(unsafe { self.bytes() }).ok()
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self::new(text.as_bytes())
    }
}

impl StrList {
    /// Borrows `texts`; the caller sees to it that they outlive the use.
    pub const fn new(texts: &[Str]) -> Self {
        Self { ptr: texts.as_ptr(), len: texts.len() }
    }

    /// The texts.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    pub const unsafe fn list<'a>(self) -> &'a [Str] {
        if self.ptr.is_null() || self.len == 0 {
            return &[];
        }
        // SAFETY: Not null, and valid by the caller's promise.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}
