//! What code actions are asked with and answer with: plain data.

use crate::arena::PathId;
use crate::ide::auto_import::Section;
use crate::rules::Rule;
use crate::text::TextRange;

/// What sort of action it is; editors group and filter by it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ActionKind {
    /// Mends what a diagnostic is about.
    QuickFix,
    /// Takes code out into something with a name.
    Extract,
    /// Puts something with a name back where it is used.
    Inline,
    /// Says the same in another way.
    Rewrite,
    /// Orders the imports of a file.
    OrganizeImports,
    /// Removes the imports of a file that nothing uses.
    RemoveUnusedImports,
    /// Adds imports for all names of a file that nothing defines.
    AddMissingImports,
}

impl ActionKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::QuickFix,
        Self::Extract,
        Self::Inline,
        Self::Rewrite,
        Self::OrganizeImports,
        Self::RemoveUnusedImports,
        Self::AddMissingImports,
    ];

    /// Its dotted name; a prefix of whole words names all kinds below it.
    pub fn name(self) -> &'static str {
        match self {
            Self::QuickFix => "quickfix",
            Self::Extract => "refactor.extract",
            Self::Inline => "refactor.inline",
            Self::Rewrite => "refactor.rewrite",
            Self::OrganizeImports => "source.organizeImports",
            Self::RemoveUnusedImports => "source.removeUnusedImports",
            Self::AddMissingImports => "source.addMissingImports",
        }
    }

    /// Whether it is about the whole file.
    pub fn is_source(self) -> bool {
        matches!(self, Self::OrganizeImports | Self::RemoveUnusedImports | Self::AddMissingImports)
    }

    /// Whether `asked` is this kind or one above it.
    fn is_below(self, asked: &str) -> bool {
        let rest = self.name().strip_prefix(asked);
        asked.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

/// Which edits are to be computed now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// None: the editor will ask for those of the action that the user chooses.
    None,
    /// Those of every action.
    All,
    /// Those of the action with this id.
    One(String),
}

/// What actions are asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionRequest {
    /// What is selected; empty for a mere cursor.
    pub selection: TextRange,
    /// Kinds to answer with, or those above them; all if empty.
    pub only: Vec<String>,
    /// Which edits to compute.
    pub wanted: Wanted,
}

impl ActionRequest {
    /// Whether actions of this kind are asked for.
    pub fn wants(&self, kind: ActionKind) -> bool {
        self.only.is_empty() || self.only.iter().any(|asked| kind.is_below(asked))
    }

    /// Whether actions of this kind are asked for by its name, and not just as any other.
    pub fn names(&self, kind: ActionKind) -> bool {
        self.only.iter().any(|asked| kind.is_below(asked))
    }
}

/// Something that can be done to the code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// Names it among the actions for one place, so that its edits can be asked for later.
    pub id: String,
    /// What it does, for the user.
    pub title: String,
    /// What sort of action it is.
    pub kind: ActionKind,
    /// Whether it is the one that anybody would choose.
    pub preferred: bool,
    /// Why it cannot be done here.
    pub refused: Option<String>,
    /// What it mends.
    pub fixes: Option<Fix>,
    /// What it changes, if that was [wanted](Wanted); no two overlap.
    pub edits: Vec<FileEdit>,
}

/// A diagnostic, by its rule and the place of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fix {
    /// The rule.
    pub rule: Rule,
    /// What the diagnostic is about.
    pub range: TextRange,
}

/// A change to a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileEdit {
    /// The file.
    pub path: PathId,
    /// What is replaced.
    pub range: TextRange,
    /// What takes its place.
    pub text: String,
}

/// What actions on a text must be told of the meaning of names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// Names as written behind `import`, that nothing uses.
    pub unused: Vec<TextRange>,
    /// Where modules come from, by their absolute names; what is missing is no part of the workspace. `None` where imports
    /// are not what the request is about.
    pub sections: Option<Vec<(String, Section)>>,
    /// A name at the selection that is not annotated, and the type that its value was inferred to have.
    pub annotation: Option<(TextRange, String)>,
}
