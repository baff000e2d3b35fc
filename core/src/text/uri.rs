//! `file:` URIs to paths and back, on any platform.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is escaped in the path of a URI: all but the unreserved characters of RFC 3986, and the separator.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The path that a `file:` URI names; `None` for other schemes (such as `untitled:`) and for what is no URI.
pub fn uri_to_path(uri: &str) -> Option<PathBuf> {
    to_path(uri, cfg!(windows)).map(PathBuf::from)
}

/// The `file:` URI of an absolute path. Bytes that are no UTF-8 are replaced, so such paths do not come back as they were.
pub fn path_to_uri(path: &Path) -> String {
    to_uri(&path.to_string_lossy(), cfg!(windows))
}

fn to_path(uri: &str, windows: bool) -> Option<String> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at_checked(rest.find('/')?)?,
        None => ("", rest),
    };
    let path = percent_decode_str(path).decode_utf8().ok()?;
    if !windows {
        return path.starts_with('/').then(|| path.into_owned());
    }
    let path = path.replace('/', "\\");
    if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
        return Some(format!("\\\\{host}{path}"));
    }
    // `\c:\folder`: the drive letter is upper case, as editors do not agree on it.
    let mut chars = path.strip_prefix('\\')?.chars();
    match (chars.next(), chars.next()) {
        (Some(drive), Some(':')) if drive.is_ascii_alphabetic() => {
            Some(format!("{}:{}", drive.to_ascii_uppercase(), chars.as_str()))
        }
        _ => path.starts_with("\\\\").then_some(path),
    }
}

fn to_uri(path: &str, windows: bool) -> String {
    if !windows {
        return format!("file://{}", utf8_percent_encode(path, ESCAPED));
    }
    // The verbatim prefix (`\\?\C:\`, `\\?\UNC\server\`) is an affair of the file system.
    let path = path.strip_prefix(r"\\?\").map_or_else(
        || path.to_owned(),
        |path| path.strip_prefix(r"UNC\").map_or_else(|| path.to_owned(), |share| format!(r"\\{share}")),
    );
    let path = path.replace('\\', "/");
    match path.strip_prefix("//") {
        Some(share) => format!("file://{}", utf8_percent_encode(share, ESCAPED)),
        None => format!("file:///{}", utf8_percent_encode(&path, ESCAPED)),
    }
}

#[cfg(test)]
mod tests {
    use super::{to_path, to_uri};

    #[track_caller]
    fn check(windows: bool, uri: &str, path: Option<&str>) {
        assert_eq!(to_path(uri, windows).as_deref(), path);
    }

    #[track_caller]
    fn check_both(windows: bool, uri: &str, path: &str) {
        check(windows, uri, Some(path));
        assert_eq!(to_uri(path, windows), uri);
    }

    #[test]
    fn unix() {
        check_both(false, "file:///home/me/a%20b.py", "/home/me/a b.py");
        check_both(false, "file:///%C3%BC/%E4%B8%AD%F0%9F%98%80.py", "/ü/中😀.py");
        check_both(false, "file:///a%25b/%5Bc%5D%23%3F.py", "/a%b/[c]#?.py");
        check(false, "file:///a b/[c]/ü.py", Some("/a b/[c]/ü.py"));
        check(false, "FILE://localhost/a.py", Some("/a.py"));
        check(false, "file:/a.py", Some("/a.py"));
        check(false, "file:///a.py#L3", Some("/a.py"));
        check(false, "file:///%ff.py", None);
        check(false, "file://", None);
        check(false, "file:a.py", None);
        check(false, "untitled:Untitled-1", None);
        check(false, "", None);
    }

    #[test]
    fn windows() {
        check_both(true, "file:///C%3A/my%20code/a.py", r"C:\my code\a.py");
        check(true, "file:///c:/code/a.py", Some(r"C:\code\a.py"));
        check(true, "file:///c%3A/code/a.py", Some(r"C:\code\a.py"));
        check_both(true, "file://server/share/a%20b.py", r"\\server\share\a b.py");
        check(true, "file:////server/share/a.py", Some(r"\\server\share\a.py"));
        check(true, "file:///code/a.py", None);
        check(true, "file:///", None);
        assert_eq!(to_uri(r"\\?\C:\a.py", true), "file:///C%3A/a.py");
        assert_eq!(to_uri(r"\\?\UNC\server\share\a.py", true), "file://server/share/a.py");
    }
}
