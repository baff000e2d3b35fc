//! Our plain types as the protocol's.

use tower_lsp::ls_types::{
    self, CodeDescription, CompletionItemKind, Diagnostic, DiagnosticSeverity, DiagnosticTag, Documentation,
    MarkupContent, MarkupKind, MessageType, NumberOrString,
};

use crate::engine::Level;
use crate::ide::{self, SymbolKind};
use crate::rules::{Rule, Severity, Tag};
use crate::server::plain_text::plain_text;
use crate::text::Position;

pub(super) fn position(position: ls_types::Position) -> Position {
    Position::new(position.line, position.character)
}

pub(super) fn range(start: Position, end: Position) -> ls_types::Range {
    let position = |position: Position| ls_types::Position::new(position.line, position.column);
    ls_types::Range::new(position(start), position(end))
}

pub(super) fn symbol_kind(kind: SymbolKind) -> ls_types::SymbolKind {
    match kind {
        SymbolKind::Module => ls_types::SymbolKind::MODULE,
        SymbolKind::Class => ls_types::SymbolKind::CLASS,
        SymbolKind::Function => ls_types::SymbolKind::FUNCTION,
        SymbolKind::Method => ls_types::SymbolKind::METHOD,
        SymbolKind::Property => ls_types::SymbolKind::PROPERTY,
        SymbolKind::Field | SymbolKind::Attribute => ls_types::SymbolKind::FIELD,
        SymbolKind::Variable | SymbolKind::Parameter => ls_types::SymbolKind::VARIABLE,
        SymbolKind::Constant => ls_types::SymbolKind::CONSTANT,
        SymbolKind::Type => ls_types::SymbolKind::TYPE_PARAMETER,
        SymbolKind::Keyword => ls_types::SymbolKind::KEY,
        SymbolKind::Text | SymbolKind::Snippet => ls_types::SymbolKind::STRING,
        SymbolKind::EnumMember => ls_types::SymbolKind::ENUM_MEMBER,
    }
}

pub(super) fn completion_kind(kind: SymbolKind) -> CompletionItemKind {
    match kind {
        SymbolKind::Module => CompletionItemKind::MODULE,
        SymbolKind::Class => CompletionItemKind::CLASS,
        SymbolKind::Function => CompletionItemKind::FUNCTION,
        SymbolKind::Method => CompletionItemKind::METHOD,
        SymbolKind::Property => CompletionItemKind::PROPERTY,
        SymbolKind::Field | SymbolKind::Attribute => CompletionItemKind::FIELD,
        SymbolKind::Variable | SymbolKind::Parameter => CompletionItemKind::VARIABLE,
        SymbolKind::Constant => CompletionItemKind::CONSTANT,
        SymbolKind::Type => CompletionItemKind::TYPE_PARAMETER,
        SymbolKind::Keyword => CompletionItemKind::KEYWORD,
        SymbolKind::Text => CompletionItemKind::VALUE,
        SymbolKind::EnumMember => CompletionItemKind::ENUM_MEMBER,
        SymbolKind::Snippet => CompletionItemKind::SNIPPET,
    }
}

/// Documentation, as Markdown if the editor shows it.
pub(super) fn markup(value: String, markdown: bool) -> MarkupContent {
    if markdown {
        MarkupContent { kind: MarkupKind::Markdown, value }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: plain_text(&value) }
    }
}

/// Documentation of a proposal; none if it is empty.
pub(super) fn documentation(value: String, markdown: bool) -> Option<Documentation> {
    non_empty(value).map(|value| Documentation::MarkupContent(markup(value, markdown)))
}

pub(super) fn diagnostic(diagnostic: ide::Diagnostic) -> Diagnostic {
    let rule = diagnostic.rule;
    let tag = rule.and_then(Rule::tag).map(|tag| match tag {
        Tag::Unnecessary => DiagnosticTag::UNNECESSARY,
        Tag::Deprecated => DiagnosticTag::DEPRECATED,
    });
    Diagnostic {
        range: range(diagnostic.start, diagnostic.end),
        severity: Some(match diagnostic.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Information => DiagnosticSeverity::INFORMATION,
            // What is off is not found to begin with.
            Severity::Hint | Severity::Off => DiagnosticSeverity::HINT,
        }),
        code: rule.map(|rule| NumberOrString::String(rule.name().to_owned())),
        code_description: rule.and_then(|rule| Some(CodeDescription { href: rule.url().parse().ok()? })),
        tags: tag.map(|tag| vec![tag]),
        source: Some("sawtooth".to_owned()),
        message: diagnostic.message,
        ..Diagnostic::default()
    }
}

pub(super) fn message_type(level: Level) -> MessageType {
    match level {
        Level::Error => MessageType::ERROR,
        Level::Warning => MessageType::WARNING,
        Level::Info => MessageType::INFO,
    }
}

pub(super) fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
