//! Markdown as text, for editors that show text only.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What `markdown` says, without its marks: code as it stands, a bullet for each item, a blank line between blocks.
pub(super) fn plain_text(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut item = false;
    let mut lists = 0;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Item) => {
                if !text.ends_with('\n') {
                    break_lines(&mut text, 1);
                }
                text.push_str("- ");
                item = true;
            }
            // The first paragraph of an item stays beside its bullet.
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Table(_)) => {
                if std::mem::take(&mut item) {
                    continue;
                }
                break_lines(&mut text, 2);
            }
            Event::Start(Tag::List(_)) => {
                break_lines(&mut text, if lists == 0 { 2 } else { 1 });
                lists += 1;
            }
            Event::End(TagEnd::List(_)) => lists -= 1,
            Event::Start(Tag::TableRow) => break_lines(&mut text, 1),
            Event::End(TagEnd::TableCell) => text.push_str("  "),
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                item = false;
                text.push_str(&part);
            }
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Ends `text` in `breaks` line breaks, unless nothing stands before them.
fn break_lines(text: &mut String, breaks: usize) {
    text.truncate(text.trim_end_matches([' ', '\n']).len());
    if !text.is_empty() {
        text.extend(std::iter::repeat_n('\n', breaks));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::plain_text;

    #[track_caller]
    fn check(markdown: &str, text: Expect) {
        text.assert_eq(&plain_text(markdown));
    }

    #[test]
    fn fences_rules_and_emphasis_are_left_out() {
        check(
            "```python\ndef f(x: int) -> str\n```\n\n---\n\nDoes *it*.\nTwice.\n\n**Returns**\n\n- `str`: a text\n- more\n",
            expect![[r#"
                def f(x: int) -> str

                Does it.
                Twice.

                Returns

                - str: a text
                - more"#]],
        );
    }

    #[test]
    fn code_keeps_its_indentation_and_marks() {
        check("```\nif **a:\n    b * c\n```\n", expect!["if **a:\n    b * c"]);
    }

    #[test]
    fn lists_in_lists_and_tables() {
        check(
            "- a\n  - b\n\nend\n\n| x | y |\n|---|---|\n| 1 | 2 |\n",
            expect![[r#"
            - a
            - b

            end

            x  y
            1  2"#]],
        );
    }
}
