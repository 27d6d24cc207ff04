//! Finds the places of photos that are due, a few in each transaction.

use std::collections::BTreeSet;
use std::sync::Arc;

use pothos_model::{NEAR_BITS, PhotoId};
use rusqlite::{Transaction, params};

use super::facts::{Edge, Facts, Known, LikeKey, Standing, standing};
use super::{burst, due};
use crate::StoreError;
use crate::db::{Library, bump};

/// Rows that one transaction may write, about: some 10 ms.
const ROWS_AT_ONCE: usize = 1_000;
/// What finding one photo's place counts for beside the rows it writes.
const ONE_PLACE: usize = 20;

/// Which photos are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Those that lead.
    Leaders,
    /// Those that do not.
    Others,
}

/// Who may be like whom: an index of keys beside the library. It may name photos that are not what they were any more; it must not
/// leave out one that is.
pub trait Likenesses {
    /// Photos that may be like this key.
    fn near(&self, among: Among, key: LikeKey) -> Vec<PhotoId>;
    /// From now on the photo is to be found there.
    fn add(&mut self, among: Among, photo: PhotoId, key: LikeKey);
}

/// A photo that has its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LikenessRow {
    /// The photo.
    pub photo: PhotoId,
    /// By what it is found.
    pub key: LikeKey,
    /// Where.
    pub among: Among,
}

/// What a transaction did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// Photos whose places were found.
    pub places: u32,
    /// More are due.
    pub more: bool,
}

impl Library {
    /// Every photo that has its place, to fill an index from. About a second for a million.
    ///
    /// # Errors
    /// When the library fails.
    pub fn likenesses(&self, mut take: impl FnMut(LikenessRow)) -> Result<(), StoreError> {
        self.read(|tx| {
            // The whole table, in the order of its key.
            let mut query = tx.prepare_cached("SELECT photo_id, hash, blank, leads FROM likeness")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let among = if row.get(3)? { Among::Leaders } else { Among::Others };
                take(LikenessRow {
                    photo: PhotoId(row.get(0)?),
                    key: LikeKey::stored(row.get(1)?, row.get(2)?),
                    among,
                });
            }
            Ok(())
        })
    }

    /// Finds the places of some photos that are due, in one short transaction; call again while more are. After an error make
    /// `index` and `known` anew.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn settle_alike(&self, index: &mut dyn Likenesses, known: &mut Known) -> Result<Settled, StoreError> {
        self.write(|tx| {
            let mut settled = Settled::default();
            let mut work = 0;
            while let Some(next) = due::next(tx)? {
                if work >= ROWS_AT_ONCE {
                    settled.more = true;
                    break;
                }
                let (rows, whole) = place(tx, index, known, next)?;
                work += ONE_PLACE + rows;
                settled.places += u32::from(whole);
            }
            if settled.places > 0 || settled.more {
                bump(tx)?;
            }
            Ok(settled)
        })
    }
}

/// Finds a photo's place, or does a part of that; how many rows it wrote, and whether it is done.
fn place(
    tx: &Transaction<'_>,
    index: &mut dyn Likenesses,
    known: &mut Known,
    due: due::Due,
) -> Result<(usize, bool), StoreError> {
    let photo = due.photo;
    let mut facts = known.read(tx, photo)?;
    let mut stood = standing(tx, photo)?;
    let mut rows = 0;
    if due.changed {
        rows += burst::relink(tx, photo, facts.as_deref())?;
        facts = known.read(tx, photo)?;
    }
    let key = facts.as_deref().map(Facts::key);
    if let Some(before) = stood
        && (due.changed || key != Some(before.key))
    {
        // It begins anew: those it led look for other leaders, and those that it may lead are told again.
        tx.prepare_cached("DELETE FROM likeness WHERE photo_id = ?1")?.execute([photo.0])?;
        stood = None;
    }
    due::taken_up(tx, photo, due.told.filter(|_| stood.is_some()))?;
    if !stood.is_some_and(|stood| stood.leads) {
        let freed = free_followers(tx, photo)?;
        rows += freed;
        if freed >= ROWS_AT_ONCE {
            return Ok((rows, false));
        }
    }
    let Some(facts) = facts else {
        rows += leave_groups(tx, photo)?;
        due::done(tx, photo)?;
        return Ok((rows, true));
    };
    let leaders = leaders_of(tx, index, known, &facts)?;
    let (more, whole) = if leaders.iter().any(|(leader, _)| leader.is_better_than(&facts)) {
        follow(tx, index, &facts, stood, &leaders)?
    } else {
        lead(tx, index, known, &facts, stood, due.told)?
    };
    Ok((rows + more, whole))
}

