//! Which lanes of a batch have nothing to claim. Decides nothing.

use pothos_model::{Lane, Timestamp};

/// A lane is dry when the last claim gave less of it than there was room for, and nothing changed since.
#[derive(Debug, Default)]
pub(super) struct Dry([Option<Until>; 2]);

/// Until a job's back-off ends, or until something changes.
#[derive(Debug, Clone, Copy)]
struct Until(Option<Timestamp>);

impl Dry {
    pub(super) fn is(&self, lane: Lane) -> bool {
        self.of(lane).is_some()
    }

    /// Nothing more is due there; the next one will be then.
    pub(super) fn mark(&mut self, lane: Lane, next_due: Option<Timestamp>) {
        let place = match lane {
            Lane::Quick => &mut self.0[0],
            Lane::Slow => &mut self.0[1],
        };
        *place = Some(Until(next_due));
    }

    /// Something changed.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// When it ends by itself.
    pub(super) fn ends(&self) -> impl Iterator<Item = Timestamp> {
        self.0.into_iter().flatten().filter_map(|until| until.0)
    }

    /// Ends where the time has come.
    pub(super) fn end(&mut self, now: Timestamp) {
        for place in &mut self.0 {
            *place = place.filter(|until| until.0.is_none_or(|due| now < due));
        }
    }

    fn of(&self, lane: Lane) -> Option<Until> {
        match lane {
            Lane::Quick => self.0[0],
            Lane::Slow => self.0[1],
        }
    }
}
