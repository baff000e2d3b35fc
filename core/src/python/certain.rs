//! What is certain: the mode in which nothing is guessed, for those who complain about code.

use super::statics;
use super::world::World;
use crate::table::{BlockKind, ScopeRef};

impl<'w> World<'w> {
    /// Whether guesses are out of place: then a union with an unknown part is unknown, and so is whatever somebody else
    /// may have changed.
    pub(crate) fn is_certain(&self) -> bool {
        self.certain.get()
    }

    /// Whether the Python version or platform says that a block is never run.
    pub(crate) fn is_never_run(&self, scope: ScopeRef<'w>, block: u16) -> bool {
        let mut around = std::iter::successors(Some(scope.block(block)), |block| block.parent());
        around.any(|block| {
            let verdict = |test| statics::truth(test, self.version);
            let settled = || {
                (1..block.index).map(|index| scope.block(index)).any(|earlier| {
                    earlier.statement() == block.statement() && earlier.test().and_then(verdict) == Some(true)
                })
            };
            match block.kind() {
                BlockKind::If => block.test().and_then(verdict) == Some(false),
                BlockKind::Elif => block.test().and_then(verdict) == Some(false) || settled(),
                BlockKind::Else => settled(),
                _ => false,
            }
        })
    }
}