/// The leaders that a photo is like, as they are now.
fn leaders_of(
    tx: &Transaction<'_>,
    index: &dyn Likenesses,
    known: &mut Known,
    facts: &Facts,
) -> Result<Vec<(Arc<Facts>, Edge)>, StoreError> {
    let named: BTreeSet<PhotoId> = index.near(Among::Leaders, facts.key()).into_iter().collect();
    let mut leaders = Vec::new();
    for photo in named.into_iter().filter(|photo| *photo != facts.photo) {
        let Some(other) = known.facts(tx, photo)? else { continue };
        let Some(edge) = other.edge(tx, facts, NEAR_BITS)? else { continue };
        if standing(tx, photo)?.is_some_and(|stands| stands.leads) {
            leaders.push((other, edge));
        }
    }
    Ok(leaders)
}

/// A better photo leads: this one stands beside every leader that it is like.
fn follow(
    tx: &Transaction<'_>,
    index: &mut dyn Likenesses,
    facts: &Facts,
    stood: Option<Standing>,
    leaders: &[(Arc<Facts>, Edge)],
) -> Result<(usize, bool), StoreError> {
    let photo = facts.photo;
    let mut rows = 0;
    if stood.is_none_or(|stood| stood.leads) {
        stand(tx, facts, false)?;
        index.add(Among::Others, photo, facts.key());
        let freed = free_followers(tx, photo)?;
        rows += freed;
        if freed >= ROWS_AT_ONCE {
            return Ok((rows, false));
        }
    }
    rows += leave_groups(tx, photo)?;
    let mut join = tx.prepare_cached(
        "INSERT INTO alike(leader_id, photo_id, kind, bits, turn) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (leader, edge) in leaders {
        join.execute(params![leader.photo.0, photo.0, edge.kind.name(), edge.bits, edge.turn])?;
    }
    due::done(tx, photo)?;
    Ok((rows + leaders.len(), true))
}

/// No better photo leads: this one does, and those that it may be like hear of it.
fn lead(
    tx: &Transaction<'_>,
    index: &mut dyn Likenesses,
    known: &mut Known,
    facts: &Facts,
    stood: Option<Standing>,
    told: Option<PhotoId>,
) -> Result<(usize, bool), StoreError> {
    let photo = facts.photo;
    let mut rows = leave_groups(tx, photo)?;
    let from = match stood {
        // It led before, and everybody has heard.
        Some(stood) if stood.leads && told.is_none() => {
            due::done(tx, photo)?;
            return Ok((rows, true));
        }
        Some(stood) if stood.leads => told,
        Some(_) | None => {
            stand(tx, facts, true)?;
            index.add(Among::Leaders, photo, facts.key());
            None
        }
    };
    let mut near: BTreeSet<PhotoId> = index.near(Among::Others, facts.key()).into_iter().collect();
    near.extend(index.near(Among::Leaders, facts.key()));
    near.remove(&photo);
    for other in near.into_iter().filter(|other| from.is_none_or(|from| *other > from)) {
        // One that takes no part, or has no place yet, has nothing to hear.
        let is_alike = match known.facts(tx, other)? {
            Some(there) => facts.edge(tx, &there, NEAR_BITS)?.is_some(),
            None => false,
        };
        if is_alike && standing(tx, other)?.is_some() {
            due::add(tx, other, false)?;
        }
        rows += 1;
        if rows >= ROWS_AT_ONCE {
            due::taken_up(tx, photo, Some(other))?;
            return Ok((rows, false));
        }
    }
    due::done(tx, photo)?;
    Ok((rows, true))
}

fn stand(tx: &Transaction<'_>, facts: &Facts, leads: bool) -> Result<(), StoreError> {
    let (hash, blank) = facts.key().to_store();
    tx.prepare_cached(
        "INSERT OR REPLACE INTO likeness(photo_id, hash, blank, leads) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![facts.photo.0, hash, blank, leads])?;
    Ok(())
}

/// Takes up to [`ROWS_AT_ONCE`] photos away from one that does not lead any more; they look for other leaders. Index: the key of alike.
fn free_followers(tx: &Transaction<'_>, leader: PhotoId) -> Result<usize, StoreError> {
    let freed: Vec<i64> = tx
        .prepare_cached("SELECT photo_id FROM alike WHERE leader_id = ?1 LIMIT ?2")?
        .query_map(params![leader.0, ROWS_AT_ONCE as i64], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for photo in &freed {
        due::add(tx, PhotoId(*photo), false)?;
        tx.prepare_cached("DELETE FROM alike WHERE leader_id = ?1 AND photo_id = ?2")?
            .execute(params![leader.0, photo])?;
    }
    Ok(freed.len())
}

/// Index: alike_photo.
fn leave_groups(tx: &Transaction<'_>, photo: PhotoId) -> Result<usize, StoreError> {
    Ok(tx.prepare_cached("DELETE FROM alike WHERE photo_id = ?1")?.execute([photo.0])?)
}
