//! TIFF: the first page that is a picture of its own, whatever its samples are and however they are packed. Page by page as
//! [`page`] judges it, strip by strip as [`chunks`] unpacks it, row by row as [`colours`] paints it. Scanners' old
//! JPEG-in-TIFF is found by its own pointer.

mod chunks;
mod colours;
mod embedded;
mod fax;
mod grid;
mod page;
mod predictor;
mod samples;
#[cfg(test)]
mod tests;
mod unpack;

use pothos_model::FailureCode;

use self::chunks::Chunks;
use self::colours::Painter;
use self::page::Page;
use self::samples::Reader;
use super::{Decoded, MAX_BYTES, raw, too_large};
use crate::bytes::part;
use crate::container::{Directory, Tiff};
use crate::error::Trouble;
use crate::meta::Described;
use crate::raster::Raster;

/// Pages that are asked whether they are the picture; scanned books have more, but begin with one.
const MAX_PAGES: usize = 32;

const NEW_SUBFILE_TYPE: u16 = 254;
const SUBFILE_TYPE: u16 = 255;
const JPEG_TABLES: u16 = 347;
const ICC_PROFILE: u16 = 34675;

/// Decodes the first page that is no thumbnail and no mask.
pub(super) fn decode(data: &[u8], described: &Described, side: Option<u32>) -> Result<Decoded, Trouble> {
    let Some((tiff, first)) = Tiff::open(data, 0) else {
        let is_tiff = data.starts_with(b"II") || data.starts_with(b"MM");
        let code = if is_tiff { FailureCode::Truncated } else { FailureCode::Damaged };
        return Err(Trouble::new(code, ""));
    };
    let directory = shown(&tiff, first)?;
    read(data, &directory, tiff.little).or_else(|trouble| match trouble.code {
        FailureCode::Unsupported => old_jpeg(data, described, side).map_err(|_| trouble),
        _ => Err(trouble),
    })
}

/// Old JPEG-in-TIFF (compression 6) keeps a whole JPEG at a place of its own. Only one of the full size is the picture.
fn old_jpeg(data: &[u8], described: &Described, side: Option<u32>) -> Result<Decoded, Trouble> {
    let (whole, decoded) = raw::largest(data, described, side)?;
    if whole == described.size {
        return Ok(decoded);
    }
    Err(Trouble::new(FailureCode::Unsupported, ""))
}

/// Walks the pages to the first that is no smaller version of another; where all are, the first stands for them. A chain that
/// breaks off or leads back is left where it does.
fn shown<'a>(tiff: &Tiff<'a>, first: usize) -> Result<Directory<'a>, Trouble> {
    let page = |offset: usize| tiff.directory(offset);
    let is_reduced = |directory: &Directory<'_>| {
        directory.uint(NEW_SUBFILE_TYPE).unwrap_or_default() & 0b101 != 0
            || directory.uint(SUBFILE_TYPE) == Some(2)
    };
    let Some(front) = page(first) else {
        return Err(match tiff.data.len() {
            // Most writers put the directory at the end.
            length if first.saturating_add(2) > length => Trouble::new(FailureCode::Truncated, ""),
            _ => Trouble::damaged("its directory is not one"),
        });
    };
    if !is_reduced(&front) {
        return Ok(front);
    }
    let mut next = front.next;
    for _ in 1..MAX_PAGES {
        match page(next).filter(|_| next != 0) {
            Some(directory) if !is_reduced(&directory) => return Ok(directory),
            Some(directory) => next = directory.next,
            None => break,
        }
    }
    Ok(front)
}

fn read(data: &[u8], directory: &Directory<'_>, little: bool) -> Result<Decoded, Trouble> {
    let page = Page::of(directory, little)?;
    let painter = Painter::new(&page)?;
    let (width, height) = (page.width as u32, page.height as u32);
    let size = painter.channels().bytes();
    let length = page.width * page.height * size;
    if length as u64 > MAX_BYTES {
        return Err(too_large(width, height));
    }
    let block = |tag: u16| directory.place(tag).and_then(|(at, length)| part(data, at, length));
    let mut chunks = Chunks::of(data, &page, block(JPEG_TABLES).unwrap_or_default())?;
    let mut reader = Reader::new(Chunks::sample(&page), page.has_indices());
    let mut pixels = vec![0; length];
    let mut buffers = vec![Vec::new(); if page.planar { page.shown() } else { 1 }];
    for index in 0..page.grid.count() {
        let area = page.grid.area(index);
        let mut planes = Vec::with_capacity(buffers.len());
        for (plane, buffer) in buffers.iter_mut().enumerate() {
            planes.push(chunks.rows(plane, index, buffer)?);
        }
        let mut rows = vec![&[][..]; planes.len()];
        for y in 0..area.rows {
            let start = ((area.top + y) * page.width + area.left) * size;
            let out = pixels.get_mut(start..start + area.columns * size).unwrap_or_default();
            if page.planar {
                let (across, down) = page.subsampling;
                for (plane, (row, rows)) in rows.iter_mut().zip(&planes).enumerate() {
                    *row = rows.row(if plane == 0 { y } else { y / down });
                }
                painter.paint(reader.woven(&rows, area.columns, across), planes.len(), out);
            } else if let [rows] = planes.as_slice() {
                painter.paint(reader.line(rows.row(y), area.columns * page.samples), page.samples, out);
            }
        }
    }
    let mut raster = Raster { width, height, channels: painter.channels(), pixels };
    painter.finish(&mut raster);
    Ok(Decoded { icc: block(ICC_PROFILE).map(<[u8]>::to_vec), ..Decoded::of(raster, (width, height)) })
}
