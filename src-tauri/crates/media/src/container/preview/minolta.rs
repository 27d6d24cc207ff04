//! Minolta's MRW: blocks of a name and a length, of which `PRD` has the photo's size and `TTW` a TIFF structure whose
//! maker note leads to the preview (the layout that dcraw and exiftool document; big-endian).

use super::{Finds, tiff};
use crate::bytes::{be16, be32, part};

const MAX_BLOCKS: usize = 32;

pub(super) fn collect<'a>(data: &'a [u8], finds: &mut Finds<'a>) {
    let mut at = 8;
    let mut size = None;
    for _ in 0..MAX_BLOCKS {
        let (Some(name), Some(length)) = (part(data, at, 4), be32(data, at + 4)) else { break };
        let Ok(length) = usize::try_from(length) else { break };
        match name {
            b"\0PRD" => {
                let edge = |inside: usize| be16(data, at + 8 + inside).map(u32::from);
                size = edge(14).zip(edge(12));
            }
            b"\0TTW" => {
                tiff::walk(data, at + 8, finds);
            }
            _ => {}
        }
        let Some(next) = (at + 8).checked_add(length) else { break };
        at = next;
    }
    finds.size = size;
    finds.partial = size.is_none();
}
