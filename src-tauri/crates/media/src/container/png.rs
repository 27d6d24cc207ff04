//! PNG chunks (PNG third edition): IHDR, eXIf, iCCP, the text chunks, and ImageMagick's "Raw profile type"
//! text, which older tools use for EXIF, IPTC and XMP.

use std::borrow::Cow;

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::{Blocks, iptc_of_resources};
use crate::bytes::{be32, part};
use crate::text::decode_latin1;

/// No honest text chunk or profile inflates to more.
const INFLATE_LIMIT: usize = 16 << 20;

/// Text chunks and profiles read; tools write a dozen.
const MAX_TEXTS: u32 = 100;
/// What one file's texts inflate to in all.
const INFLATE_SUM: usize = 64 << 20;

pub(super) fn blocks(data: &[u8]) -> Blocks<'_> {
    let mut found = Blocks::default();
    let mut budget = Budget { texts: MAX_TEXTS, bytes: INFLATE_SUM };
    let mut at = 8;
    while let (Some(length), Some(kind)) = (be32(data, at), part(data, at + 4, 4)) {
        let Ok(length) = usize::try_from(length) else { break };
        let Some(next) = at.checked_add(12).and_then(|n| n.checked_add(length)) else { break };
        if let Some(body) = part(data, at + 8, length) {
            chunk(&mut found, &mut budget, kind, body);
        }
        if kind == b"IEND" {
            break;
        }
        at = next;
    }
    found
}

/// How much more may be read of one file.
struct Budget {
    texts: u32,
    bytes: usize,
}

impl Budget {
    fn take_text(&mut self) -> bool {
        let left = self.texts > 0;
        self.texts = self.texts.saturating_sub(1);
        left
    }

    fn inflate(&mut self, packed: &[u8]) -> Option<Vec<u8>> {
        let limit = INFLATE_LIMIT.min(self.bytes);
        let inflated = decompress_to_vec_zlib_with_limit(packed, limit).ok();
        // One that fails has cost what it was allowed.
        self.bytes = self.bytes.saturating_sub(inflated.as_ref().map_or(limit, Vec::len));
        inflated
    }
}

fn chunk<'a>(found: &mut Blocks<'a>, budget: &mut Budget, kind: &[u8], body: &'a [u8]) {
    match kind {
        b"iCCP" | b"tEXt" | b"zTXt" | b"iTXt" if !budget.take_text() => {}
        b"IHDR" => found.size = be32(body, 0).zip(be32(body, 4)),
        b"eXIf" => found.exif = Some(Cow::Borrowed(body.strip_prefix(b"Exif\0\0").unwrap_or(body))),
        b"iCCP" => {
            if let Some((_, [0, packed @ ..])) = split_at_nul(body) {
                found.icc = budget.inflate(packed).map(Cow::Owned);
            }
        }
        b"tEXt" => {
            if let Some((keyword, text)) = split_at_nul(body) {
                keep(found, keyword, decode_latin1(text).into_bytes());
            }
        }
        b"zTXt" => {
            if let Some((keyword, [0, packed @ ..])) = split_at_nul(body)
                && let Some(text) = budget.inflate(packed)
            {
                keep(found, keyword, decode_latin1(&text).into_bytes());
            }
        }
        b"iTXt" => {
            if let Some((keyword, [compressed, _method, rest @ ..])) = split_at_nul(body)
                && let Some((_language, rest)) = split_at_nul(rest)
                && let Some((_translated, text)) = split_at_nul(rest)
            {
                let text = if *compressed == 1 { budget.inflate(text) } else { Some(text.to_vec()) };
                if let Some(text) = text {
                    keep(found, keyword, text);
                }
            }
        }
        _ => {}
    }
}

fn keep(found: &mut Blocks<'_>, keyword: &[u8], text: Vec<u8>) {
    let keyword = String::from_utf8_lossy(keyword).into_owned();
    if keyword == "XML:com.adobe.xmp" {
        found.xmp.push(Cow::Owned(text));
    } else if let Some(kind) = keyword.strip_prefix("Raw profile type ") {
        if let Some(profile) = unhex(&text) {
            raw_profile(found, kind, profile);
        }
    } else {
        found.text.push((keyword, String::from_utf8_lossy(&text).into_owned()));
    }
}

fn raw_profile(found: &mut Blocks<'_>, kind: &str, profile: Vec<u8>) {
    match kind {
        "exif" | "APP1" | "app1" => {
            if let Some(exif) = profile.strip_prefix(b"Exif\0\0") {
                found.exif.get_or_insert_with(|| Cow::Owned(exif.to_vec()));
            } else if let Some(xmp) = profile.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0") {
                found.xmp.push(Cow::Owned(xmp.to_vec()));
            } else {
                found.exif.get_or_insert(Cow::Owned(profile));
            }
        }
        "iptc" | "8bim" => {
            let records = iptc_of_resources(&profile).map(<[u8]>::to_vec);
            found.iptc = Some(Cow::Owned(records.unwrap_or(profile)));
        }
        "xmp" => found.xmp.push(Cow::Owned(profile)),
        "icc" | "icm" => found.icc = Some(Cow::Owned(profile)),
        _ => {}
    }
}

/// `"\nexif\n    1126\n4578…"`: a name, a length, and the bytes in hexadecimal over many lines.
fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?.trim_start();
    let (_name, rest) = text.split_once('\n')?;
    let (length, rest) = rest.trim_start().split_once('\n')?;
    let length: usize = length.trim().parse().ok()?;
    let digits: Vec<u8> = rest
        .bytes()
        .filter_map(|b| char::from(b).to_digit(16))
        .filter_map(|d| u8::try_from(d).ok())
        .collect();
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).take(length).collect();
    (!bytes.is_empty()).then_some(bytes)
}

fn split_at_nul(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let nul = body.iter().position(|&b| b == 0)?;
    Some((body.get(..nul)?, body.get(nul + 1..)?))
}
