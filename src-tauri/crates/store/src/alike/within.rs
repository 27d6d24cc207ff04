//! Groups at another distance than the one that is kept up to date: found once, from pairs that somebody else searched, and stored
//! nowhere.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use pothos_model::PhotoId;

use super::facts::{AlikeKind, Edge, Facts, Known};
use super::group::{AlikeRow, GroupKind, GroupRow, one_photo};
use crate::StoreError;
use crate::db::Library;

/// Photos with one hash, and the places of those that are near it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alike {
    /// The photos.
    pub photos: Vec<PhotoId>,
    /// Places in the same list.
    pub near: Vec<u32>,
}

impl Library {
    /// The groups of these photos, by the rule by which groups are kept: the best photos lead, and nobody is in a group with one
    /// that differs in more than `bits` bits from its leader. Those with the most photos first.
    ///
    /// # Errors
    /// When the library fails.
    pub fn groups_within(&self, all: &[Alike], bits: u32) -> Result<Vec<GroupRow>, StoreError> {
        self.read(|tx| {
            let mut known = Known::default();
            let mut photos: Vec<(usize, Arc<Facts>)> = Vec::new();
            for (at, alike) in all.iter().enumerate() {
                for photo in &alike.photos {
                    photos.extend(known.read(tx, *photo)?.map(|facts| (at, facts)));
                }
            }
            photos.sort_by(
                |(_, a), (_, b)| if a.is_better_than(b) { Ordering::Less } else { Ordering::Greater },
            );
            let mut leaders: BTreeMap<usize, Vec<Arc<Facts>>> = BTreeMap::new();
            let mut groups: BTreeMap<PhotoId, Vec<(PhotoId, Edge)>> = BTreeMap::new();
            for (at, facts) in photos {
                let near = all.get(at).map(|alike| alike.near.as_slice()).unwrap_or_default();
                let places = std::iter::once(at).chain(near.iter().map(|at| *at as usize));
                let mut is_led = false;
                for leader in places.filter_map(|at| leaders.get(&at)).flatten() {
                    if let Some(edge) = leader.edge(tx, &facts, bits)? {
                        groups.entry(leader.photo).or_default().push((facts.photo, edge));
                        is_led = true;
                    }
                }
                if !is_led {
                    leaders.entry(at).or_default().push(facts);
                }
            }
            let mut rows = Vec::new();
            for (leader, mut rest) in groups {
                rest.sort_by_key(|(photo, edge)| (edge.kind == AlikeKind::Near, edge.bits, *photo));
                let total = u32::try_from(rest.len() + 1).unwrap_or(u32::MAX);
                let near = rest.iter().any(|(_, edge)| edge.kind == AlikeKind::Near);
                let mut photos = Vec::new();
                photos.extend(one_photo(tx, leader, None)?);
                for (photo, edge) in rest {
                    let alike = AlikeRow { kind: edge.kind, bits: edge.bits, turn: edge.turn };
                    photos.extend(one_photo(tx, photo, Some(alike))?);
                }
                let kind = if near { GroupKind::Near } else { GroupKind::Exact };
                rows.push(GroupRow { id: leader.0, kind, keep: leader, photos, total });
            }
            rows.sort_by_key(|row| (std::cmp::Reverse(row.total), row.id));
            Ok(rows)
        })
    }
}
