//! A few photos that stand for many: from different folders, cameras and days, and unlike each other. Pure but for
//! reading the candidates.

use pothos_model::{BURST_MS, PhotoId, same_burst};
use pothos_store::{Library, MomentRow, StoreError};

/// Candidates compared, spread evenly over the scope.
const CANDIDATES: usize = 400;

/// Up to `count` of `photos` that are as different from each other as can be found. The same photos give the same
/// sample.
///
/// # Errors
/// When the library fails.
pub(crate) fn sample(
    library: &Library,
    photos: &[PhotoId],
    count: usize,
) -> Result<Vec<PhotoId>, StoreError> {
    let step = photos.len().div_ceil(CANDIDATES).max(1);
    let candidates: Vec<PhotoId> = photos.iter().copied().step_by(step).collect();
    let mut rows = library.moments(&candidates)?;
    if rows.len() < count {
        // Many candidates were unreadable: look at all.
        rows = library.moments(photos)?;
    }
    Ok(spread(&rows, count))
}

/// How many of these photos are frames of a burst that has another frame to speak for it.
pub(crate) fn handed(rows: &[MomentRow]) -> u32 {
    let mut rows: Vec<(&MomentRow, (i64, u64))> = rows
        .iter()
        .filter(|row| row.taken)
        .filter_map(|row| Some((row, (row.local_ms, row.hash?))))
        .collect();
    rows.sort_by(|(a, _), (b, _)| {
        (a.folder, &a.camera, a.local_ms, a.photo).cmp(&(b.folder, &b.camera, b.local_ms, b.photo))
    });
    let mut handed = 0;
    // The frames that are asked about, near enough in time to speak for the next.
    let mut shown: Vec<(&MomentRow, (i64, u64))> = Vec::new();
    for (row, frame) in rows {
        shown.retain(|(other, at)| {
            other.folder == row.folder
                && other.camera == row.camera
                && frame.0.saturating_sub(at.0) <= BURST_MS
        });
        if shown.iter().any(|(_, at)| same_burst(*at, frame)) {
            handed += 1;
        } else {
            shown.push((row, frame));
        }
    }
    handed
}

/// Farthest-point sampling: begins in the middle of the time, and takes again and again the photo that is least like
/// its nearest among those taken.
fn spread(rows: &[MomentRow], count: usize) -> Vec<PhotoId> {
    let mut by_time: Vec<&MomentRow> = rows.iter().collect();
    by_time.sort_by_key(|row| (row.local_ms, row.photo));
    let Some(middle) = by_time.get(by_time.len() / 2) else { return Vec::new() };
    let mut taken: Vec<&MomentRow> = vec![middle];
    while taken.len() < count.min(rows.len()) {
        let nearest = |row: &MomentRow| taken.iter().map(|other| unlike(row, other)).fold(f64::MAX, f64::min);
        let free = by_time.iter().filter(|row| taken.iter().all(|other| other.photo != row.photo));
        // The first of the farthest: `max_by` would give the last.
        let mut best: Option<(f64, &MomentRow)> = None;
        for row in free {
            let distance = nearest(row);
            if best.is_none_or(|(most, _)| distance > most) {
                best = Some((distance, row));
            }
        }
        let Some((_, next)) = best else { break };
        taken.push(next);
    }
    taken.iter().map(|row| row.photo).collect()
}

/// How unlike two photos are: another folder, another camera, far apart in time, another look.
fn unlike(a: &MomentRow, b: &MomentRow) -> f64 {
    let hours = (a.local_ms.abs_diff(b.local_ms)) as f64 / 3_600_000.0;
    let look = match (a.hash, b.hash) {
        (Some(a), Some(b)) => f64::from((a ^ b).count_ones()) / 32.0,
        (None, _) | (_, None) => 0.5,
    };
    // A year apart counts as much as another folder.
    let time = (hours.ln_1p() / 8_760_f64.ln_1p()).min(1.5);
    time + look + f64::from(u8::from(a.folder != b.folder)) + 0.7 * f64::from(u8::from(a.camera != b.camera))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pothos_model::FolderId;

    fn row(id: i64, folder: i64, camera: &str, hours: i64, hash: u64) -> MomentRow {
        MomentRow {
            photo: PhotoId(id),
            folder: FolderId(folder),
            camera: Some(camera.to_owned()),
            local_ms: hours * 3_600_000,
            taken: true,
            hash: Some(hash),
        }
    }

    #[test]
    fn a_burst_gives_one_and_the_rest_come_from_elsewhere() {
        let mut rows: Vec<MomentRow> = (0..50).map(|id| row(id, 1, "A", 1_000, id.cast_unsigned())).collect();
        rows.push(row(100, 2, "A", 1_000, u64::MAX));
        rows.push(row(101, 1, "B", 1_001, u64::MAX / 3));
        rows.push(row(102, 1, "A", 9_000, 0xFF00_FF00_FF00_FF00));
        rows.push(row(103, 3, "C", 20_000, 0x0F0F_0F0F_0F0F_0F0F));
        let got = spread(&rows, 5);
        let of_burst = got.iter().filter(|photo| photo.0 < 50).count();
        assert_eq!((got.len(), of_burst), (5, 1), "{got:?}");
    }

    #[test]
    fn frames_of_a_burst_are_counted_once_each() {
        let frame = |id: i64, ms: i64, hash| MomentRow { local_ms: ms, ..row(id, 1, "A", 0, hash) };
        let burst: Vec<MomentRow> = (0..5).map(|id| frame(id, id * 400, 1 << id)).collect();
        assert_eq!(handed(&burst), 4);
        assert_eq!(handed(&[frame(1, 0, 0), frame(2, 100, u64::MAX)]), 0, "another motif");
        assert_eq!(handed(&[frame(1, 0, 0), MomentRow { taken: false, ..frame(2, 0, 0) }]), 0);
        assert_eq!(handed(&[frame(1, 0, 0), MomentRow { folder: FolderId(9), ..frame(2, 0, 0) }]), 0);
    }

    #[test]
    fn a_small_scope_is_taken_whole_and_each_photo_once() {
        let rows: Vec<MomentRow> = (0..3).map(|id| row(id, 1, "A", 5, 7)).collect();
        let mut got = spread(&rows, 5);
        got.sort_unstable();
        assert_eq!(got, [PhotoId(0), PhotoId(1), PhotoId(2)]);
        assert!(spread(&[], 5).is_empty());
    }
}
