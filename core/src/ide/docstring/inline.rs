//! Markup within a line: roles, references, code; and what only looks like Markdown.

/// A line of reST, epytext or plain text as Markdown.
pub(super) fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(at) = rest.find(['`', '<', '*', '_', '#']) {
        let (before, marked) = rest.split_at(at);
        out.push_str(before);
        rest = match marked.as_bytes()[0] {
            b'`' => backquoted(marked, &mut out),
            b'<' => {
                // Markdown has links of this form; tags it would swallow.
                out.push_str(if marked.starts_with("<http") { "<" } else { "\\<" });
                &marked[1..]
            }
            b'*' => star(marked, &mut out),
            b'_' => {
                let run = marked.len() - marked.trim_start_matches('_').len();
                let inside =
                    before.ends_with(char::is_alphanumeric) && marked[run..].starts_with(char::is_alphanumeric);
                out.push_str(&if inside { "_".repeat(run) } else { "\\_".repeat(run) });
                &marked[run..]
            }
            _ => {
                out.push_str(if out.trim().is_empty() { "\\#" } else { "#" });
                &marked[1..]
            }
        };
    }
    out.push_str(rest);
    out
}

/// Emphasis if it is closed; else, as in `*args`, a star.
fn star<'t>(marked: &'t str, out: &mut String) -> &'t str {
    let run = marked.len() - marked.trim_start_matches('*').len();
    let inner = &marked[run..];
    let starts_line = out.trim().is_empty() && run == 1 && inner.starts_with(' ');
    let closes = run <= 2
        && inner.starts_with(|c: char| !c.is_whitespace())
        && inner.find(&marked[..run]).is_some_and(|end| !inner[..end].ends_with(' ') && !inner[..end].contains(','));
    match inner.find(&marked[..run]).filter(|_| closes) {
        Some(end) => {
            let whole = run + end + run;
            out.push_str(&marked[..whole]);
            &marked[whole..]
        }
        None => {
            out.push_str(&if starts_line { "*".to_owned() } else { "\\*".repeat(run) });
            inner
        }
    }
}

/// ``code``, :role:`target`, `text <link>`_ and `reference`_.
fn backquoted<'t>(marked: &'t str, out: &mut String) -> &'t str {
    let run = marked.len() - marked.trim_start_matches('`').len();
    let Some(end) = marked[run..].find(&marked[..run]) else {
        out.push_str(&marked[..run]);
        return &marked[run..];
    };
    let content = &marked[run..run + end];
    let after = &marked[run + end + run..];
    if run > 1 {
        out.push_str(&format!("`{content}`"));
        return after;
    }
    take_role(out);
    if let Some((text, target)) = content.strip_suffix('>').and_then(|content| content.rsplit_once('<')) {
        let text = text.trim();
        if target.contains("://") {
            out.push_str(&format!("[{text}]({target})"));
        } else {
            out.push_str(&format!("`{text}`"));
        }
        return after.strip_prefix("__").or(after.strip_prefix('_')).unwrap_or(after);
    }
    // `~package.module.name` is shown as `name`.
    let shown = match content.strip_prefix('~') {
        Some(path) => path.rsplit('.').next().unwrap_or(path),
        None => content,
    };
    out.push_str(&format!("`{shown}`"));
    after.strip_prefix('_').filter(|rest| !rest.starts_with(char::is_alphanumeric)).unwrap_or(after)
}

/// Takes a role such as `:class:` from the end of what is written: the quotes say enough.
fn take_role(out: &mut String) {
    let Some(head) = out.strip_suffix(':') else { return };
    let is_part = |c: char| c.is_ascii_alphanumeric() || ":-".contains(c);
    let start = head.trim_end_matches(is_part).len();
    if head[start..].starts_with(':') && head.len() > start + 1 {
        out.truncate(start);
    }
}
