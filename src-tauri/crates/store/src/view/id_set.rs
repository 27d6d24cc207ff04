//! A set of photo ids as bits: row ids are dense, so a million photos are 128 KB, and two filters meet in
//! microseconds. Knows no SQL.

use pothos_model::PhotoId;

/// A set of photo ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct IdSet {
    bits: Vec<u64>,
    len: usize,
}

impl IdSet {
    /// Adds an id; ids that no row can have are left out.
    pub(crate) fn insert(&mut self, id: PhotoId) {
        let Ok(id) = usize::try_from(id.0) else { return };
        let (word, bit) = (id / 64, 1_u64 << (id % 64));
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if let Some(bits) = self.bits.get_mut(word) {
            self.len += usize::from(*bits & bit == 0);
            *bits |= bit;
        }
    }

    /// Whether the id is in it.
    pub(crate) fn contains(&self, id: PhotoId) -> bool {
        let Ok(id) = usize::try_from(id.0) else { return false };
        self.bits.get(id / 64).is_some_and(|bits| bits & (1 << (id % 64)) != 0)
    }

    /// How many ids are in it.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Keeps only ids that `other` has too.
    pub(crate) fn keep(&mut self, other: &IdSet) {
        self.bits.truncate(other.bits.len());
        for (mine, theirs) in self.bits.iter_mut().zip(&other.bits) {
            *mine &= theirs;
        }
        self.recount();
    }

    /// Takes away ids that `other` has.
    pub(crate) fn remove(&mut self, other: &IdSet) {
        for (mine, theirs) in self.bits.iter_mut().zip(&other.bits) {
            *mine &= !theirs;
        }
        self.recount();
    }

    /// The ids in rising order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = PhotoId> {
        self.bits.iter().zip(0_i64..).flat_map(|(bits, word)| {
            let mut rest = *bits;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                (rest != 0).then(|| {
                    rest &= rest - 1;
                    PhotoId(word * 64 + i64::from(bit))
                })
            })
        })
    }

    fn recount(&mut self) {
        self.len = self.bits.iter().map(|bits| bits.count_ones() as usize).sum();
    }
}

impl FromIterator<PhotoId> for IdSet {
    fn from_iter<I: IntoIterator<Item = PhotoId>>(ids: I) -> Self {
        let mut set = Self::default();
        for id in ids {
            set.insert(id);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_set_like_any_other(
            a in prop::collection::btree_set(1_i64..300, 0..60),
            b in prop::collection::btree_set(1_i64..300, 0..60),
        ) {
            let bits = |ids: &BTreeSet<i64>| ids.iter().copied().map(PhotoId).collect::<IdSet>();
            let plain = |set: &IdSet| set.iter().map(|id| id.0).collect::<BTreeSet<_>>();
            let (mut kept, mut left) = (bits(&a), bits(&a));
            kept.keep(&bits(&b));
            left.remove(&bits(&b));
            prop_assert_eq!(plain(&kept), a.intersection(&b).copied().collect::<BTreeSet<_>>());
            prop_assert_eq!(plain(&left), a.difference(&b).copied().collect::<BTreeSet<_>>());
            prop_assert_eq!(kept.len() + left.len(), a.len());
            prop_assert!(a.iter().all(|id| bits(&a).contains(PhotoId(*id))));
            prop_assert!(!bits(&a).contains(PhotoId(-1)));
        }
    }
}
